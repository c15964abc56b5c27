//! Every figure a report may show, made of the data before a sentence is written.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::data::{Basis, Fact, Indicator, Recognition, ReportData, Work};
use super::withheld;
use crate::document::{Evidence, Figure, FigureId, FigureValue, Flag, Source, SourceKind, Unit};
use crate::funding::{FundingLine, Pivot, evidence};

pub(crate) const TOTAL_BY_ITEMS: &str = "cong-trinh.tong";
pub(crate) const TOTAL_BY_SOURCES: &str = "nguon-luc.tong";
pub(crate) const DIFFERENCE: &str = "nguon-luc.chenh-lech";
pub(crate) const VILLAGES: &str = "thon.tong-so";
pub(crate) const RECOGNISED: &str = "thon.da-cong-nhan";
pub(crate) const NOT_YET: &str = "thon.chua-cong-nhan";

pub(crate) fn routes_id(work: &str) -> FigureId {
    FigureId::of(&format!("cong-trinh.{work}.so-tuyen"))
}

pub(crate) fn length_id(work: &str) -> FigureId {
    FigureId::of(&format!("cong-trinh.{work}.chieu-dai"))
}

pub(crate) fn cost_id(work: &str) -> FigureId {
    FigureId::of(&format!("cong-trinh.{work}.kinh-phi"))
}

pub(crate) fn source_id(source: &str) -> FigureId {
    FigureId::of(&format!("nguon-luc.{source}"))
}

pub(crate) fn share_id(source: &str) -> FigureId {
    FigureId::of(&format!("nguon-luc.{source}.ty-trong"))
}

pub(crate) fn without_item_id(source: &str) -> FigureId {
    FigureId::of(&format!("nguon-luc.{source}.chua-gan"))
}

pub(crate) fn event_id(village: &str, index: usize) -> FigureId {
    FigureId::of(&format!("thon.{village}.buoc-{}", index + 1))
}

/// Figures by id; of two with one id the first stays.
pub(crate) fn of(data: &ReportData, pivot: &Pivot) -> BTreeMap<FigureId, Figure> {
    let mut all = Vec::new();
    all.extend(data.facts.iter().zip(withheld::facts(data)).map(|(one, flag)| fact(one, flag)));
    all.extend(data.indicators.iter().map(indicator));
    data.works.iter().for_each(|one| all.extend(work(one, pivot)));
    all.extend(money(data, pivot));
    all.extend(villages(data));
    let mut figures = BTreeMap::new();
    for figure in all {
        figures.entry(figure.id.clone()).or_insert(figure);
    }
    figures
}

fn fact(fact: &Fact, withheld: Option<Flag>) -> Figure {
    let source =
        Source { kind: SourceKind::Record, id: fact.id.clone(), words: fact.source.clone(), as_of: fact.as_of };
    let figure = Figure::new(FigureId::of(&fact.id), &fact.name, fact.value.clone(), fact.unit.clone(), source)
        .with_evidence(fact.evidence.clone());
    let flags = [withheld, fact.lacks_denominator.then_some(Flag::NoDenominator)];
    flags.into_iter().flatten().fold(figure, Figure::with_flag)
}

fn indicator(indicator: &Indicator) -> Figure {
    let source = Source {
        kind: SourceKind::Evaluation,
        id: indicator.id.clone(),
        words: source_words(indicator),
        as_of: indicator.as_of,
    };
    let value = indicator.value.map_or(FigureValue::Missing, |value| FigureValue::Number(value.round_dp(2)));
    let mut figure = Figure::new(FigureId::of(&indicator.id), &indicator.name, value, indicator.unit.clone(), source)
        .with_evidence(indicator.evidence.clone());
    if indicator.lacks_denominator {
        figure = figure.with_flag(Flag::NoDenominator);
    }
    if indicator.threshold.is_some() && !indicator.threshold_verified {
        figure = figure.with_flag(Flag::Unverified);
    }
    match withheld::whole(indicator) {
        Some(flag) => figure.with_flag(flag),
        None => figure,
    }
}

/// "Số liệu nhập, nguồn Bảo hiểm xã hội huyện", or the commune's own checks.
pub(crate) fn source_words(indicator: &Indicator) -> String {
    match indicator.basis {
        Basis::Checks => indicator.source.clone(),
        _ if indicator.source.is_empty() => "Số liệu nhập".to_owned(),
        _ => format!("Số liệu nhập, nguồn {}", indicator.source),
    }
}

fn work(work: &Work, pivot: &Pivot) -> Vec<Figure> {
    let routes = work.routes.map(|routes| {
        let label = format!("{}: số tuyến", title(work));
        (routes_id(&work.id), label, Decimal::from(routes), Unit::Of("tuyến".to_owned()))
    });
    let length = work.length_m.map(|length_m| {
        (length_id(&work.id), format!("{}: chiều dài", title(work)), length_m, Unit::Of("m".to_owned()))
    });
    let cost = pivot.by_item.get(&work.id).map(|amount_vnd| {
        (cost_id(&work.id), format!("{}: kinh phí", title(work)), Decimal::from(*amount_vnd), Unit::Dong)
    });
    let figure =
        |(id, label, number, unit)| ledger(id, label, number, unit, &work.id).with_evidence(work.evidence.clone());
    [routes, length, cost].into_iter().flatten().map(figure).collect()
}

