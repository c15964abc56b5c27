//! The commune's score: the board of a set, one indicator with its evidence, the way of villages to their titles.

use criteria::{Day, EvidenceQuery, Level};
use domain::AreaId;
use domain::vocabulary::area;

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{Board, BoardArgs, IndicatorArgs, IndicatorPage, RecognitionArgs, Recognitions, VillageName};
use crate::error::AppError;
use crate::identity::Actor;
use crate::scoring::board::{self, Readers, VillageNames};
use crate::scoring::{Periods, Scored, SetInUse, kind_noun, page, read_period};
use crate::use_cases::id;
use crate::words;

const ROWS: u32 = 50;
const MOST_ROWS: u32 = 200;

pub(crate) fn board(app: &App, _: &Actor, args: BoardArgs) -> Result<Board, AppError> {
    let desk = app.desk()?;
    let Periods { info, all, .. } = read_period(&desk, args.period)?;
    let names = village_names(&desk)?;
    let on = last_day(&all);
    let readers = if args.public { Readers::Everybody } else { Readers::Office };
    let answer = desk.scoring.with(&desk, &all, |scored| {
        let Scored { sets, evaluator, faults } = scored;
        let chosen = args.set.as_deref().or_else(|| main_set(sets, on));
        let mut shown = |id: Option<&str>| {
            let set = sets.iter().find(|set| Some(set.set.id.as_str()) == id && set.is_used)?;
            board::set_board(evaluator, faults, set, &names, readers)
        };
        let (board, beside) = (shown(chosen), shown(args.beside.as_deref()));
        let sets_told = sets.iter().map(|set| board::set_info(set, on)).collect();
        let recognitions = board::recognitions(&desk, evaluator, sets, &names);
        Board { period: info, sets: sets_told, board, beside, villages: by_name(&names), recognitions }
    })?;
    Ok(answer)
}

fn last_day(periods: &[criteria::Period]) -> Day {
    periods.last().map_or(Day::from_number(0), |period| period.to)
}

/// The set that the commune is judged by: one that is in force and says what it counts, else the one that says most.
pub(crate) fn main_set(sets: &[SetInUse], on: Day) -> Option<&str> {
    let of_communes = sets.iter().filter(|set| set.is_used && set.set.level == Level::Commune);
    let full = |set: &&SetInUse| set.set.criteria.iter().all(|criterion| !criterion.indicators.is_empty());
    let best = of_communes
        .max_by_key(|set| (full(set), set.set.is_valid_on(on), set.set.indicators().count(), set.set.valid_from))?;
    Some(&best.set.id)
}

fn village_names(desk: &Desk) -> Result<VillageNames, AppError> {
    let villages = desk.store.areas()?.into_iter().filter(|known| known.area_type == area::TYPE_VILLAGE);
    Ok(villages.map(|village| (village.id, village.name)).collect())
}

fn by_name(names: &VillageNames) -> Vec<VillageName> {
    let mut villages: Vec<VillageName> =
        names.iter().map(|(id, name)| VillageName { id: id.to_string(), name: name.clone() }).collect();
    villages.sort_by_cached_key(|village| domain::text::fold(&village.name));
    villages
}

pub(crate) fn indicator(app: &App, _: &Actor, args: IndicatorArgs) -> Result<IndicatorPage, AppError> {
    let desk = app.desk()?;
    let periods = read_period(&desk, args.period.clone())?;
    let names = village_names(&desk)?;
    let village = args.village.as_deref().map(id::<AreaId>).transpose()?;
    let answer = desk
        .scoring
        .with(&desk, &periods.all, |scored| indicator_page(&desk, scored, &periods, &names, &args, village))?;
    answer?.ok_or_else(words::not_found)
}

fn indicator_page(
    desk: &Desk,
    scored: Scored<'_>,
    periods: &Periods,
    names: &VillageNames,
    args: &IndicatorArgs,
    village: Option<AreaId>,
) -> Result<Option<IndicatorPage>, AppError> {
    let Scored { sets, evaluator, faults } = scored;
    let Some(set) = sets.iter().find(|set| set.set.id == args.set && set.is_used).map(|set| &set.set) else {
        return Ok(None);
    };
    let result = evaluator.indicator(&set.id, &args.indicator);
    let (Some(result), Some(indicator)) = (result, set.indicator(&args.indicator)) else { return Ok(None) };
    let Some(measured) = board::measured(set, &result) else { return Ok(None) };
    let query = EvidenceQuery {
        village,
        standings: args.standings.iter().map(|standing| page::standing(*standing)).collect(),
        skip: args.offset as usize,
        limit: args.limit.unwrap_or(ROWS).min(MOST_ROWS) as usize,
    };
    let evidence = evaluator.evidence(&set.id, &indicator.id, &query);
    let imported = evidence.as_ref().and_then(|evidence| evidence.imported.as_ref());
    let imported = imported.and_then(|row| page::imported(desk, measured, &result, row));
    let evidence = evidence.map(|evidence| page::evidence(desk, &evidence, indicator, names)).transpose()?;
    let parts = indicator.formula.indicators.iter().filter_map(|part| evaluator.indicator(&set.id, part));
    let parts = parts.map(|part| board::indicator_row(set, &part, names)).collect();
    let criterion = set.criteria.iter().find(|criterion| criterion.indicators.iter().any(|one| one.id == indicator.id));
    let own_faults = faults.iter().filter(|fault| fault.indicator == indicator.id).cloned().collect::<Vec<_>>();
    let quantity = &indicator.formula.quantity;
    Ok(Some(IndicatorPage {
        period: periods.info.clone(),
        set: set.id.clone(),
        set_name: set.name.vi.clone(),
        criterion: criterion.map(|criterion| criterion.id.clone()).unwrap_or_default(),
        criterion_name: criterion.map_or_else(|| "Điều kiện công nhận".to_owned(), |found| found.name.vi.clone()),
        row: board::indicator_row(set, &result, names),
        unit: indicator.unit.vi.clone(),
        rule: page::rule(desk, indicator, &result.rule.vi),
        note: indicator.note.as_ref().map(|note| note.vi.clone()),
        threshold: page::threshold(set, &result),
        self_assessed: page::reading(measured, &result.self_assessed),
        rechecked: result.rechecked.as_ref().map(|recheck| page::reading(measured, &recheck.reading)),
        recheck_reasons: result.rechecked.as_ref().map(|recheck| recheck.reasons.clone()).unwrap_or_default(),
        splits: page::splits(measured, &result),
        trend: page::trend(measured, &result, &periods.labels),
        goal: measured.goal,
        villages: by_name(names),
        standings: page::standings(evaluator, &set.id, &indicator.id, village),
        subject_type: quantity.subject.clone(),
        noun: kind_noun(&quantity.subject).to_owned(),
        form: quantity.form.clone(),
        form_title: desk.forms.title(&quantity.form),
        evidence: evidence.unwrap_or(crate::dto::EvidencePage { total: 0, rows: Vec::new() }),
        imported,
        parts,
        faults: board::fault_words(set, &own_faults),
    }))
}

pub(crate) fn recognition(app: &App, _: &Actor, args: RecognitionArgs) -> Result<Recognitions, AppError> {
    let desk = app.desk()?;
    let Periods { all, .. } = read_period(&desk, None)?;
    let names = village_names(&desk)?;
    let rows = desk
        .scoring
        .with(&desk, &all, |Scored { sets, evaluator, .. }| board::recognitions(&desk, evaluator, sets, &names))?;
    Ok(Recognitions { rows: rows.into_iter().filter(|row| row.village == args.village).collect() })
}
