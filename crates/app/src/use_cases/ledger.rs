//! *Sổ nguồn vốn*: works and funding, source × work, with the two totals compared.

use std::collections::BTreeMap;

use report::annual::Work;
use report::funding::Pivot;
use report::{Period, ReportKind, vietnamese};

use crate::app::App;
use crate::dto::{Ledger, LedgerArgs, LedgerName, LedgerWork};
use crate::error::AppError;
use crate::identity::Actor;
use crate::reporting::{Gathered, loose_money, period_data, shelf, view};
use crate::scoring::read_period;

pub(crate) fn get(app: &App, _: &Actor, args: LedgerArgs) -> Result<Ledger, AppError> {
    let desk = app.desk()?;
    let info = read_period(&desk, args.period)?.info;
    let day = |text: &str| text.parse().map_err(|error| AppError::internal(&error));
    let period = Period { from: day(&info.from)?, to: day(&info.to)? };
    let checks = desk.report_shelf.checks(&desk)?;
    let forms = shelf::forms(&desk);
    let Gathered { data, .. } = period_data(&checks, &forms, ReportKind::Other, period, &desk.identity.commune_name);
    let named = |work: &Work| report::funding::Named { id: work.id.clone(), name: work.name.clone() };
    let pivot = Pivot::of(&data.funding, &data.sources, &data.works.iter().map(named).collect::<Vec<_>>());
    let in_order = |sums: &BTreeMap<String, i64>| -> Vec<i64> {
        pivot.sources.iter().map(|source| sums.get(&source.id).copied().unwrap_or_default()).collect()
    };
    let works = data.works.iter().map(|work| LedgerWork {
        id: work.id.clone(),
        name: work.name.clone(),
        group: work.group.clone(),
        villages: work.villages.join(", "),
        check: work.evidence.first().map(|evidence| evidence.target.clone()),
        amounts: pivot.sources.iter().map(|source| pivot.cell(&source.id, &work.id)).collect(),
        total: pivot.by_item.get(&work.id).copied().unwrap_or_default(),
    });
    Ok(Ledger {
        period: info,
        sources: pivot
            .sources
            .iter()
            .map(|source| LedgerName { id: source.id.clone(), name: source.name.clone() })
            .collect(),
        works: works.collect(),
        without_work: in_order(&pivot.without_item),
        by_source: in_order(&pivot.by_source),
        total_by_sources: pivot.total_by_sources,
        total_by_works: pivot.total_by_items,
        total_in_words: vietnamese::dong_in_words(pivot.total_by_sources),
        difference: pivot.difference_in_words(),
        agrees: pivot.sources_without_item().is_empty(),
        loose: loose_money(&checks, &forms, period).iter().map(view::evidence).collect(),
    })
}
