//! Progress of a round of checks: form by form, village by village, day by day.

use criteria::{Day, Per, Period};
use domain::vocabulary::{campaign, subject};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{DayCount, FormProgress, Nothing, RoundProgress, VillageShare};
use crate::error::AppError;
use crate::identity::Actor;
use crate::scoring::{SetInUse, kind_noun, today};
use crate::use_cases::{count, home};

/// Days of the pace that is told.
const PACE_DAYS: i32 = 7;

pub(crate) fn progress(app: &App, _: &Actor, _: Nothing) -> Result<RoundProgress, AppError> {
    let desk = app.desk()?;
    let now = today(&desk);
    let round = home::current_campaign(&desk)?;
    let day = |field| round.as_ref().and_then(|round| round.text(field)).and_then(|text| text.parse::<Day>().ok());
    let new_year = Day::new(now.year(), 1, 1).unwrap_or(now);
    let from = day(campaign::STARTS).unwrap_or(new_year);
    let ends = day(campaign::ENDS);
    let span = Period::new(from, ends.map_or(now, |ends| ends.max(now)).max(from));
    let main = round.as_ref().and_then(|round| round.text(campaign::FORM)).unwrap_or_default();
    let mut forms = Vec::new();
    for kind in subject::TYPES {
        for form in desk.forms.about(kind) {
            forms.extend(form_progress(&desk, form, kind, span, now)?);
        }
    }
    // What the round is about comes first; then what has been begun.
    forms.sort_by_key(|one| (one.form != main, one.done == 0));
    Ok(RoundProgress {
        name: round.as_ref().and_then(|round| round.text(campaign::NAME)).map(str::to_owned),
        from: from.to_string(),
        ends: ends.map(|ends| ends.to_string()),
        today: now.to_string(),
        forms,
    })
}

/// Of whom there should be an answer, where a set in use counts this form as a poll without names.
fn asked_by_poll(sets: &[SetInUse], form: &str) -> Option<String> {
    let indicators = sets.iter().filter(|set| set.is_used).flat_map(|set| set.set.indicators());
    let mut quantities = indicators.map(|indicator| &indicator.formula.quantity);
    let poll = quantities.find(|quantity| quantity.form == form && quantity.one == Per::Check)?;
    Some(poll.subject.clone())
}

/// Nothing for a form about a type of which the book has none.
fn form_progress(
    desk: &Desk,
    form: &str,
    kind: &str,
    span: Period,
    now: Day,
) -> Result<Option<FormProgress>, AppError> {
    let asked = asked_by_poll(&desk.scoring.sets(desk)?, form);
    let round = match &asked {
        Some(asked) => desk.rounds.of_poll(desk, form, asked, span)?,
        None => desk.rounds.of(desk, form, kind, span)?,
    };
    let (total, done) =
        round.villages.values().fold((0, 0), |(total, done), share| (total + share.total, done + share.done));
    if total == 0 {
        return Ok(None);
    }
    let lately = round.days.iter().filter(|(day, _)| day.number() > now.number() - PACE_DAYS && **day <= now);
    let lately: u32 = lately.map(|(_, count)| count).sum();
    let areas = desk.store.areas()?;
    let mut villages: Vec<VillageShare> = round
        .villages
        .iter()
        .map(|(area, share)| VillageShare {
            id: area.to_string(),
            name: areas.iter().find(|known| known.id == *area).map(|known| known.name.clone()).unwrap_or_default(),
            total: share.total,
            done: share.done,
        })
        .collect();
    villages.sort_by_cached_key(|village| domain::text::fold(&village.name));
    Ok(Some(FormProgress {
        form: form.to_owned(),
        title: desk.forms.title(form),
        subject_type: kind.to_owned(),
        noun: kind_noun(asked.as_deref().unwrap_or(kind)).to_owned(),
        total,
        done,
        drafts: round.drafts,
        lately,
        days: round.days.iter().map(|(day, done)| DayCount { day: day.to_string(), done: count(*done) }).collect(),
        villages,
    }))
}
