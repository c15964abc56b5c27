//! Our own sentences and tables around the figures.

use super::data::{Basis, Fact, Indicator, Recognition, ReportData, Topic, Verdict, Village, Work};
use super::figures::{
    DIFFERENCE, NOT_YET, RECOGNISED, TOTAL_BY_ITEMS, TOTAL_BY_SOURCES, VILLAGES, cost_id, event_id, event_words,
    length_id, routes_id, share_id, source_id, source_words, without_item_id,
};
use crate::document::{
    Align, Block, Column, FigureForm, FigureId, Paragraph, ParagraphStyle, Row, RowStyle, Run, Table,
};
use crate::funding::{Named, Pivot};
use crate::vietnamese;

fn figure(id: &FigureId) -> Run {
    Run::Figure { id: id.clone(), form: FigureForm::Full }
}

fn form(id: &FigureId, form: FigureForm) -> Run {
    Run::Figure { id: id.clone(), form }
}

fn known(id: &str) -> FigureId {
    FigureId::of(id)
}

fn paragraph(style: ParagraphStyle, runs: Vec<Run>) -> Block {
    Block::Paragraph(Paragraph::new(style, runs))
}

pub(crate) fn words(style: ParagraphStyle, text: &str) -> Block {
    paragraph(style, vec![Run::text(text)])
}

/// "Tỷ lệ … là 86,5%." and for a rate with a denominator "(1.234/1.400)".
pub(crate) fn of_indicator(indicator: &Indicator) -> Block {
    let id = FigureId::of(&indicator.id);
    let mut runs = vec![Run::text(format!("{} là ", indicator.name)), figure(&id)];
    if let Some(parts) = parts(indicator) {
        runs.push(Run::text(format!(" ({parts})")));
    }
    runs.push(Run::text("."));
    paragraph(ParagraphStyle::Item, runs)
}

/// n/N where both are known and may be shown.
fn parts(indicator: &Indicator) -> Option<String> {
    let shown = super::withheld::whole(indicator).is_none();
    let (numerator, denominator) = (indicator.numerator?, indicator.denominator?);
    shown.then(|| format!("{}/{}", vietnamese::number(numerator), vietnamese::number(denominator)))
}

pub(crate) fn of_fact(fact: &Fact) -> Block {
    let id = FigureId::of(&fact.id);
    let mut runs = vec![Run::text(format!("{}: ", fact.name)), figure(&id)];
    if !fact.place.is_empty() {
        runs.push(Run::text(format!(" ({})", fact.place)));
    }
    runs.push(Run::text("."));
    paragraph(ParagraphStyle::Item, runs)
}

/// The works by group, then the sum with its words.
pub(crate) fn works(data: &ReportData, pivot: &Pivot) -> Vec<Block> {
    let mut groups: Vec<&str> = Vec::new();
    for work in &data.works {
        if !groups.contains(&work.group.as_str()) {
            groups.push(&work.group);
        }
    }
    let mut blocks = Vec::new();
    for group in groups {
        if !group.is_empty() {
            blocks.push(words(ParagraphStyle::Lead, &format!("{group}:")));
        }
        blocks.extend(data.works.iter().filter(|work| work.group == group).map(|one| work(one, pivot)));
    }
    if pivot.total_by_items != 0 {
        let total = known(TOTAL_BY_ITEMS);
        let runs = vec![
            Run::text("Tổng kinh phí các công trình, hạng mục nêu trên là "),
            figure(&total),
            Run::text(" ("),
            form(&total, FigureForm::Words),
            Run::text(")."),
        ];
        blocks.push(paragraph(ParagraphStyle::Body, runs));
    }
    blocks
}