fn title(work: &Work) -> String {
    match work.villages.as_slice() {
        [] => work.name.clone(),
        villages => format!("{} (thôn {})", work.name, villages.join(", ")),
    }
}

fn ledger(id: FigureId, label: String, number: Decimal, unit: Unit, record: &str) -> Figure {
    let words = "Sổ công trình và nguồn lực".to_owned();
    let source = Source { kind: SourceKind::Ledger, id: record.to_owned(), words, as_of: None };
    Figure::new(id, label, FigureValue::Number(number), unit, source)
}

fn money(data: &ReportData, pivot: &Pivot) -> Vec<Figure> {
    let dong = |id: FigureId, label: &str, amount_vnd: i64, record: &str| {
        ledger(id, label.to_owned(), Decimal::from(amount_vnd), Unit::Dong, record)
    };
    let year = data.period.to.year();
    let behind = |wanted: &dyn Fn(&FundingLine) -> bool| evidence(data.funding.iter().filter(|line| wanted(line)));
    let mut figures = vec![
        dong(
            FigureId::of(TOTAL_BY_ITEMS),
            &format!("Tổng kinh phí các công trình, hạng mục năm {year}"),
            pivot.total_by_items,
            "",
        )
        .with_evidence(behind(&|line| line.item.is_some())),
        dong(
            FigureId::of(TOTAL_BY_SOURCES),
            &format!("Tổng nguồn lực huy động năm {year}"),
            pivot.total_by_sources,
            "",
        )
        .with_evidence(behind(&|_| true)),
        dong(FigureId::of(DIFFERENCE), "Nguồn lực chưa gắn với công trình, hạng mục", pivot.difference(), "")
            .with_evidence(behind(&|line| line.item.is_none())),
    ];
    for source in &pivot.sources {
        let amount = pivot.by_source.get(&source.id).copied().unwrap_or_default();
        let given = behind(&|line| line.source == source.id);
        figures.push(dong(source_id(&source.id), &source.name, amount, &source.id).with_evidence(given.clone()));
        let share = share(amount, pivot.total_by_sources);
        let label = format!("{}: tỷ trọng", source.name);
        figures.push(ledger(share_id(&source.id), label, share, Unit::Percent, &source.id).with_evidence(given));
    }
    for (source, amount) in pivot.sources_without_item() {
        let label = format!("{}: chưa gắn với công trình, hạng mục", source.name);
        let given = behind(&|line| line.source == source.id && line.item.is_none());
        figures.push(dong(without_item_id(&source.id), &label, amount, &source.id).with_evidence(given));
    }
    figures
}

/// In percent with two places; the parts of nothing are nothing.
fn share(part: i64, whole: i64) -> Decimal {
    let percent = Decimal::from(part) * Decimal::from(100);
    percent.checked_div(Decimal::from(whole)).unwrap_or_default().round_dp(2)
}

fn villages(data: &ReportData) -> Vec<Figure> {
    let count = |recognised: bool| {
        let found = data.villages.iter().filter(|one| (one.recognition == Recognition::Recognised) == recognised);
        Decimal::from(found.count())
    };
    let title = &data.village_title;
    let figure = |id: &str, label: String, number: Decimal| {
        let words = "Sổ theo dõi công nhận thôn".to_owned();
        let source = Source { kind: SourceKind::Register, id: id.to_owned(), words, as_of: Some(data.period.to) };
        Figure::new(FigureId::of(id), label, FigureValue::Number(number), Unit::Of("thôn".to_owned()), source)
    };
    let mut figures = vec![
        figure(VILLAGES, "Tổng số thôn".to_owned(), Decimal::from(data.villages.len())),
        figure(RECOGNISED, format!("Số thôn được công nhận đạt chuẩn {title}"), count(true)),
        figure(NOT_YET, format!("Số thôn chưa được công nhận đạt chuẩn {title}"), count(false)),
    ];
    for village in &data.villages {
        for (index, event) in village.events.iter().enumerate() {
            let mut evidence = event.evidence.clone();
            if let Some(decision) = event.decision.as_ref().filter(|_| evidence.is_empty()) {
                evidence.push(Evidence { label: decision.clone(), target: village.id.clone() });
            }
            let label = format!("Thôn {}: ngày {}", village.name, event_words(event.state));
            let words = event.by.clone().unwrap_or_default();
            let source = Source { kind: SourceKind::Register, id: village.id.clone(), words, as_of: Some(event.date) };
            let id = event_id(&village.id, index);
            let value = FigureValue::Date(event.date);
            figures.push(Figure::new(id, label, value, Unit::None, source).with_evidence(evidence));
        }
    }
    figures
}

/// What happened to the village, for a sentence.
pub(crate) fn event_words(state: Recognition) -> &'static str {
    match state {
        Recognition::Candidate => "đăng ký",
        Recognition::Appraised => "thẩm định",
        Recognition::Recognised => "công nhận",
        Recognition::Withdrawn => "thu hồi quyết định công nhận",
        Recognition::None => "chưa đăng ký",
    }
}
