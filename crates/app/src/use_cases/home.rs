//! The first page: the campaign, how far it is, what waits.

use domain::vocabulary::{area, campaign, subject};
use domain::{DocId, Document, Kind};

use crate::app::App;
use crate::desk::Desk;
use crate::dto::{Area, Areas, CampaignInfo, CheckRow, DraftInfo, Home, Nothing, VillageProgress};
use crate::error::AppError;
use crate::identity::Actor;
use crate::use_cases::{checks, count, filling};

/// Checks on the first page.
const RECENT: usize = 10;

pub(crate) fn get(app: &App, _: &Actor, _: Nothing) -> Result<Home, AppError> {
    let desk = app.desk()?;
    let campaign = current_campaign(&desk)?;
    let villages = match &campaign {
        Some(campaign) => progress(&desk, campaign.id)?,
        None => Vec::new(),
    };
    Ok(Home {
        campaign: campaign.map(|campaign| campaign_info(&desk, &campaign)),
        households: villages.iter().map(|village| village.households).sum(),
        done: villages.iter().map(|village| village.done).sum(),
        drafts: drafts(&desk)?,
        villages,
        recent: recent(&desk, RECENT)?,
    })
}

pub(crate) fn areas(app: &App, _: &Actor, _: Nothing) -> Result<Areas, AppError> {
    let areas = app.desk()?.store.areas()?;
    let villages = areas.into_iter().filter(|known| known.area_type == area::TYPE_VILLAGE);
    Ok(Areas {
        villages: villages
            .map(|village| Area { id: village.id.to_string(), name: village.name, area_type: village.area_type })
            .collect(),
    })
}

/// The newest household campaign: the one that began last.
pub(crate) fn current_campaign(desk: &Desk) -> Result<Option<Document>, AppError> {
    let campaigns = desk.store.documents_of(Kind::Campaign)?;
    let of_households =
        campaigns.into_iter().filter(|document| document.text(campaign::SUBJECT_TYPE) == Some(subject::TYPE_HOUSEHOLD));
    Ok(of_households.max_by_key(|document| (document.text(campaign::STARTS).map(str::to_owned), document.id)))
}

fn campaign_info(desk: &Desk, document: &Document) -> CampaignInfo {
    let text = |field| document.text(field).map(str::to_owned);
    let form = text(campaign::FORM).unwrap_or_default();
    CampaignInfo {
        id: document.id.to_string(),
        name: text(campaign::NAME).unwrap_or_default(),
        form_title: desk.forms.title(&form),
        form,
        starts: text(campaign::STARTS),
        ends: text(campaign::ENDS),
    }
}

fn progress(desk: &Desk, campaign: DocId) -> Result<Vec<VillageProgress>, AppError> {
    let areas = desk.store.areas()?;
    let rows = desk.store.progress(campaign, subject::TYPE_HOUSEHOLD)?;
    let mut villages: Vec<VillageProgress> = rows
        .into_iter()
        .map(|row| VillageProgress {
            id: row.area.to_string(),
            name: areas.iter().find(|area| area.id == row.area).map(|area| area.name.clone()).unwrap_or_default(),
            households: count(row.total),
            done: count(row.done),
            drafts: count(row.drafts),
        })
        .collect();
    villages.sort_by_cached_key(|village| domain::text::fold(&village.name));
    Ok(villages)
}

fn drafts(desk: &Desk) -> Result<Vec<DraftInfo>, AppError> {
    let drafts = desk.store.drafts()?;
    drafts
        .into_iter()
        .map(|draft| {
            let (household_name, village_name) = checks::subject_names(desk, draft.subject)?;
            Ok(DraftInfo {
                check: draft.check.to_string(),
                household: draft.subject.to_string(),
                household_name,
                village_name,
                changed_at_ms: draft.changed_at_ms,
                answered: answered(desk, draft.check, &draft.form)?,
            })
        })
        .collect()
}

/// Questions that a person answered; what the form worked out does not count.
fn answered(desk: &Desk, check: DocId, form: &str) -> Result<u32, AppError> {
    let answers = filling::answers_so_far(desk, check)?;
    let form = desk.forms.form(form);
    let by_people = answers.keys().filter(|path| {
        let question = form.and_then(|form| form.question_of_answer(path));
        question.is_some_and(|question| question.kind().is_answerable())
    });
    Ok(count(by_people.count()))
}

pub(crate) fn recent(desk: &Desk, limit: usize) -> Result<Vec<CheckRow>, AppError> {
    let rows = desk.store.recent_checks(limit, None)?;
    rows.iter().map(|row| checks::row(desk, &row.check)).collect()
}
