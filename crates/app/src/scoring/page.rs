//! One indicator down to its evidence.

use criteria::{
    CheckLink, DocumentLink, Evaluator, Evidence, EvidenceQuery, EvidenceRow, Indicator, IndicatorResult, Measure,
    Origin, Reading, Set, Standing, Tally, is_small,
};
use domain::vocabulary::subject;

use crate::desk::Desk;
use crate::dto::{
    CriteriaEvidence, EvidenceCheck, EvidenceDocument, EvidencePage, EvidenceStanding, ImportedInfo, ReadingText,
    SplitInfo, SplitPartInfo, StandingCount, ThresholdInfo, TrendInfo,
};
use crate::error::AppError;
use crate::evidence::{file, photos};
use crate::scoring::board::{VillageNames, verdict};
use crate::scoring::{Measured, basis_words, date_words};
use crate::use_cases::count;

/// In the order in which they are shown: what is missing first.
const STANDINGS: [Standing; 6] =
    [Standing::Missing, Standing::Stale, Standing::Unknown, Standing::Fails, Standing::Holds, Standing::Outside];

pub(crate) const fn standing(standing: EvidenceStanding) -> Standing {
    match standing {
        EvidenceStanding::Holds => Standing::Holds,
        EvidenceStanding::Fails => Standing::Fails,
        EvidenceStanding::Outside => Standing::Outside,
        EvidenceStanding::Unknown => Standing::Unknown,
        EvidenceStanding::Stale => Standing::Stale,
        EvidenceStanding::Missing => Standing::Missing,
    }
}

pub(crate) const fn shown(standing: Standing) -> EvidenceStanding {
    match standing {
        Standing::Holds => EvidenceStanding::Holds,
        Standing::Fails => EvidenceStanding::Fails,
        Standing::Outside => EvidenceStanding::Outside,
        Standing::Unknown => EvidenceStanding::Unknown,
        Standing::Stale => EvidenceStanding::Stale,
        Standing::Missing => EvidenceStanding::Missing,
    }
}

/// How many subjects stand how; standings of nobody are left out.
pub(crate) fn standings(
    evaluator: &mut Evaluator,
    set: &str,
    indicator: &str,
    village: Option<domain::AreaId>,
) -> Vec<StandingCount> {
    let mut found = Vec::new();
    for standing in STANDINGS {
        let query = EvidenceQuery { village, standings: vec![standing], skip: 0, limit: 0 };
        let total = evaluator.evidence(set, indicator, &query).map_or(0, |evidence| evidence.total);
        if total > 0 {
            found.push(StandingCount { standing: shown(standing), count: count(total) });
        }
    }
    found
}

pub(crate) fn reading(measured: Measured<'_>, reading: &Reading) -> ReadingText {
    ReadingText {
        value: measured.value(&reading.tally, true),
        shares: Measured::shares(&reading.tally),
        verdict: verdict(reading.verdict),
        why: measured.why(reading),
        counted: reading.coverage.counted,
    }
}

pub(crate) fn threshold(set: &Set, result: &IndicatorResult) -> ThresholdInfo {
    let Some(used) = &result.threshold else {
        return ThresholdInfo {
            words: "chưa có ngưỡng".to_owned(),
            source: set.source.text.clone(),
            basis: basis_words(set.source.basis).to_owned(),
            verified: false,
            compared: None,
            zone: None,
        };
    };
    let zone = used.zone.as_ref().and_then(|id| set.zones.iter().find(|zone| zone.id == *id));
    let compared = used.compared.as_ref();
    ThresholdInfo {
        words: used.words.vi.clone(),
        source: used.source.clone(),
        basis: basis_words(used.basis).to_owned(),
        verified: compared.is_some(),
        compared: compared.map(|compared| format!("{} đối chiếu ngày {}", compared.by, date_words(compared.on))),
        zone: zone.map(|zone| zone.name.vi.clone()),
    }
}

pub(crate) fn splits(measured: Measured<'_>, result: &IndicatorResult) -> Vec<SplitInfo> {
    let part = |part: &criteria::SplitPart| SplitPartInfo {
        key: part.key.clone(),
        name: part.name.vi.clone(),
        value: part.tally.value,
        text: measured.value(&part.tally, true),
        shares: Measured::shares(&part.tally),
        small: is_small(part.tally.subjects),
    };
    let split = |split: &criteria::Split| SplitInfo {
        id: split.id.clone(),
        name: split.name.vi.clone(),
        parts: split.parts.iter().map(part).collect(),
    };
    result.splits.iter().map(split).collect()
}

pub(crate) fn trend(measured: Measured<'_>, result: &IndicatorResult, labels: &[String]) -> Vec<TrendInfo> {
    let points = result.trend.iter().zip(labels).map(|(point, label)| TrendInfo {
        label: label.clone(),
        to: point.period.to.to_string(),
        value: point.tally.value,
        text: measured.value(&point.tally, true),
        shares: Measured::shares(&point.tally),
        verdict: verdict(point.verdict),
        imported: point.is_imported,
    });
    points.collect()
}

