// Made from the command table in crates/app by `cargo xtask bindings`. Do not edit.
import type { AnswerArgs } from "./AnswerArgs";
import type { Areas } from "./Areas";
import type { AttachArgs } from "./AttachArgs";
import type { BehindArgs } from "./BehindArgs";
import type { Board } from "./Board";
import type { BoardArgs } from "./BoardArgs";
import type { BringTemplateArgs } from "./BringTemplateArgs";
import type { BroughtTemplate } from "./BroughtTemplate";
import type { CheckArgs } from "./CheckArgs";
import type { CheckView } from "./CheckView";
import type { Checks } from "./Checks";
import type { ChecksBehind } from "./ChecksBehind";
import type { Conflicts } from "./Conflicts";
import type { CreateHouseholdArgs } from "./CreateHouseholdArgs";
import type { CreateReportArgs } from "./CreateReportArgs";
import type { CreateSubjectArgs } from "./CreateSubjectArgs";
import type { DeviceStatus } from "./DeviceStatus";
import type { Diary } from "./Diary";
import type { DifferenceArgs } from "./DifferenceArgs";
import type { EditReportArgs } from "./EditReportArgs";
import type { EditSubjectArgs } from "./EditSubjectArgs";
import type { FetchProgress } from "./FetchProgress";
import type { FileArgs } from "./FileArgs";
import type { FileInfo } from "./FileInfo";
import type { Filling } from "./Filling";
import type { Finished } from "./Finished";
import type { Home } from "./Home";
import type { HouseholdsArgs } from "./HouseholdsArgs";
import type { IdArgs } from "./IdArgs";
import type { IndicatorArgs } from "./IndicatorArgs";
import type { IndicatorPage } from "./IndicatorPage";
import type { LanguageArgs } from "./LanguageArgs";
import type { Ledger } from "./Ledger";
import type { LedgerArgs } from "./LedgerArgs";
import type { Nothing } from "./Nothing";
import type { PairArgs } from "./PairArgs";
import type { Parked } from "./Parked";
import type { PlaceList } from "./PlaceList";
import type { PlacesArgs } from "./PlacesArgs";
import type { RecheckArgs } from "./RecheckArgs";
import type { RecognitionArgs } from "./RecognitionArgs";
import type { Recognitions } from "./Recognitions";
import type { RegisterArgs } from "./RegisterArgs";
import type { RegisterResult } from "./RegisterResult";
import type { RepeatArgs } from "./RepeatArgs";
import type { ReportArgs } from "./ReportArgs";
import type { ReportDifference } from "./ReportDifference";
import type { ReportFile } from "./ReportFile";
import type { ReportFileArgs } from "./ReportFileArgs";
import type { ReportFrameArgs } from "./ReportFrameArgs";
import type { ReportList } from "./ReportList";
import type { ReportPage } from "./ReportPage";
import type { ReportsArgs } from "./ReportsArgs";
import type { ResolveArgs } from "./ResolveArgs";
import type { RestoreArgs } from "./RestoreArgs";
import type { RevisionArgs } from "./RevisionArgs";
import type { RoundProgress } from "./RoundProgress";
import type { SectionArgs } from "./SectionArgs";
import type { SetArgs } from "./SetArgs";
import type { SetFile } from "./SetFile";
import type { SetFileArgs } from "./SetFileArgs";
import type { SetImport } from "./SetImport";
import type { SetSettingArgs } from "./SetSettingArgs";
import type { StartCheckArgs } from "./StartCheckArgs";
import type { Subject } from "./Subject";
import type { SubjectPage } from "./SubjectPage";
import type { SubjectsArgs } from "./SubjectsArgs";
import type { TemplateArgs } from "./TemplateArgs";
import type { Templates } from "./Templates";
import type { ThresholdArgs } from "./ThresholdArgs";
import type { Thresholds } from "./Thresholds";
import type { TransferStatus } from "./TransferStatus";
import type { UnlockArgs } from "./UnlockArgs";

