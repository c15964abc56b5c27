//! The layout of the report in Word: saved, brought in, chosen again.

use report::docx::{KnownTag, TAGS, check_template, style_names};

use crate::app::App;
use crate::attached;
use crate::desk::Desk;
use crate::dto::{
    BringTemplateArgs, BroughtTemplate, Nothing, SetFile, TemplateArgs, TemplateChoice, TemplateTag, Templates,
};
use crate::error::AppError;
use crate::identity::Actor;
use crate::reporting::templates::{self, Choice, Layout, TemplateFile};
use crate::reporting::view;
use crate::words;

/// Choices that are shown, the latest ones.
const MAX_SHOWN: usize = 50;
const ENDING: &str = ".docx";

pub(crate) fn get(app: &App, _: &Actor, _: Nothing) -> Result<Templates, AppError> {
    shown(&*app.desk()?)
}

fn shown(desk: &Desk) -> Result<Templates, AppError> {
    let choices = templates::choices(desk)?;
    let file = choices.last().and_then(|last| last.file.as_ref());
    let instead = templates::layout(desk, file)?.instead;
    Ok(Templates {
        fault: instead.map(|(fault, name)| words::template_fault(fault, &name, desk.shelf.is_some())),
        choices: choices.into_iter().rev().take(MAX_SHOWN).map(choice).collect(),
        tags: TAGS.iter().map(tag).collect(),
        styles: style_names().map(str::to_owned).collect(),
    })
}

fn tag(tag: &KnownTag) -> TemplateTag {
    TemplateTag { tag: tag.name.to_owned(), what: tag.what.to_owned(), required: tag.required }
}

fn choice(choice: Choice) -> TemplateChoice {
    let Choice { id, file, at_ms, by, .. } = choice;
    let size = |file: &TemplateFile| u32::try_from(file.bytes).unwrap_or(u32::MAX);
    TemplateChoice { id, at_ms, by, bytes: file.as_ref().map(size), name: file.map(|file| file.name) }
}

/// The file behind a choice, to change it in Word.
pub(crate) fn file(app: &App, _: &Actor, args: TemplateArgs) -> Result<SetFile, AppError> {
    let desk = app.desk()?;
    let Layout { file, bytes, .. } = whole(&desk, wanted(&desk, args)?.as_ref())?;
    Ok(SetFile { file: app.put_file(bytes), name: file.name })
}

/// Takes an uploaded file into use, or says what it lacks; then the one in use stays.
pub(crate) fn bring(app: &App, actor: &Actor, args: BringTemplateArgs) -> Result<BroughtTemplate, AppError> {
    let desk = app.desk()?;
    let bytes = app.file(&args.file)?;
    let notes: Vec<_> = check_template(&bytes).iter().map(view::note).collect();
    let taken = !notes.iter().any(|note| note.grave);
    if taken {
        let file = templates::described(&named(&args.name), &bytes);
        take(&desk, actor, file, &bytes)?;
    }
    app.drop_file(&args.file);
    Ok(BroughtTemplate { taken, notes, templates: shown(&desk)? })
}

fn take(desk: &Desk, actor: &Actor, file: TemplateFile, bytes: &[u8]) -> Result<(), AppError> {
    let kept = templates::keep(desk, &file, bytes)?;
    let is_new = templates::in_use(desk)?.is_none_or(|known| known.hash != file.hash);
    let chosen = is_new.then(|| templates::chosen(desk, Some(file), actor.user_name(&desk.identity))).transpose()?;
    desk.write(actor, kept.into_iter().chain(chosen).collect(), None)
}

/// As it was called, with the ending that Word knows it by.
fn named(name: &str) -> String {
    let name = attached::tidy(name);
    if name.to_lowercase().ends_with(ENDING) { name } else { format!("{name}{ENDING}") }
}

/// Goes back to the built-in layout, or to one that was in use before.
pub(crate) fn choose(app: &App, actor: &Actor, args: TemplateArgs) -> Result<Templates, AppError> {
    let desk = app.desk()?;
    let wanted = wanted(&desk, args)?;
    whole(&desk, wanted.as_ref())?;
    if templates::in_use(&desk)? != wanted {
        let write = templates::chosen(&desk, wanted, actor.user_name(&desk.identity))?;
        desk.write(actor, vec![write], None)?;
    }
    shown(&desk)
}

fn wanted(desk: &Desk, args: TemplateArgs) -> Result<Option<TemplateFile>, AppError> {
    let Some(id) = args.choice else { return Ok(None) };
    let known = templates::choices(desk)?.into_iter().find(|choice| choice.id == id);
    Ok(known.ok_or_else(words::not_found)?.file)
}

/// The layout itself, with nothing in its stead.
fn whole(desk: &Desk, file: Option<&TemplateFile>) -> Result<Layout, AppError> {
    let layout = templates::layout(desk, file)?;
    match layout.instead {
        Some(_) => Err(words::template_gone()),
        None => Ok(layout),
    }
}