/// The figure of another body that names the indicator, in use or beside the own checks.
pub(crate) fn imported(
    desk: &Desk,
    measured: Measured<'_>,
    result: &IndicatorResult,
    row: &EvidenceRow,
) -> Option<ImportedInfo> {
    let (document, link) = (row.document.as_ref()?, row.check.as_ref()?);
    let reference = result.reference.as_ref();
    let tally = reference.map_or(&result.reading.tally, |figure| &figure.tally);
    let is_used = matches!(&result.origin, Origin::Imported(used) if used.check == document.check);
    if reference.is_none() && !is_used {
        return None;
    }
    Some(ImportedInfo {
        used: reference.is_none(),
        value: measured.value(tally, true),
        shares: Measured::shares(tally),
        difference: reference.and_then(|figure| measured.difference(figure)),
        source: document.issuer.clone(),
        number: document.number.clone(),
        day: document.day.map(|day| day.to_string()),
        file: document.file.as_deref().map(|answer| file(desk, document_label(document), answer)),
        check: check(desk, link, true),
    })
}

/// The rule for people. Where the set says in words what is counted, its expressions are left to the sheet that officers
/// edit; elsewhere they carry the questions' own words in the place of their names.
pub(crate) fn rule(desk: &Desk, indicator: &Indicator, rule: &str) -> String {
    if indicator.meaning.is_some() {
        let told = rule.split_inclusive(". ").filter(|sentence| !sentence.contains("${"));
        return told.collect::<String>().trim().to_owned();
    }
    let form = desk.forms.form(&indicator.formula.quantity.form);
    let mut words = String::new();
    let mut rest = rule;
    while let Some((before, after)) = rest.split_once("${") {
        words.push_str(before);
        let Some((name, behind)) = after.split_once('}') else { break };
        let question = form.and_then(|form| form.questions().find(|question| question.name() == name));
        let label = question.map(|question| question.label(crate::form_shelf::LANGUAGE)).unwrap_or_default();
        let label = label.trim_end_matches(['?', '.']).trim();
        words.push_str(&format!("“{}”", if label.is_empty() { name } else { label }));
        rest = behind;
    }
    words.push_str(rest);
    words
}

/// The subjects behind a value, with what people know them by.
pub(crate) fn evidence(
    desk: &Desk,
    evidence: &Evidence,
    indicator: &Indicator,
    villages: &VillageNames,
) -> Result<EvidencePage, AppError> {
    let rows = evidence.rows.iter().map(|row| evidence_row(desk, row, indicator, villages));
    Ok(EvidencePage { total: count(evidence.total), rows: rows.collect::<Result<_, _>>()? })
}

fn evidence_row(
    desk: &Desk,
    row: &EvidenceRow,
    indicator: &Indicator,
    villages: &VillageNames,
) -> Result<CriteriaEvidence, AppError> {
    let document = desk.store.document(row.subject)?;
    let text = |field| document.as_ref().and_then(|document| document.text(field)).unwrap_or_default().to_owned();
    let name = text(subject::NAME);
    let is_many = indicator.formula.quantity.each.is_some() || indicator.formula.quantity.weight.is_some();
    let counts = matches!(row.standing, Standing::Holds | Standing::Fails);
    let is_ratio = indicator.formula.measure == Measure::Ratio && is_many;
    let is_sum = matches!(indicator.formula.measure, Measure::Sum | Measure::Average | Measure::Value);
    let tally = Tally { n: row.n, total: is_ratio.then_some(row.total), value: Some(row.n), subjects: 1 };
    Ok(CriteriaEvidence {
        subject: row.subject.to_string(),
        name: if name.is_empty() { "Chưa có tên trên máy này".to_owned() } else { name },
        code: text(subject::CODE),
        village_name: villages.get(&row.village).cloned().unwrap_or_default(),
        standing: shown(row.standing),
        shares: match (counts, is_ratio, is_sum) {
            (true, true, _) => Measured::shares(&tally),
            (true, false, true) => Some(crate::scoring::number(row.n)),
            _ => None,
        },
        check: row.check.as_ref().map(|link| check(desk, link, row.document.is_some())),
        recheck: row.recheck.as_ref().map(|link| check(desk, link, row.document.is_some())),
        document: row.document.as_ref().map(|document| EvidenceDocument {
            number: document.number.clone(),
            day: document.day.map(|day| day.to_string()),
            until: document.until.map(|day| day.to_string()),
            issuer: document.issuer.clone(),
            file: document.file.as_deref().map(|answer| file(desk, document_label(document), answer)),
            in_force: document.in_force,
        }),
    })
}

pub(crate) fn document_label(document: &DocumentLink) -> String {
    match &document.number {
        Some(number) => format!("Văn bản số {number}"),
        None => "Văn bản kèm theo".to_owned(),
    }
}

/// Where a paper is what counts, the other papers of the same check say nothing of this indicator.
fn check(desk: &Desk, link: &CheckLink, has_document: bool) -> EvidenceCheck {
    let is_shown = |photo: &&criteria::Photo| !has_document || is_picture(&photo.hash);
    let shown: Vec<_> = link.photos.iter().filter(is_shown).collect();
    EvidenceCheck {
        check: link.check.to_string(),
        form_title: desk.forms.title(&link.form),
        day: link.day.to_string(),
        reason: link.reason.clone(),
        disputed: link.is_disputed,
        photos: photos(desk, &link.form, shown.iter().map(|photo| (photo.path.as_str(), photo.hash.as_str()))),
    }
}

fn is_picture(answer: &str) -> bool {
    let ending = answer.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    ["jpg", "jpeg", "png", "webp"].contains(&ending.as_str())
}