fn work(work: &Work, pivot: &Pivot) -> Block {
    let place = match work.villages.as_slice() {
        [] => String::new(),
        villages => format!("Thôn {}: ", villages.join(", ")),
    };
    let mut runs = vec![Run::text(format!("{place}{}", work.name))];
    if work.routes.is_some() {
        runs.extend([Run::text(", "), figure(&routes_id(&work.id))]);
    }
    if work.length_m.is_some() {
        runs.extend([Run::text(", tổng chiều dài "), figure(&length_id(&work.id))]);
    }
    if pivot.by_item.contains_key(&work.id) {
        runs.extend([Run::text(", kinh phí "), figure(&cost_id(&work.id))]);
    }
    runs.push(Run::text("."));
    paragraph(ParagraphStyle::Item, runs)
}

/// The total, the sources in a table, and the difference to the works with the sources that cause it.
pub(crate) fn resources(data: &ReportData, pivot: &Pivot) -> Vec<Block> {
    if pivot.sources.is_empty() {
        return Vec::new();
    }
    let total = known(TOTAL_BY_SOURCES);
    let runs = vec![
        Run::text("Tổng nguồn lực huy động là "),
        figure(&total),
        Run::text(" ("),
        form(&total, FigureForm::Words),
        Run::text("), trong đó:"),
    ];
    let mut blocks = vec![paragraph(ParagraphStyle::Body, runs)];
    blocks.extend(pivot.sources.iter().map(|source| of_source(data, source)));
    blocks.push(Block::Table(source_table(pivot)));
    blocks.extend(compared(pivot));
    blocks
}

fn of_source(data: &ReportData, source: &Named) -> Block {
    let mut runs = vec![Run::text(format!("{}: ", source.name)), figure(&source_id(&source.id))];
    let mut purposes: Vec<&str> = Vec::new();
    for line in data.funding.iter().filter(|line| line.source == source.id) {
        if let Some(purpose) = line.purpose.as_deref().filter(|purpose| !purposes.contains(purpose)) {
            purposes.push(purpose);
        }
    }
    if !purposes.is_empty() {
        runs.push(Run::text(format!(" ({})", purposes.join("; "))));
    }
    runs.push(Run::text("."));
    paragraph(ParagraphStyle::Item, runs)
}

fn source_table(pivot: &Pivot) -> Table {
    let column = |heading: &str, width, align| Column { heading: heading.to_owned(), width, align };
    let row = |(index, source): (usize, &Named)| {
        let without = pivot.without_item.get(&source.id).copied().unwrap_or_default();
        let without_item = match without {
            0 => vec![Run::text("0")],
            _ => vec![form(&without_item_id(&source.id), FigureForm::Bare)],
        };
        let cells = vec![
            vec![Run::text((index + 1).to_string())],
            vec![Run::text(&source.name)],
            vec![form(&source_id(&source.id), FigureForm::Bare)],
            vec![form(&share_id(&source.id), FigureForm::Bare)],
            without_item,
        ];
        Row { style: RowStyle::Plain, cells }
    };
    let mut rows: Vec<Row> = pivot.sources.iter().enumerate().map(row).collect();
    rows.push(Row {
        style: RowStyle::Total,
        cells: vec![
            Vec::new(),
            vec![Run::text("Tổng cộng")],
            vec![form(&known(TOTAL_BY_SOURCES), FigureForm::Bare)],
            vec![Run::text("100")],
            vec![form(&known(DIFFERENCE), FigureForm::Bare)],
        ],
    });
    Table {
        caption: "Tổng hợp nguồn lực theo nguồn vốn".to_owned(),
        columns: vec![
            column("TT", 8, Align::Centre),
            column("Nguồn vốn", 36, Align::Left),
            column("Số tiền (đồng)", 24, Align::Right),
            column("Tỷ trọng (%)", 13, Align::Right),
            column("Chưa gắn với công trình, hạng mục (đồng)", 25, Align::Right),
        ],
        rows,
    }
}

