//! The template: what it must hold, and the one that is built in.
//!
//! A template is a .docx with `{{tag}}` in its text. An officer changes fonts, margins or words in Word and hands it back;
//! what is printed into it uses the template's own styles, found by their names because Word translates style ids.

use std::collections::BTreeMap;

use super::package::{MAX_TEMPLATE_BYTES, Package};
use super::tree::{self, Element, Node};
use crate::diagnostic::Diagnostic;

/// The tag that is replaced by all sections; it stands alone in its paragraph.
pub const CONTENT: &str = "noi_dung";
/// The tag whose paragraph is repeated for each recipient.
pub const RECIPIENTS: &str = "noi_nhan";
/// Tags without which a report would lack something the decree demands.
const REQUIRED_TAGS: [(&str, &str); 5] = [
    (CONTENT, "nội dung báo cáo"),
    ("so", "số, ký hiệu văn bản"),
    ("trich_yeu", "trích yếu"),
    (RECIPIENTS, "nơi nhận"),
    ("nguoi_ky", "họ tên người ký"),
];
/// Every tag that can be filled.
pub const TAGS: [&str; 12] = [
    "co_quan_chu_quan",
    "co_quan",
    "so",
    "dia_danh",
    "ngay_thang",
    "loai_van_ban",
    "trich_yeu",
    CONTENT,
    RECIPIENTS,
    "quyen_han",
    "chuc_vu",
    "nguoi_ky",
];

const DOCUMENT: &str = "word/document.xml";
const STYLES: &str = "word/styles.xml";

/// The styles with which the content is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Style {
    Heading1,
    Heading2,
    Heading3,
    Heading4,
    Caption,
    Body,
    Item,
    Lead,
    Note,
    Cell,
    Table,
}

/// Their names, which stay the same in every language of Word.
const STYLE_NAMES: [(Style, &str); 11] = [
    (Style::Heading1, "heading 1"),
    (Style::Heading2, "heading 2"),
    (Style::Heading3, "heading 3"),
    (Style::Heading4, "heading 4"),
    (Style::Caption, "caption"),
    (Style::Body, "bc thân bài"),
    (Style::Item, "bc gạch đầu dòng"),
    (Style::Lead, "bc dẫn"),
    (Style::Note, "bc ghi chú"),
    (Style::Cell, "bc bảng"),
    (Style::Table, "table grid"),
];

/// A template that can be filled.
pub struct Template {
    pub package: Package,
    pub document: Vec<Node>,
    styles: BTreeMap<Style, String>,
}

impl Template {
    /// The template, or why it cannot be used.
    pub fn read(bytes: &[u8]) -> Result<Self, Vec<Diagnostic>> {
        if bytes.len() > MAX_TEMPLATE_BYTES {
            return Err(vec![too_large()]);
        }
        let package = Package::read(bytes).ok_or_else(|| vec![not_a_docx()])?;
        let part = |name: &str| package.text(name).ok_or_else(|| vec![part_missing(name)]);
        let document = tree::parse(part(DOCUMENT)?).map_err(|_| vec![damaged(DOCUMENT)])?;
        let styles = tree::parse(part(STYLES)?).map_err(|_| vec![damaged(STYLES)])?;
        let styles = style_ids(&styles);
        let missing = missing(&document, &styles);
        if missing.is_empty() { Ok(Self { package, document, styles }) } else { Err(missing) }
    }

    /// The template's own id of a style.
    pub fn style(&self, style: Style) -> &str {
        self.styles.get(&style).map_or("Normal", String::as_str)
    }
}

fn missing(document: &[Node], styles: &BTreeMap<Style, String>) -> Vec<Diagnostic> {
    let text = all_text(document);
    let tags = REQUIRED_TAGS.iter().filter(|(tag, _)| !text.contains(&format!("{{{{{tag}}}}}")));
    let tags = tags.map(|(tag, what)| tag_missing(tag, what));
    let names = STYLE_NAMES.iter().filter(|(style, _)| !styles.contains_key(style));
    tags.chain(names.map(|(_, name)| style_missing(name))).collect()
}

/// All text of a part; a tag that Word has cut into runs is whole again.
fn all_text(nodes: &[Node]) -> String {
    let mut text = String::new();
    collect_text(nodes, &mut text);
    text
}

