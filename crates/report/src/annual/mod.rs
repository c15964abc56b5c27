//! The builder of the periodic report: the outline of a commune's annual report filled with figures, tables and narrative.

mod data;
pub(crate) mod figures;
mod outline;
pub(crate) mod sentences;
pub(crate) mod withheld;

use std::collections::{BTreeMap, BTreeSet};

pub use data::{
    Basis, Commune, Fact, Indicator, Narrative, Recognition, RecognitionEvent, ReportData, Topic, Verdict, Village,
    VillageValue, Work,
};

use self::outline::{Heading, OUTLINE, lead};
use crate::diagnostic::Diagnostic;
use crate::document::{
    Block, Figure, FigureId, Paragraph, ParagraphStyle, Period, Report, ReportKind, Run, Section, Title,
};
use crate::funding::Pivot;
use crate::vietnamese::{capitalised, long_date};

/// The report of the data. What is blank or does not fit is told of and never stops the report.
pub fn annual(data: &ReportData) -> (Report, Vec<Diagnostic>) {
    let items: Vec<_> =
        data.works.iter().map(|work| crate::funding::Named { id: work.id.clone(), name: work.name.clone() }).collect();
    let pivot = Pivot::of(&data.funding, &data.sources, &items);
    let mut builder =
        Builder { data, figures: figures::of(data, &pivot), pivot, diagnostics: Vec::new(), told: BTreeSet::new() };
    builder.told = builder.figures_in_narrative();
    let sections = OUTLINE.iter().map(|heading| builder.section(heading)).collect();
    builder.check_money();
    let report = Report {
        kind: data.kind,
        period: data.period,
        letterhead: data.letterhead.clone(),
        title: Title { kind: "BÁO CÁO".to_owned(), subject: subject(data) },
        sections,
        figures: builder.figures,
        recipients: data.recipients.clone(),
        signature: data.signature.clone(),
    };
    (report, builder.diagnostics)
}

struct Builder<'a> {
    data: &'a ReportData,
    pivot: Pivot,
    figures: BTreeMap<FigureId, Figure>,
    diagnostics: Vec<Diagnostic>,
    /// Figures that the narrative already shows.
    told: BTreeSet<FigureId>,
}

impl Builder<'_> {
    fn figures_in_narrative(&self) -> BTreeSet<FigureId> {
        let parsed =
            self.data.narrative.iter().map(|one| Paragraph::from_editable(one.style, &one.text, &self.figures));
        parsed.flat_map(|(paragraph, _)| paragraph.runs).filter_map(|run| run.figure().cloned()).collect()
    }

    fn section(&mut self, heading: &Heading) -> Section {
        let mut blocks = Vec::new();
        for topic in heading.topics {
            let below = self.topic(*topic);
            if heading.with_leads && !below.is_empty() {
                blocks.push(sentences::words(ParagraphStyle::Lead, lead(*topic)));
            }
            blocks.extend(below);
        }
        if heading.id == "ket" {
            blocks.push(closing(self.data));
        } else if blocks.is_empty() && !heading.topics.is_empty() {
            self.diagnostics.push(empty(heading));
            blocks.push(sentences::words(ParagraphStyle::Body, "…"));
        }
        Section {
            id: heading.id.to_owned(),
            level: heading.level,
            number: heading.number.to_owned(),
            heading: filled(heading.text, self.data),
            blocks,
        }
    }

    /// Narrative first, then what is computed, then indicators and facts that the narrative has not shown.
    fn topic(&mut self, topic: Topic) -> Vec<Block> {
        let mut blocks = Vec::new();
        for narrative in self.data.narrative.iter().filter(|narrative| narrative.topic == topic) {
            for line in narrative.text.lines().map(str::trim).filter(|line| !line.is_empty()) {
                let (paragraph, found) = Paragraph::from_editable(narrative.style, line, &self.figures);
                self.diagnostics.extend(found);
                blocks.push(Block::Paragraph(paragraph));
            }
        }
        blocks.extend(sentences::computed(topic, self.data, &self.pivot));
        let untold = |id: &str| !self.told.contains(&FigureId::of(id));
        let indicators = self.data.indicators.iter().filter(|one| one.topic == Some(topic) && untold(&one.id));
        blocks.extend(indicators.map(sentences::of_indicator));
        let facts = self.data.facts.iter().filter(|fact| fact.topic == topic && untold(&fact.id));
        blocks.extend(facts.map(sentences::of_fact));
        if topic == Topic::Criteria {
            blocks.extend(sentences::indicator_table(self.data));
        }
        blocks
    }

    fn check_money(&mut self) {
        let sources = self.pivot.sources_without_item();
        if sources.is_empty() {
            return;
        }
        let names: Vec<&str> = sources.iter().map(|(source, _)| source.name.as_str()).collect();
        self.diagnostics.push(Diagnostic::warning(
            "sources-without-item",
            self.pivot.difference_in_words(),
            format!(
                "The sources exceed the listed works by {} đ; sources without an item: {}.",
                self.pivot.difference(),
                names.join("; ")
            ),
        ));
    }
}

fn empty(heading: &Heading) -> Diagnostic {
    Diagnostic::warning(
        "empty-section",
        format!(
            "Mục “{} {}” chưa có nội dung: hãy nhập vào phiếu thuyết minh hoặc soạn trong báo cáo.",
            heading.number, heading.text
        ),
        format!("The section “{} {}” is empty.", heading.number, heading.text),
    )
}

fn subject(data: &ReportData) -> String {
    format!("Kết quả {} {}", data.subject, period_words(data.kind, data.period))
}

fn closing(data: &ReportData) -> Block {
    let text = format!(
        "Trên đây là báo cáo kết quả {} {} của {}./.",
        data.subject,
        period_words(data.kind, data.period),
        data.commune.full_name
    );
    Block::Paragraph(Paragraph::new(ParagraphStyle::Body, vec![Run::text(text)]))
}

fn filled(text: &str, data: &ReportData) -> String {
    text.replace("{ky-sau}", &next_period(data).to_uppercase())
        .replace("{ky}", &period_words(data.kind, data.period).to_uppercase())
}

/// "năm 2023", "quý III năm 2023", "6 tháng đầu năm 2023".
pub fn period_words(kind: ReportKind, period: Period) -> String {
    let (from, to) = (period.from, period.to);
    match kind {
        ReportKind::Month => format!("tháng {} năm {}", to.month(), to.year()),
        ReportKind::Quarter => {
            let quarter = match to.month() {
                ..=3 => "I",
                4..=6 => "II",
                7..=9 => "III",
                10.. => "IV",
            };
            format!("quý {quarter} năm {}", to.year())
        }
        ReportKind::HalfYear if to.month() <= 6 => format!("6 tháng đầu năm {}", to.year()),
        ReportKind::HalfYear => format!("6 tháng cuối năm {}", to.year()),
        ReportKind::NineMonths => format!("9 tháng năm {}", to.year()),
        ReportKind::Year => format!("năm {}", to.year()),
        ReportKind::Other => format!("từ {} đến {}", long_date(from), long_date(to)),
    }
}

fn next_period(data: &ReportData) -> String {
    match data.kind {
        ReportKind::Year => format!("năm {}", i32::from(data.period.to.year()) + 1),
        _ => "thời gian tới".to_owned(),
    }
}

/// Text of a title line, for callers that show the report in a list: "Báo cáo năm 2023".
pub fn short_title(kind: ReportKind, period: Period) -> String {
    capitalised(&format!("báo cáo {}", period_words(kind, period)))
}