fn compared(pivot: &Pivot) -> Option<Block> {
    let sources = pivot.sources_without_item();
    if sources.is_empty() {
        return None;
    }
    let mut runs = vec![
        Run::text("Tổng theo nguồn vốn là "),
        figure(&known(TOTAL_BY_SOURCES)),
        Run::text(", tổng theo công trình, hạng mục là "),
        figure(&known(TOTAL_BY_ITEMS)),
        Run::text("; chênh lệch "),
        figure(&known(DIFFERENCE)),
        Run::text(" là phần vốn chưa gắn với công trình, hạng mục nào: "),
    ];
    for (index, (source, _)) in sources.iter().enumerate() {
        let before = if index == 0 { "" } else { "; " };
        runs.push(Run::text(format!("{before}{} ", source.name)));
        runs.push(figure(&without_item_id(&source.id)));
    }
    runs.push(Run::text("."));
    Some(paragraph(ParagraphStyle::Body, runs))
}

/// The recognised villages, those that are not yet, and what happened in the period.
pub(crate) fn villages(data: &ReportData) -> Vec<Block> {
    if data.villages.is_empty() {
        return Vec::new();
    }
    let mut blocks: Vec<Block> = data.villages.iter().flat_map(|village| events(data, village)).collect();
    let named = |recognised: bool| {
        let found = data.villages.iter().filter(|one| (one.recognition == Recognition::Recognised) == recognised);
        found.map(|village| village.name.as_str()).collect::<Vec<_>>().join(", ")
    };
    let (recognised, not_yet) = (named(true), named(false));
    let mut runs = vec![
        Run::text("Đến hết kỳ báo cáo, xã có "),
        figure(&known(RECOGNISED)),
        Run::text(format!(" được công nhận đạt chuẩn {}", data.village_title)),
    ];
    if !recognised.is_empty() {
        runs.push(Run::text(format!(", gồm: {recognised}")));
    }
    runs.extend([Run::text(" (trên tổng số "), figure(&known(VILLAGES)), Run::text(").")]);
    blocks.push(paragraph(ParagraphStyle::Body, runs));
    if !not_yet.is_empty() {
        let runs = vec![
            Run::text("Còn "),
            figure(&known(NOT_YET)),
            Run::text(format!(" chưa được công nhận, gồm: {not_yet}.")),
        ];
        blocks.push(paragraph(ParagraphStyle::Body, runs));
    }
    blocks
}

fn events(data: &ReportData, village: &Village) -> Vec<Block> {
    let sentence = |(index, event): (usize, &super::data::RecognitionEvent)| {
        let by = event.by.as_deref().map(|by| format!("{by} ")).unwrap_or_default();
        let decision = event.decision.as_deref().map(|number| format!(" tại Quyết định số {number}"));
        let runs = vec![
            Run::text("Ngày "),
            figure(&event_id(&village.id, index)),
            Run::text(format!(
                ", {by}{} thôn {} đạt chuẩn {}{}.",
                event_words(event.state),
                village.name,
                data.village_title,
                decision.unwrap_or_default()
            )),
        ];
        paragraph(ParagraphStyle::Item, runs)
    };
    village.events.iter().enumerate().map(sentence).collect()
}

/// All indicators with value, n/N, threshold and verdict; where their values come from stands below, by letters.
pub(crate) fn indicator_table(data: &ReportData) -> Vec<Block> {
    if data.indicators.is_empty() {
        return Vec::new();
    }
    let column = |heading: &str, width, align| Column { heading: heading.to_owned(), width, align };
    let mut sources: Vec<String> = Vec::new();
    let mut row = |indicator: &Indicator| {
        let counted =
            parts(indicator).unwrap_or_else(|| if indicator.lacks_denominator { "chưa có" } else { "" }.into());
        let cells = vec![
            vec![Run::text(&indicator.code)],
            vec![Run::text(&indicator.name)],
            vec![figure(&FigureId::of(&indicator.id))],
            vec![Run::text(counted)],
            vec![Run::text(threshold(indicator))],
            vec![Run::text(verdict(indicator))],
            vec![Run::text(letter(&mut sources, basis(indicator)))],
        ];
        Row { style: RowStyle::Plain, cells }
    };
    let rows = data.indicators.iter().map(&mut row).collect();
    let table = Table {
        caption: "Kết quả các chỉ tiêu".to_owned(),
        columns: vec![
            column("Số", 9, Align::Centre),
            column("Chỉ tiêu", 37, Align::Left),
            column("Kết quả", 17, Align::Centre),
            column("Mẫu số (n/N)", 15, Align::Centre),
            column("Ngưỡng", 17, Align::Centre),
            column("Tự đánh giá", 14, Align::Centre),
            column("Nguồn", 13, Align::Centre),
        ],
        rows,
    };
    let notes =
        (0..).zip(&sources).map(|(at, source)| words(ParagraphStyle::Note, &format!("{}: {source}.", letter_at(at))));
    let notes = notes.collect::<Vec<_>>();
    std::iter::once(Block::Table(table)).chain(notes).collect()
}

