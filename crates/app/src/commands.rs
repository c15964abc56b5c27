//! The one table of commands: name, use case, types and who may call it. It yields the dispatcher,
//! the list with schemas for the command line, and the TypeScript client.

use schemars::{Schema, SchemaGenerator};
use serde_json::Value;
use ts_rs::{Config, ExportError, TS};

use crate::dto::*;
use crate::error::{AppError, ErrorCode};
use crate::identity::{Actor, Role};
use crate::use_cases::{
    checks, conflicts, criteria, device, filling, home, households, ledger, map, parked, photos, register, reports,
    rounds, subjects, templates, thresholds, transfer,
};
use crate::{App, words};

/// Who may call a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// Also before pairing and while locked.
    Always,
    /// Anybody at an open device or signed in at the office.
    Collector,
    /// Only where the device itself keeps unsent work.
    FieldOnly,
    /// Officers and administrators, at the office or on a laptop of their own.
    Officer,
    /// Officers and administrators at the office, which alone draws the commune's areas.
    OfficeDesk,
}

/// A line of the table, for people and programs that call by name.
#[derive(Clone, Debug)]
pub struct CommandInfo {
    pub name: &'static str,
    pub doc: &'static str,
    pub permission: Permission,
    pub args: Schema,
    pub reply: Schema,
}

/// A command's types in TypeScript.
pub(crate) struct CommandTypes {
    pub name: &'static str,
    pub doc: &'static str,
    pub args: String,
    pub reply: String,
}

