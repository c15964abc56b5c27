//! A paragraph as one line of text with `{{figure}}` in it, and back: the officer edits words, figures stay linked.

use std::collections::{BTreeMap, BTreeSet};

use super::{Figure, FigureForm, FigureId, Paragraph, ParagraphStyle, Run};
use crate::diagnostic::Diagnostic;

/// Longest paragraph an officer may write, in bytes; what is beyond is cut and told of.
pub const MAX_PARAGRAPH_BYTES: usize = 100_000;
/// Behind the id: the figure in words, or without its unit.
const WORDS: &str = ":chu";
const BARE: &str = ":so";

impl Paragraph {
    /// The text an officer edits: `Tỷ lệ đạt {{bhyt.ty-le}}.` A figure in words is `{{tong:chu}}`, without unit `{{tong:so}}`.
    pub fn editable(&self) -> String {
        editable_runs(&self.runs)
    }

    /// The paragraph of an edited text. A placeholder of a figure that the report does not have stays text, and is told of.
    pub fn from_editable(
        style: ParagraphStyle,
        text: &str,
        figures: &BTreeMap<FigureId, Figure>,
    ) -> (Self, Vec<Diagnostic>) {
        let (text, mut diagnostics) = bounded(text);
        let mut runs = Vec::new();
        let mut rest = text;
        while let Some((head, after)) = rest.split_once("}}") {
            let run = head.rsplit_once("{{").map(|(before, inside)| (before, inside, known(inside, figures)));
            match run {
                Some((before, _, Some(run))) => {
                    push_text(&mut runs, before);
                    runs.push(run);
                }
                Some((_, inside, None)) => {
                    diagnostics.push(unknown(inside));
                    push_text(&mut runs, &format!("{head}}}}}"));
                }
                None => push_text(&mut runs, &format!("{head}}}}}")),
            }
            rest = after;
        }
        push_text(&mut runs, rest);
        (Self { style, runs }, diagnostics)
    }

    /// The figures that `before` showed and `self` no longer does: the officer should know that he took them out.
    pub fn lost_figures(&self, before: &Self) -> BTreeSet<FigureId> {
        let of = |paragraph: &Self| paragraph.runs.iter().filter_map(Run::figure).cloned().collect::<BTreeSet<_>>();
        of(before).difference(&of(self)).cloned().collect()
    }
}

fn bounded(text: &str) -> (&str, Vec<Diagnostic>) {
    if text.len() <= MAX_PARAGRAPH_BYTES {
        return (text, Vec::new());
    }
    let end = (0..=MAX_PARAGRAPH_BYTES).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let told = Diagnostic::error(
        "paragraph-too-long",
        format!("Đoạn văn dài hơn {MAX_PARAGRAPH_BYTES} byte, phần sau đã bị bỏ. Hãy chia thành nhiều đoạn."),
        format!("The paragraph is longer than {MAX_PARAGRAPH_BYTES} bytes; the rest was left out. Split it."),
    );
    (text.get(..end).unwrap_or_default(), vec![told])
}

/// Runs as an officer edits them.
pub(crate) fn editable_runs(runs: &[Run]) -> String {
    runs.iter().map(editable).collect()
}

fn editable(run: &Run) -> String {
    match run {
        Run::Text(text) => text.clone(),
        Run::Figure { id, form: FigureForm::Full } => format!("{{{{{id}}}}}"),
        Run::Figure { id, form: FigureForm::Words } => format!("{{{{{id}{WORDS}}}}}"),
        Run::Figure { id, form: FigureForm::Bare } => format!("{{{{{id}{BARE}}}}}"),
    }
}

fn known(inside: &str, figures: &BTreeMap<FigureId, Figure>) -> Option<Run> {
    let inside = inside.trim();
    let (id, form) = match (inside.strip_suffix(WORDS), inside.strip_suffix(BARE)) {
        (Some(id), _) => (id, FigureForm::Words),
        (None, Some(id)) => (id, FigureForm::Bare),
        (None, None) => (inside, FigureForm::Full),
    };
    let id = FigureId::new(id.trim())?;
    figures.contains_key(&id).then_some(Run::Figure { id, form })
}

fn unknown(inside: &str) -> Diagnostic {
    let name: String = inside.chars().take(60).collect();
    Diagnostic::warning(
        "unknown-figure",
        format!("Báo cáo không có số liệu tên là “{name}”. Hãy chọn số liệu từ danh sách."),
        format!("The report has no figure called “{name}”. Choose one from the list."),
    )
}

fn push_text(runs: &mut Vec<Run>, text: &str) {
    if text.is_empty() {
        return;
    }
    match runs.last_mut() {
        Some(Run::Text(last)) => last.push_str(text),
        _ => runs.push(Run::text(text)),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rust_decimal::Decimal;

    use super::*;
    use crate::document::{FigureValue, Source, SourceKind, Unit};

    fn figures() -> BTreeMap<FigureId, Figure> {
        let source = Source { kind: SourceKind::Ledger, id: "tong".into(), words: String::new(), as_of: None };
        let id = FigureId::of("tong");
        let value = FigureValue::Number(Decimal::from(66_791_009_000_i64));
        BTreeMap::from([(id.clone(), Figure::new(id, "Tổng vốn", value, Unit::Dong, source))])
    }

    fn check(text: &str, runs: usize, told: &[&str]) {
        let (paragraph, diagnostics) = Paragraph::from_editable(ParagraphStyle::Body, text, &figures());
        assert_eq!(paragraph.runs.len(), runs, "{text}: {:?}", paragraph.runs);
        assert_eq!(paragraph.editable(), text);
        assert_eq!(diagnostics.len(), told.len(), "{diagnostics:?}");
        for (diagnostic, name) in diagnostics.iter().zip(told) {
            assert!(diagnostic.vi.contains(name), "{diagnostic:?}");
        }
    }

    #[test]
    fn words_and_figures_come_apart_and_together_again() {
        check("Tổng vốn là {{tong}} ({{tong:chu}}).", 5, &[]);
        check("{{tong:so}}", 1, &[]);
        check("", 0, &[]);
        check("Không có số liệu", 1, &[]);
    }

    #[test]
    fn a_figure_that_is_not_there_stays_text_and_is_named() {
        check("Đạt {{bhyt}} và {{tong}}", 2, &["bhyt"]);
        check("a }} b {{tong}} {{ c", 3, &[]);
        check("{{ {{tong}} }}", 3, &[]);
    }

    #[test]
    fn a_figure_taken_out_is_known() {
        let (before, _) = Paragraph::from_editable(ParagraphStyle::Body, "Tổng {{tong}}", &figures());
        let (after, _) = Paragraph::from_editable(ParagraphStyle::Body, "Tổng", &figures());
        assert_eq!(after.lost_figures(&before), BTreeSet::from([FigureId::of("tong")]));
        assert_eq!(before.lost_figures(&before), BTreeSet::new());
    }

    proptest! {
        #[test]
        fn any_text_survives_editing(text in "([a-zà-ỹ {}:]|\\{\\{tong\\}\\}|\\{\\{tong:chu\\}\\}){0,30}") {
            let (paragraph, _) = Paragraph::from_editable(ParagraphStyle::Body, &text, &figures());
            prop_assert_eq!(paragraph.editable(), text);
        }
    }
}