/// The letter of a source, which gets the next one where it is new; nothing for none.
fn letter(sources: &mut Vec<String>, source: String) -> String {
    if source.is_empty() {
        return source;
    }
    let known = sources.iter().position(|known| *known == source);
    letter_at(known.unwrap_or_else(|| {
        sources.push(source);
        sources.len() - 1
    }))
}

/// "a" to "z", then numbers.
fn letter_at(at: usize) -> String {
    match u8::try_from(at) {
        Ok(at @ 0..=25) => char::from(b'a' + at).to_string(),
        _ => (at + 1).to_string(),
    }
}

pub(crate) fn threshold(indicator: &Indicator) -> String {
    match (&indicator.threshold, indicator.threshold_verified) {
        (None, _) => String::new(),
        (Some(threshold), true) => threshold.clone(),
        (Some(threshold), false) => format!("{threshold} (chưa đối chiếu)"),
    }
}

/// "Số liệu nhập, nguồn Bảo hiểm xã hội huyện, ngày 31/12/2023"
pub(crate) fn basis(indicator: &Indicator) -> String {
    if indicator.basis == Basis::Checks {
        return indicator.source.clone();
    }
    let mut words = source_words(indicator);
    if let Some(day) = indicator.as_of {
        words.push_str(&format!(", ngày {}", day.strftime("%d/%m/%Y")));
    }
    words
}

/// "Đạt"; of a figure that stands beside another how far it is from it: "Để đối chiếu, chênh +2,5".
pub(crate) fn verdict(indicator: &Indicator) -> String {
    if let Basis::Reference { difference } = indicator.basis {
        let difference = difference.map(|difference| difference.round_dp(2).normalize());
        let differs = difference.filter(|difference| !difference.is_zero());
        return differs.map_or_else(
            || "Để đối chiếu".to_owned(),
            |differs| {
                let sign = if differs.is_sign_negative() { "−" } else { "+" };
                format!("Để đối chiếu, chênh {sign}{}", differs.abs()).replace('.', ",")
            },
        );
    }
    let word = match indicator.verdict {
        Verdict::Met => "Đạt",
        Verdict::NotMet => "Chưa đạt",
        Verdict::CannotTell => "Chưa rõ",
    };
    word.to_owned()
}

/// "Căn cứ …;" one line each, the last with a full stop.
pub(crate) fn legal_bases(data: &ReportData) -> Vec<Block> {
    let last = data.legal_bases.len().saturating_sub(1);
    let line = |(index, basis): (usize, &String)| {
        let bare = basis.trim().trim_end_matches([';', '.']);
        let end = if index == last { "." } else { ";" };
        words(ParagraphStyle::Item, &format!("{bare}{end}"))
    };
    data.legal_bases.iter().enumerate().map(line).collect()
}

/// What stands below a topic besides the narrative.
pub(crate) fn computed(topic: Topic, data: &ReportData, pivot: &Pivot) -> Vec<Block> {
    match topic {
        Topic::Organisation => legal_bases(data),
        Topic::Infrastructure => works(data, pivot),
        Topic::Resources => resources(data, pivot),
        Topic::Villages => villages(data),
        _ => Vec::new(),
    }
}