macro_rules! commands {
    ($($(#[doc = $doc:literal])* $name:literal => $case:path, $args:ty => $reply:ty, $permission:ident;)*) => {
        /// All commands with their JSON schemas.
        pub fn commands() -> Vec<CommandInfo> {
            vec![$(CommandInfo {
                name: $name,
                doc: concat!($($doc),*).trim_ascii(),
                permission: Permission::$permission,
                args: SchemaGenerator::default().into_root_schema_for::<$args>(),
                reply: SchemaGenerator::default().into_root_schema_for::<$reply>(),
            }),*]
        }

        /// Writes every type of the table as TypeScript and tells the types of each command.
        pub(crate) fn export_types(config: &Config) -> Result<Vec<CommandTypes>, ExportError> {
            $(
                <$args as TS>::export_all(config)?;
                <$reply as TS>::export_all(config)?;
            )*
            AppError::export_all(config)?;
            Ok(vec![$(CommandTypes {
                name: $name,
                doc: concat!($($doc),*).trim_ascii(),
                args: <$args as TS>::name(config),
                reply: <$reply as TS>::name(config),
            }),*])
        }

        pub(crate) fn dispatch(app: &App, name: &str, args: Value, actor: &Actor) -> Result<Value, AppError> {
            match name {
                $($name => {
                    permit(app, Permission::$permission, actor)?;
                    let args: $args = serde_json::from_value(args).map_err(|error| bad_args($name, &error))?;
                    let reply: $reply = $case(app, actor, args)?;
                    serde_json::to_value(reply).map_err(|error| AppError::internal(&error))
                })*
                _ => Err(bad_call(format!("unknown command {name:?}"))),
            }
        }
    };
}

commands! {
    /// Whether this device is paired and open, and what work on it is not yet safe.
    "device.status" => device::status, Nothing => DeviceStatus, Always;
    /// Joins a commune with a pairing code and sets the PIN.
    "device.pair" => device::pair, PairArgs => DeviceStatus, Always;
    /// Opens the device with the PIN.
    "device.unlock" => device::unlock, UnlockArgs => DeviceStatus, Always;
    /// Locks the device.
    "device.lock" => device::lock, Nothing => DeviceStatus, Always;
    /// The first page: campaign, progress, drafts, latest checks.
    "home.get" => home::get, Nothing => Home, Collector;
    /// The villages of this device.
    "areas.list" => home::areas, Nothing => Areas, Collector;
    /// Households by words in any spelling, by village and by state, a page at a time.
    "households.list" => households::list, HouseholdsArgs => SubjectPage, Collector;
    /// One household with its facts, checks, changes and disputed fields.
    "households.get" => households::get, IdArgs => Subject, Collector;
    /// Changes basic facts of a household.
    "households.edit" => households::edit, EditSubjectArgs => Subject, Collector;
    /// Adds a household; it can be checked at once.
    "households.create" => households::create, CreateHouseholdArgs => Subject, Collector;
    /// Roads, facilities, works, villages… by words in any spelling, by village and by state, a page at a time.
    "subjects.list" => subjects::list, SubjectsArgs => SubjectPage, Collector;
    /// One subject of any type with its facts, forms, checks, changes and disputed fields.
    "subjects.get" => subjects::get, IdArgs => Subject, Collector;
    /// Changes basic facts of a subject.
    "subjects.edit" => subjects::edit, EditSubjectArgs => Subject, Collector;
    /// Adds a road, facility, sanitation point or work; it can be checked at once.
    "subjects.create" => subjects::create, CreateSubjectArgs => Subject, Collector;
    /// Opens the draft of a form for a subject, or begins one; without a form, that of the current campaign.
    "checks.start" => filling::start, StartCheckArgs => Filling, Collector;
    /// Opens a draft again where it was left.
    "checks.open" => filling::open, CheckArgs => Filling, Collector;
    /// Goes to a section.
    "checks.section" => filling::section, SectionArgs => Filling, Collector;
    /// Records one answer; it is on the disk when the reply comes.
    "checks.answer" => filling::answer, AnswerArgs => Filling, Collector;
    /// Keeps an uploaded photo or file as an answer; it is on the disk when the reply comes.
    "checks.attach" => filling::attach, AttachArgs => Filling, Collector;
    /// Adds an instance to a repeat.
    "checks.add_repeat" => filling::add_repeat, RepeatArgs => Filling, Collector;
    /// Removes an instance of a repeat.
    "checks.remove_repeat" => filling::remove_repeat, RepeatArgs => Filling, Collector;
    /// Switches the language of the form.
    "checks.language" => filling::language, LanguageArgs => Filling, Collector;
    /// Leaves the form; what was answered becomes a draft that also travels to the commune.
    "checks.close" => filling::close, CheckArgs => Nothing, Collector;
    /// Finishes the check, or says what is missing.
    "checks.finish" => filling::finish, CheckArgs => Finished, Collector;
    /// A check to read.
    "checks.view" => checks::view, CheckArgs => CheckView, Collector;
    /// The checks behind a figure, each with its first photos.
    "checks.behind" => checks::behind, BehindArgs => ChecksBehind, Collector;
    /// The latest checks of all villages.
    "checks.recent" => checks::recent, Nothing => Checks, Collector;
    /// Fields on which people disagree.
    "conflicts.list" => conflicts::list, Nothing => Conflicts, Collector;
    /// Decides a disputed field for one of its values.
    "conflicts.resolve" => conflicts::resolve, ResolveArgs => Conflicts, Collector;
    /// The reports of all periods, the newest first.
    "report.list" => reports::list, ReportsArgs => ReportList, Collector;
    /// Makes the report of a period, or opens the one that is there.
    "report.create" => reports::create, CreateReportArgs => ReportPage, Officer;
    /// A report as it will print, each figure with what stands behind it.
    "report.get" => reports::get, ReportArgs => ReportPage, Collector;
    /// Changes a paragraph; figures in it stay linked.
    "report.edit" => reports::edit, EditReportArgs => ReportPage, Officer;
    /// Takes a section back to what is generated.
    "report.restore" => reports::restore, RestoreArgs => ReportPage, Officer;
    /// Changes letterhead, recipients and who signs.
    "report.frame" => reports::frame, ReportFrameArgs => ReportPage, Officer;
    /// Signs the report as it stands; the version never changes any more.
    "report.freeze" => reports::freeze, IdArgs => ReportPage, Officer;
    /// What changed between two signed versions, or since one.
    "report.difference" => reports::compare, DifferenceArgs => ReportDifference, Collector;
    /// Prints a report into a file to save.
    "report.file" => reports::file, ReportFileArgs => ReportFile, Collector;
    /// The layout that reports are printed with in Word, and those before it.
    "templates.get" => templates::get, Nothing => Templates, Collector;
    /// A layout as a file of Word.
    "templates.file" => templates::file, TemplateArgs => SetFile, Officer;
    /// Takes an uploaded file of Word as the layout, or says what it lacks.
    "templates.bring" => templates::bring, BringTemplateArgs => BroughtTemplate, Officer;
    /// Goes back to the built-in layout, or to an earlier one.
    "templates.choose" => templates::choose, TemplateArgs => Templates, Officer;
    /// Works and funding of a period: source × work, and the two totals compared.
    "ledger.get" => ledger::get, LedgerArgs => Ledger, Collector;
    /// Where roads, facilities, works and points of sanitation are, and how they stand in an indicator.
    "map.places" => map::places, PlacesArgs => PlaceList, Collector;
    /// Where the commune stands under a criteria set, in a period.
    "criteria.board" => criteria::board, BoardArgs => Board, Collector;
    /// One indicator: its rule, values, trend and the subjects behind it, a page at a time.
    "criteria.indicator" => criteria::indicator, IndicatorArgs => IndicatorPage, Collector;
    /// How far a village is on its way to its titles, with every step.
    "criteria.recognition" => criteria::recognition, RecognitionArgs => Recognitions, Collector;
    /// How far the present round of checks is: form by form, village by village, day by day.
    "rounds.progress" => rounds::progress, Nothing => RoundProgress, Collector;
    /// Marks a finished check as the office's verification of an earlier one, with the reason, or takes the mark back.
    "checks.recheck" => checks::recheck, RecheckArgs => CheckView, Officer;
    /// What a set asks for, where that was read and who compared it.
    "criteria.thresholds" => thresholds::list, SetArgs => Thresholds, Collector;
    /// Enters a threshold with its source, or says that it was compared with the official text.
    "criteria.threshold" => thresholds::enter, ThresholdArgs => Thresholds, Officer;
    /// Whether the commune looks at a set, and its zone or group in it.
    "criteria.setting" => thresholds::setting, SetSettingArgs => Thresholds, Officer;
    /// Goes back from the office's own sheet to the set that the program brings.
    "criteria.restore" => thresholds::restore, SetArgs => Thresholds, Officer;
    /// A set as a sheet of Excel.
    "criteria.export" => thresholds::export, SetArgs => SetFile, Officer;
    /// What bringing in a set from a sheet would change.
    "criteria.preview" => thresholds::preview, SetFileArgs => SetImport, Officer;
    /// Brings in a set from a sheet.
    "criteria.import" => thresholds::bring_in, SetFileArgs => SetImport, Officer;
    /// Starts sending and receiving; poll `transfer.status`.
    "transfer.start" => transfer::start, Nothing => TransferStatus, FieldOnly;
    /// How far sending and receiving is, and how the last one ended.
    "transfer.status" => transfer::status, Nothing => TransferStatus, Collector;
    /// Stops sending and receiving after the current step; nothing is lost.
    "transfer.cancel" => transfer::cancel, Nothing => TransferStatus, FieldOnly;
    /// The diary of earlier transfers.
    "transfer.diary" => transfer::diary, Nothing => Diary, Collector;
    /// Fetches a photo or file from the commune, and replies when it is here.
    "photos.fetch" => photos::fetch, FileArgs => FileInfo, FieldOnly;
    /// How far fetching it is.
    "photos.progress" => photos::progress, FileArgs => FetchProgress, FieldOnly;
    /// Stops fetching it; what has come stays for the next time.
    "photos.stop" => photos::stop, FileArgs => FetchProgress, FieldOnly;
    /// What the commune refused, with reasons.
    "parked.list" => parked::list, Nothing => Parked, Collector;
    /// Tries a refused piece again at the next transfer.
    "parked.retry" => parked::retry, RevisionArgs => Parked, FieldOnly;
    /// What loading an uploaded register would do.
    "register.preview" => register::preview, RegisterArgs => RegisterResult, OfficeDesk;
    /// Loads an uploaded register.
    "register.import" => register::import, RegisterArgs => RegisterResult, OfficeDesk;
}

fn permit(app: &App, permission: Permission, actor: &Actor) -> Result<(), AppError> {
    let allowed = match permission {
        Permission::Always | Permission::Collector => true,
        Permission::FieldOnly => app.is_field(),
        Permission::Officer => device::role(&*app.desk()?, actor)? >= Role::Officer,
        Permission::OfficeDesk => !app.is_field() && device::role(&*app.desk()?, actor)? >= Role::Officer,
    };
    if allowed { Ok(()) } else { Err(words::forbidden()) }
}

fn bad_args(name: &str, error: &serde_json::Error) -> AppError {
    bad_call(format!("arguments of {name}: {error}"))
}

fn bad_call(detail: String) -> AppError {
    let message = "Phần mềm gọi một việc mà lõi không hiểu.";
    AppError::new(ErrorCode::BadCall, message, "Hãy đóng và mở lại phần mềm.").with_detail(detail)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_command_has_its_own_name_and_a_sentence() {
        let table = commands();
        let names: BTreeSet<&str> = table.iter().map(|command| command.name).collect();
        assert_eq!(names.len(), table.len());
        for command in table {
            assert!(command.doc.ends_with('.'), "{}: {:?}", command.name, command.doc);
            assert!(command.args.as_object().is_some_and(|schema| schema["type"] == "object"), "{}", command.name);
        }
    }
}
