//! What every printer does the same way: the words of the letterhead, the marks behind figures and their notes.

use std::collections::BTreeMap;

use crate::document::{Flag, Report, Run, Section};
use crate::vietnamese;

/// What is printed where a report has no number or name yet.
const DOTS: &str = "……";

/// A table of no more rows is not cut by a page's end.
pub(crate) const SHORT_TABLE_ROWS: usize = 8;

/// A piece of text of one look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Piece {
    pub text: String,
    /// A small raised mark behind a figure.
    pub raised: bool,
}

/// The marks of a report's figures: (1), (2), in the order of the flags, only those that are needed.
pub(crate) struct Marks(BTreeMap<Flag, usize>);

impl Marks {
    pub fn of(report: &Report) -> Self {
        let mut flags: Vec<Flag> =
            report.shown_figures().iter().flat_map(|figure| figure.flags.iter().copied()).collect();
        flags.sort_unstable();
        flags.dedup();
        Self(flags.into_iter().zip(1..).collect())
    }

    /// The text of runs with the marks of their figures.
    pub fn pieces(&self, report: &Report, runs: &[Run]) -> Vec<Piece> {
        let mut pieces: Vec<Piece> = Vec::new();
        for run in runs {
            let words = report.words_of(run);
            match pieces.last_mut() {
                Some(last) if !last.raised => last.text.push_str(&words),
                _ => pieces.push(Piece { text: words, raised: false }),
            }
            let mark = self.mark(report, run);
            if !mark.is_empty() {
                pieces.push(Piece { text: mark, raised: true });
            }
        }
        pieces.retain(|piece| !piece.text.is_empty());
        pieces
    }

    fn mark(&self, report: &Report, run: &Run) -> String {
        let figure = run.figure().and_then(|id| report.figures.get(id));
        let numbers = figure.into_iter().flat_map(|figure| &figure.flags).filter_map(|flag| self.0.get(flag));
        numbers.map(|number| format!("({number})")).collect()
    }

    /// One line per mark for the end of the report.
    pub fn notes(&self) -> Vec<String> {
        self.0.iter().map(|(flag, number)| format!("({number}) {}", note(*flag))).collect()
    }
}

fn note(flag: Flag) -> &'static str {
    match flag {
        Flag::NoDenominator => {
            "Chưa có mẫu số: tỷ lệ được báo mà chưa kèm tổng số hộ, số người hoặc số cơ sở dùng để tính."
        }
        Flag::Unverified => "Chưa đối chiếu: ngưỡng của chỉ tiêu chưa được đối chiếu với văn bản quy định.",
        Flag::SmallCell => "Dưới 5 hộ hoặc người: không nêu con số để bảo vệ thông tin cá nhân.",
        Flag::BesideSmallCell => "Không nêu: từ con số này tính ra được số của nơi có dưới 5 hộ hoặc người.",
    }
}

/// The words of the frame around the content.
pub(crate) struct Frame {
    pub superior: String,
    pub agency: String,
    pub number: String,
    pub place: String,
    pub date: String,
    pub kind: String,
    pub subject: String,
    pub recipients: Vec<String>,
    pub authority: String,
    pub position: String,
    pub name: String,
}

impl Frame {
    pub fn of(report: &Report) -> Self {
        let head = &report.letterhead;
        let or_dots = |text: &str| if text.trim().is_empty() { DOTS.to_owned() } else { text.to_owned() };
        Self {
            superior: head.superior.clone(),
            agency: head.agency.clone(),
            number: if head.number.trim().is_empty() { format!("{DOTS}/BC-UBND") } else { head.number.clone() },
            place: or_dots(&head.place),
            date: head.date.map_or_else(|| format!("ngày {DOTS} tháng {DOTS} năm {DOTS}"), vietnamese::long_date),
            kind: report.title.kind.clone(),
            subject: report.title.subject.clone(),
            recipients: recipients(&report.recipients),
            authority: report.signature.authority.clone(),
            position: report.signature.position.clone(),
            name: report.signature.name.clone(),
        }
    }
}

/// "- Đảng ủy xã;" and the last with a full stop, as the decree's annex shows it.
fn recipients(recipients: &[String]) -> Vec<String> {
    let last = recipients.len().saturating_sub(1);
    let line = |(index, recipient): (usize, &String)| {
        let bare = recipient.trim().trim_start_matches('-').trim().trim_end_matches([';', '.']);
        format!("- {bare}{}", if index == last { "." } else { ";" })
    };
    recipients.iter().enumerate().map(line).collect()
}

/// The notes stand in front of a closing section without heading, which ends with "./."; without one, at the end.
pub(crate) fn split_for_notes(report: &Report) -> (&[Section], &[Section]) {
    match report.sections.split_last() {
        Some((closing, before)) if closing.level == 0 && !before.is_empty() => (before, std::slice::from_ref(closing)),
        _ => (&report.sections, &[]),
    }
}
