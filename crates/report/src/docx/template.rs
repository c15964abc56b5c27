//! The template: what it must hold, and the one that is built in.
//!
//! A template is a .docx with `{{tag}}` in its text. An officer changes fonts, margins or words in Word and hands it back;
//! what is printed into it uses the template's own styles, found by their names because Word translates style ids.

use std::collections::BTreeMap;

use super::package::{MAX_TEMPLATE_BYTES, Package};
use super::tree::{self, Element, Node};
use super::{faults, fill, harm};
use crate::diagnostic::Diagnostic;

/// The tag that is replaced by all sections; it stands alone in its paragraph.
pub const CONTENT: &str = "noi_dung";
/// The tag whose paragraph is repeated for each recipient.
pub const RECIPIENTS: &str = "noi_nhan";

/// A place in a template's text, written `{{name}}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KnownTag {
    pub name: &'static str,
    /// What stands there, in Vietnamese.
    pub what: &'static str,
    /// Without it a report would lack something that the decree demands.
    pub required: bool,
}

const fn tag(name: &'static str, what: &'static str) -> KnownTag {
    KnownTag { name, what, required: false }
}

const fn required(name: &'static str, what: &'static str) -> KnownTag {
    KnownTag { name, what, required: true }
}

/// Every tag that can be filled, in the order of a letter.
pub const TAGS: [KnownTag; 12] = [
    tag("co_quan_chu_quan", "cơ quan cấp trên"),
    tag("co_quan", "cơ quan ban hành"),
    required("so", "số, ký hiệu văn bản"),
    tag("dia_danh", "nơi ban hành"),
    tag("ngay_thang", "ngày ban hành"),
    tag("loai_van_ban", "loại văn bản (“BÁO CÁO”)"),
    required("trich_yeu", "trích yếu"),
    required(CONTENT, "nội dung báo cáo"),
    required(RECIPIENTS, "nơi nhận"),
    tag("quyen_han", "quyền hạn ký (“KT. CHỦ TỊCH”)"),
    tag("chuc_vu", "chức vụ người ký"),
    required("nguoi_ky", "họ tên người ký"),
];

/// The part with the text.
pub const DOCUMENT: &str = "word/document.xml";
/// The part with the styles.
pub const STYLES: &str = "word/styles.xml";

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

/// Their names, which stay the same in every language of Word whatever the case of their letters.
const STYLE_NAMES: [(Style, &str); 11] = [
    (Style::Heading1, "heading 1"),
    (Style::Heading2, "heading 2"),
    (Style::Heading3, "heading 3"),
    (Style::Heading4, "heading 4"),
    (Style::Caption, "caption"),
    (Style::Body, "BC thân bài"),
    (Style::Item, "BC gạch đầu dòng"),
    (Style::Lead, "BC dẫn"),
    (Style::Note, "BC ghi chú"),
    (Style::Cell, "BC bảng"),
    (Style::Table, "Table Grid"),
];

/// The names of the styles that a template must have.
pub fn style_names() -> impl Iterator<Item = &'static str> {
    STYLE_NAMES.into_iter().map(|(_, name)| name)
}

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
            return Err(vec![faults::too_large()]);
        }
        let package = Package::read(bytes).map_err(|fault| vec![faults::unreadable(bytes, fault)])?;
        let harm = harm::found(&package);
        if !harm.is_empty() {
            return Err(harm);
        }
        let part = |name: &str| package.text(name).ok_or_else(|| vec![faults::part_missing(name)]);
        let document = tree::parse(part(DOCUMENT)?).map_err(|error| vec![faults::damaged(DOCUMENT, error)])?;
        let styles = tree::parse(part(STYLES)?).map_err(|error| vec![faults::damaged(STYLES, error)])?;
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
    let mut paragraphs = Vec::new();
    collect_paragraphs(document, &mut paragraphs);
    let holds = |tag: &str| paragraphs.iter().any(|text| fill::tags(text).iter().any(|found| found.name == tag));
    let lacking = TAGS.iter().filter(|tag| tag.required && !holds(tag.name));
    let mut found: Vec<Diagnostic> = lacking.map(faults::tag_missing).collect();
    // Beside other words the sections would have nowhere to go.
    let is_alone = |text: &String| fill::only_tag(text).is_some_and(|tag| tag.name == CONTENT);
    if holds(CONTENT) && !paragraphs.iter().any(is_alone) {
        found.push(faults::content_not_alone());
    }
    let names = STYLE_NAMES.iter().filter(|(style, _)| !styles.contains_key(style));
    found.extend(names.map(|(_, name)| faults::style_missing(name)));
    found
}

/// The text of each paragraph; a tag that Word has cut into runs is whole again.
fn collect_paragraphs(nodes: &[Node], paragraphs: &mut Vec<String>) {
    for node in nodes {
        if let Node::Element(element) = node {
            if element.name == "w:p" {
                paragraphs.push(fill::text_of(element));
            }
            collect_paragraphs(&element.children, paragraphs);
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
    let (known, _) = STYLE_NAMES.iter().find(|(_, wanted)| wanted.to_lowercase() == name)?;
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