fn collect_text(nodes: &[Node], text: &mut String) {
    for node in nodes {
        if let Node::Element(element) = node {
            match element.name.as_str() {
                "w:t" => text.push_str(&element.text()),
                "w:p" => {
                    collect_text(&element.children, text);
                    text.push('\n');
                }
                _ => collect_text(&element.children, text),
            }
        }
    }
}

fn style_ids(nodes: &[Node]) -> BTreeMap<Style, String> {
    let root = nodes.iter().find_map(|node| match node {
        Node::Element(element) => Some(element),
        Node::Raw(_) => None,
    });
    let styles = root.into_iter().flat_map(Element::elements).filter(|element| element.name == "w:style");
    styles.filter_map(named).collect()
}

fn named(style: &Element) -> Option<(Style, String)> {
    let name = style.elements().find(|element| element.name == "w:name")?.attribute("w:val")?.to_lowercase();
    let (known, _) = STYLE_NAMES.iter().find(|(_, wanted)| *wanted == name)?;
    Some((*known, style.attribute("w:styleId")?))
}

/// The template that is shipped, for the officer to save, change and hand back.
pub fn built_in() -> Package {
    let parts = [
        ("[Content_Types].xml", include_str!("../../template/content_types.xml")),
        ("_rels/.rels", include_str!("../../template/package_rels.xml")),
        (DOCUMENT, include_str!("../../template/document.xml")),
        ("word/_rels/document.xml.rels", include_str!("../../template/document_rels.xml")),
        (STYLES, include_str!("../../template/styles.xml")),
        ("word/settings.xml", include_str!("../../template/settings.xml")),
        ("word/header1.xml", include_str!("../../template/header_page.xml")),
        ("word/header2.xml", include_str!("../../template/header_first.xml")),
        ("docProps/core.xml", include_str!("../../template/core.xml")),
    ];
    Package { parts: parts.into_iter().map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())).collect() }
}

const INSTEAD_VI: &str = "Báo cáo được in theo mẫu có sẵn của Sổ Thôn.";
const INSTEAD_EN: &str = "The report was printed with the built-in template.";

fn too_large() -> Diagnostic {
    let size_mb = MAX_TEMPLATE_BYTES / 1024 / 1024;
    Diagnostic::error(
        "template-too-large",
        format!("Tệp mẫu lớn hơn {size_mb} MB nên không dùng được. {INSTEAD_VI}"),
        format!("The template is larger than {size_mb} MB and cannot be used. {INSTEAD_EN}"),
    )
}

fn not_a_docx() -> Diagnostic {
    Diagnostic::error(
        "template-not-docx",
        format!(
            "Tệp mẫu không phải tệp Word .docx hoặc đã hỏng. Hãy mở tệp bằng Word, lưu lại dạng .docx rồi nạp lại. {INSTEAD_VI}"
        ),
        format!(
            "The template is no .docx file or is damaged. Open it in Word, save it as .docx and load it again. {INSTEAD_EN}"
        ),
    )
}

fn part_missing(name: &str) -> Diagnostic {
    Diagnostic::error(
        "template-part-missing",
        format!("Tệp mẫu thiếu phần “{name}”. Hãy mở tệp bằng Word, lưu lại dạng .docx rồi nạp lại. {INSTEAD_VI}"),
        format!("The template lacks its part “{name}”. Save it again in Word. {INSTEAD_EN}"),
    )
}

fn damaged(name: &str) -> Diagnostic {
    Diagnostic::error(
        "template-damaged",
        format!(
            "Phần “{name}” của tệp mẫu bị hỏng. Hãy mở tệp bằng Word, lưu lại dạng .docx rồi nạp lại. {INSTEAD_VI}"
        ),
        format!("The part “{name}” of the template is damaged. Save it again in Word. {INSTEAD_EN}"),
    )
}

fn tag_missing(tag: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        "template-tag-missing",
        format!("Tệp mẫu thiếu chỗ điền {what}: hãy gõ {{{{{tag}}}}} vào đúng vị trí rồi nạp lại. {INSTEAD_VI}"),
        format!("The template lacks the place {{{{{tag}}}}}; type it where it belongs and load it again. {INSTEAD_EN}"),
    )
}

fn style_missing(name: &str) -> Diagnostic {
    Diagnostic::error(
        "template-style-missing",
        format!("Tệp mẫu thiếu kiểu “{name}”: hãy sửa từ mẫu có sẵn, đừng xóa kiểu này. {INSTEAD_VI}"),
        format!(
            "The template lacks the style “{name}”; change a copy of the built-in one without deleting it. {INSTEAD_EN}"
        ),
    )
}
