//! New figures for a report that somebody has edited: what was not touched is taken anew, what was touched keeps its words,
//! and the figures in them show the new values.

use std::collections::{BTreeMap, BTreeSet};

use super::{Figure, FigureId, Report, Section, SourceKind};
use crate::diagnostic::Diagnostic;

/// Three reports in, one out: what the officer has, what was generated when he began, and what is generated now.
pub fn refreshed(edited: &Report, generated: &Report, fresh: &Report) -> (Report, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let sections = sections(edited, generated, fresh, &mut diagnostics);
    let mut report = Report {
        kind: fresh.kind,
        period: fresh.period,
        letterhead: chosen(&edited.letterhead, &generated.letterhead, &fresh.letterhead),
        title: chosen(&edited.title, &generated.title, &fresh.title),
        sections,
        figures: fresh.figures.clone(),
        recipients: chosen(&edited.recipients, &generated.recipients, &fresh.recipients),
        signature: chosen(&edited.signature, &generated.signature, &fresh.signature),
    };
    let kept = kept_figures(&report, edited, &mut diagnostics);
    report.figures.extend(kept);
    (report, diagnostics)
}

/// The officer's, if he changed it.
fn chosen<T: Clone + PartialEq>(edited: &T, generated: &T, fresh: &T) -> T {
    if edited == generated { fresh.clone() } else { edited.clone() }
}

fn by_id(report: &Report) -> BTreeMap<&str, &Section> {
    report.sections.iter().map(|section| (section.id.as_str(), section)).collect()
}

/// In the officer's order; a section that is new in the outline stands in front of the closing words.
fn sections(edited: &Report, generated: &Report, fresh: &Report, diagnostics: &mut Vec<Diagnostic>) -> Vec<Section> {
    let (before, now, mine) = (by_id(generated), by_id(fresh), by_id(edited));
    let mut sections = Vec::new();
    for section in &edited.sections {
        let id = section.id.as_str();
        match (before.get(id), now.get(id)) {
            (Some(before), Some(now)) if *before == section => sections.push((*now).clone()),
            (Some(before), None) if *before == section => {}
            (before, now) => {
                if before != now {
                    diagnostics.push(edited_by_hand(section));
                }
                sections.push(section.clone());
            }
        }
    }
    let new = |section: &&Section| !before.contains_key(section.id.as_str()) && !mine.contains_key(section.id.as_str());
    let closing = sections.iter().rposition(|section| section.level > 0).map_or(0, |at| at + 1);
    sections.splice(closing..closing, fresh.sections.iter().filter(new).cloned());
    sections
}

/// Figures that the text shows and that nothing computes any more, and those that the officer made himself.
fn kept_figures(report: &Report, edited: &Report, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<FigureId, Figure> {
    let shown: BTreeSet<&FigureId> = report.runs().filter_map(super::Run::figure).collect();
    let mut kept = BTreeMap::new();
    for (id, figure) in edited.figures.iter().filter(|(id, _)| !report.figures.contains_key(*id)) {
        let own = figure.source.kind == SourceKind::Officer;
        if !own && shown.contains(id) {
            diagnostics.push(not_computed(figure));
        }
        if own || shown.contains(id) {
            kept.insert(id.clone(), figure.clone());
        }
    }
    kept
}

fn edited_by_hand(section: &Section) -> Diagnostic {
    let name = format!("{} {}", section.number, section.heading);
    let name = name.trim();
    Diagnostic::warning(
        "section-edited",
        format!(
            "Mục “{name}” đã được sửa tay nên giữ nguyên lời văn; số liệu trong đó đã cập nhật. Hãy đọc lại mục này."
        ),
        format!(
            "The section “{name}” was edited by hand and keeps its words; its figures are up to date. Read it again."
        ),
    )
}

fn not_computed(figure: &Figure) -> Diagnostic {
    Diagnostic::warning(
        "figure-not-computed",
        format!(
            "Số liệu “{}” ({}) không còn được tính từ dữ liệu; báo cáo giữ giá trị cũ.",
            figure.label, figure.formatted
        ),
        format!("The figure “{}” ({}) is no longer computed; its old value stays.", figure.label, figure.formatted),
    )
}
