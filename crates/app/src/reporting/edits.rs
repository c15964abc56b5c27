//! What people changed of a generated report, kept section by section, so that everything else stays up to date.

use std::collections::{BTreeMap, BTreeSet};

use domain::Document;
use domain::vocabulary::report as field;
use report::{Block, Diagnostic, Figure, FigureId, Letterhead, Report, Run, Signature, refreshed};
use serde::{Deserialize, Serialize};

/// One section as it was generated when somebody edited it, and what they made of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SectionEdit {
    pub generated: Vec<Block>,
    pub edited: Vec<Block>,
    /// Figures that the edited text shows, as they were: they stay if nothing computes them any more.
    pub figures: BTreeMap<FigureId, Figure>,
}

/// What stands around the text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Frame {
    pub letterhead: Letterhead,
    pub recipients: Vec<String>,
    pub signature: Signature,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct FrameEdit {
    pub generated: Frame,
    pub edited: Frame,
}

impl Frame {
    pub fn of(report: &Report) -> Self {
        let Report { letterhead, recipients, signature, .. } = report.clone();
        Self { letterhead, recipients, signature }
    }

    fn put(self, report: &mut Report) {
        report.letterhead = self.letterhead;
        report.recipients = self.recipients;
        report.signature = self.signature;
    }
}

/// The freshly generated report with people's changes in it, and the sections that they changed. What cannot be read of an
/// edit that a newer program wrote is passed over.
pub(crate) fn applied(document: &Document, fresh: &Report) -> (Report, BTreeSet<String>, Vec<Diagnostic>) {
    let edits = sections(document);
    let (mut generated, mut edited) = (fresh.clone(), fresh.clone());
    for (id, edit) in &edits {
        put(&mut generated, id, &edit.generated);
        put(&mut edited, id, &edit.edited);
        let unknown = edit.figures.iter().filter(|(id, _)| !fresh.figures.contains_key(*id));
        edited.figures.extend(unknown.map(|(id, figure)| (id.clone(), figure.clone())));
    }
    if let Some(frame) = frame(document) {
        frame.generated.put(&mut generated);
        frame.edited.put(&mut edited);
    }
    let (mut report, notes) = refreshed(&edited, &generated, fresh);
    for section in report.sections.iter_mut().filter(|section| edits.contains_key(&section.id)) {
        if let Some(fresh) = fresh.sections.iter().find(|fresh| fresh.id == section.id) {
            renew_tables(&mut section.blocks, &fresh.blocks);
        }
    }
    (report, edits.into_keys().collect(), notes)
}

/// The edit of a section whose text now is `edited`; nothing where that is what is generated.
pub(crate) fn of_section(fresh: &Report, id: &str, edited: Vec<Block>, known: &Report) -> Option<SectionEdit> {
    let generated = fresh.sections.iter().find(|section| section.id == id)?.blocks.clone();
    if generated == edited {
        return None;
    }
    let shown: BTreeSet<&FigureId> = edited.iter().flat_map(Block::runs).filter_map(Run::figure).collect();
    let figures = known.figures.iter().filter(|(id, _)| shown.contains(id));
    let figures = figures.map(|(id, figure)| (id.clone(), figure.clone())).collect();
    Some(SectionEdit { generated, edited, figures })
}

fn sections(document: &Document) -> BTreeMap<String, SectionEdit> {
    let edits = document.values().filter_map(|(path, value)| {
        let id = path.as_str().strip_prefix(field::SECTIONS)?;
        Some((id.to_owned(), serde_json::from_str(value.as_text()?).ok()?))
    });
    edits.collect()
}

fn frame(document: &Document) -> Option<FrameEdit> {
    serde_json::from_str(document.text(field::FRAME)?).ok()
}

fn put(report: &mut Report, id: &str, blocks: &[Block]) {
    if let Some(section) = report.sections.iter_mut().find(|section| section.id == id) {
        section.blocks = blocks.to_vec();
    }
}

/// Tables are computed, whoever edits the words around them.
fn renew_tables(blocks: &mut [Block], fresh: &[Block]) {
    let tables = fresh.iter().filter(|block| matches!(block, Block::Table(_)));
    let stale = blocks.iter_mut().filter(|block| matches!(block, Block::Table(_)));
    for (stale, fresh) in stale.zip(tables) {
        *stale = fresh.clone();
    }
}