export interface Commands {
  /** Whether this device is paired and open, and what work on it is not yet safe. */
  "device.status": { args: Nothing; reply: DeviceStatus };
  /** Joins a commune with a pairing code and sets the PIN. */
  "device.pair": { args: PairArgs; reply: DeviceStatus };
  /** Opens the device with the PIN. */
  "device.unlock": { args: UnlockArgs; reply: DeviceStatus };
  /** Locks the device. */
  "device.lock": { args: Nothing; reply: DeviceStatus };
  /** The first page: campaign, progress, drafts, latest checks. */
  "home.get": { args: Nothing; reply: Home };
  /** The villages of this device. */
  "areas.list": { args: Nothing; reply: Areas };
  /** Households by words in any spelling, by village and by state, a page at a time. */
  "households.list": { args: HouseholdsArgs; reply: SubjectPage };
  /** One household with its facts, checks, changes and disputed fields. */
  "households.get": { args: IdArgs; reply: Subject };
  /** Changes basic facts of a household. */
  "households.edit": { args: EditSubjectArgs; reply: Subject };
  /** Adds a household; it can be checked at once. */
  "households.create": { args: CreateHouseholdArgs; reply: Subject };
  /** Roads, facilities, works, villages… by words in any spelling, by village and by state, a page at a time. */
  "subjects.list": { args: SubjectsArgs; reply: SubjectPage };
  /** One subject of any type with its facts, forms, checks, changes and disputed fields. */
  "subjects.get": { args: IdArgs; reply: Subject };
  /** Changes basic facts of a subject. */
  "subjects.edit": { args: EditSubjectArgs; reply: Subject };
  /** Adds a road, facility, sanitation point or work; it can be checked at once. */
  "subjects.create": { args: CreateSubjectArgs; reply: Subject };
  /** Opens the draft of a form for a subject, or begins one; without a form, that of the current campaign. */
  "checks.start": { args: StartCheckArgs; reply: Filling };
  /** Opens a draft again where it was left. */
  "checks.open": { args: CheckArgs; reply: Filling };
  /** Goes to a section. */
  "checks.section": { args: SectionArgs; reply: Filling };
  /** Records one answer; it is on the disk when the reply comes. */
  "checks.answer": { args: AnswerArgs; reply: Filling };
  /** Keeps an uploaded photo or file as an answer; it is on the disk when the reply comes. */
  "checks.attach": { args: AttachArgs; reply: Filling };
  /** Adds an instance to a repeat. */
  "checks.add_repeat": { args: RepeatArgs; reply: Filling };
  /** Removes an instance of a repeat. */
  "checks.remove_repeat": { args: RepeatArgs; reply: Filling };
  /** Switches the language of the form. */
  "checks.language": { args: LanguageArgs; reply: Filling };
  /** Leaves the form; what was answered becomes a draft that also travels to the commune. */
  "checks.close": { args: CheckArgs; reply: Nothing };
  /** Finishes the check, or says what is missing. */
  "checks.finish": { args: CheckArgs; reply: Finished };
  /** A check to read. */
  "checks.view": { args: CheckArgs; reply: CheckView };
  /** The checks behind a figure, each with its first photos. */
  "checks.behind": { args: BehindArgs; reply: ChecksBehind };
  /** The latest checks of all villages. */
  "checks.recent": { args: Nothing; reply: Checks };
  /** Fields on which people disagree. */
  "conflicts.list": { args: Nothing; reply: Conflicts };
  /** Decides a disputed field for one of its values. */
  "conflicts.resolve": { args: ResolveArgs; reply: Conflicts };
  /** The reports of all periods, the newest first. */
  "report.list": { args: ReportsArgs; reply: ReportList };
  /** Makes the report of a period, or opens the one that is there. */
  "report.create": { args: CreateReportArgs; reply: ReportPage };
  /** A report as it will print, each figure with what stands behind it. */
  "report.get": { args: ReportArgs; reply: ReportPage };
  /** Changes a paragraph; figures in it stay linked. */
  "report.edit": { args: EditReportArgs; reply: ReportPage };
  /** Takes a section back to what is generated. */
  "report.restore": { args: RestoreArgs; reply: ReportPage };
  /** Changes letterhead, recipients and who signs. */
  "report.frame": { args: ReportFrameArgs; reply: ReportPage };
  /** Signs the report as it stands; the version never changes any more. */
  "report.freeze": { args: IdArgs; reply: ReportPage };
  /** What changed between two signed versions, or since one. */
  "report.difference": { args: DifferenceArgs; reply: ReportDifference };
  /** Prints a report into a file to save. */
  "report.file": { args: ReportFileArgs; reply: ReportFile };
  /** The layout that reports are printed with in Word, and those before it. */
  "templates.get": { args: Nothing; reply: Templates };
  /** A layout as a file of Word. */
  "templates.file": { args: TemplateArgs; reply: SetFile };
  /** Takes an uploaded file of Word as the layout, or says what it lacks. */
  "templates.bring": { args: BringTemplateArgs; reply: BroughtTemplate };
  /** Goes back to the built-in layout, or to an earlier one. */
  "templates.choose": { args: TemplateArgs; reply: Templates };
  /** Works and funding of a period: source × work, and the two totals compared. */
  "ledger.get": { args: LedgerArgs; reply: Ledger };
  /** Where roads, facilities, works and points of sanitation are, and how they stand in an indicator. */
  "map.places": { args: PlacesArgs; reply: PlaceList };
  /** Where the commune stands under a criteria set, in a period. */
  "criteria.board": { args: BoardArgs; reply: Board };
  /** One indicator: its rule, values, trend and the subjects behind it, a page at a time. */
  "criteria.indicator": { args: IndicatorArgs; reply: IndicatorPage };
  /** How far a village is on its way to its titles, with every step. */
  "criteria.recognition": { args: RecognitionArgs; reply: Recognitions };
  /** How far the present round of checks is: form by form, village by village, day by day. */
  "rounds.progress": { args: Nothing; reply: RoundProgress };
  /** Marks a finished check as the office's verification of an earlier one, with the reason, or takes the mark back. */
  "checks.recheck": { args: RecheckArgs; reply: CheckView };
  /** What a set asks for, where that was read and who compared it. */
  "criteria.thresholds": { args: SetArgs; reply: Thresholds };
  /** Enters a threshold with its source, or says that it was compared with the official text. */
  "criteria.threshold": { args: ThresholdArgs; reply: Thresholds };
  /** Whether the commune looks at a set, and its zone or group in it. */
  "criteria.setting": { args: SetSettingArgs; reply: Thresholds };
  /** Goes back from the office's own sheet to the set that the program brings. */
  "criteria.restore": { args: SetArgs; reply: Thresholds };
  /** A set as a sheet of Excel. */
  "criteria.export": { args: SetArgs; reply: SetFile };
  /** What bringing in a set from a sheet would change. */
  "criteria.preview": { args: SetFileArgs; reply: SetImport };
  /** Brings in a set from a sheet. */
  "criteria.import": { args: SetFileArgs; reply: SetImport };
  /** Starts sending and receiving; poll `transfer.status`. */
  "transfer.start": { args: Nothing; reply: TransferStatus };
  /** How far sending and receiving is, and how the last one ended. */
  "transfer.status": { args: Nothing; reply: TransferStatus };
  /** Stops sending and receiving after the current step; nothing is lost. */
  "transfer.cancel": { args: Nothing; reply: TransferStatus };
  /** The diary of earlier transfers. */
  "transfer.diary": { args: Nothing; reply: Diary };
  /** Fetches a photo or file from the commune, and replies when it is here. */
  "photos.fetch": { args: FileArgs; reply: FileInfo };
  /** How far fetching it is. */
  "photos.progress": { args: FileArgs; reply: FetchProgress };
  /** Stops fetching it; what has come stays for the next time. */
  "photos.stop": { args: FileArgs; reply: FetchProgress };
  /** What the commune refused, with reasons. */
  "parked.list": { args: Nothing; reply: Parked };
  /** Tries a refused piece again at the next transfer. */
  "parked.retry": { args: RevisionArgs; reply: Parked };
  /** What loading an uploaded register would do. */
  "register.preview": { args: RegisterArgs; reply: RegisterResult };
  /** Loads an uploaded register. */
  "register.import": { args: RegisterArgs; reply: RegisterResult };
}

export type Command = keyof Commands;
