// Made from the command table in crates/app by `cargo xtask bindings`. Do not edit.
import type { AnswerArgs } from "./AnswerArgs";
import type { Areas } from "./Areas";
import type { CheckArgs } from "./CheckArgs";
import type { CheckView } from "./CheckView";
import type { Checks } from "./Checks";
import type { Conflicts } from "./Conflicts";
import type { CreateHouseholdArgs } from "./CreateHouseholdArgs";
import type { DeviceStatus } from "./DeviceStatus";
import type { Diary } from "./Diary";
import type { EditHouseholdArgs } from "./EditHouseholdArgs";
import type { Filling } from "./Filling";
import type { Finished } from "./Finished";
import type { Home } from "./Home";
import type { Household } from "./Household";
import type { HouseholdPage } from "./HouseholdPage";
import type { HouseholdsArgs } from "./HouseholdsArgs";
import type { IdArgs } from "./IdArgs";
import type { LanguageArgs } from "./LanguageArgs";
import type { Nothing } from "./Nothing";
import type { PairArgs } from "./PairArgs";
import type { Parked } from "./Parked";
import type { RegisterArgs } from "./RegisterArgs";
import type { RegisterResult } from "./RegisterResult";
import type { RepeatArgs } from "./RepeatArgs";
import type { ResolveArgs } from "./ResolveArgs";
import type { RevisionArgs } from "./RevisionArgs";
import type { SectionArgs } from "./SectionArgs";
import type { StartCheckArgs } from "./StartCheckArgs";
import type { TransferStatus } from "./TransferStatus";
import type { UnlockArgs } from "./UnlockArgs";

export interface Commands {
  /** always allowed */
  "device.status": { args: Nothing; reply: DeviceStatus };
  /** unpaired; field shell only */
  "device.pair": { args: PairArgs; reply: DeviceStatus };
  /** locked */
  "device.unlock": { args: UnlockArgs; reply: DeviceStatus };
  /**  */
  "device.lock": { args: Nothing; reply: DeviceStatus };
  /**  */
  "home.get": { args: Nothing; reply: Home };
  /**  */
  "areas.list": { args: Nothing; reply: Areas };
  /**  */
  "households.list": { args: HouseholdsArgs; reply: HouseholdPage };
  /**  */
  "households.get": { args: IdArgs; reply: Household };
  /**  */
  "households.edit": { args: EditHouseholdArgs; reply: Household };
  /**  */
  "households.create": { args: CreateHouseholdArgs; reply: Household };
  /** opens the draft of the current campaign if there is one */
  "checks.start": { args: StartCheckArgs; reply: Filling };
  /** reopen a draft by id */
  "checks.open": { args: CheckArgs; reply: Filling };
  /**  */
  "checks.section": { args: SectionArgs; reply: Filling };
  /**  */
  "checks.answer": { args: AnswerArgs; reply: Filling };
  /**  */
  "checks.add_repeat": { args: RepeatArgs; reply: Filling };
  /**  */
  "checks.remove_repeat": { args: RepeatArgs; reply: Filling };
  /**  */
  "checks.language": { args: LanguageArgs; reply: Filling };
  /** save as draft revision and leave */
  "checks.close": { args: CheckArgs; reply: Nothing };
  /**  */
  "checks.finish": { args: CheckArgs; reply: Finished };
  /**  */
  "checks.view": { args: CheckArgs; reply: CheckView };
  /** office: newest first over the whole commune */
  "checks.recent": { args: Nothing; reply: Checks };
  /**  */
  "conflicts.list": { args: Nothing; reply: Conflicts };
  /**  */
  "conflicts.resolve": { args: ResolveArgs; reply: Conflicts };
  /** field only */
  "transfer.start": { args: Nothing; reply: TransferStatus };
  /**  */
  "transfer.status": { args: Nothing; reply: TransferStatus };
  /**  */
  "transfer.cancel": { args: Nothing; reply: TransferStatus };
  /**  */
  "transfer.diary": { args: Nothing; reply: Diary };
  /**  */
  "parked.list": { args: Nothing; reply: Parked };
  /**  */
  "parked.retry": { args: RevisionArgs; reply: Parked };
  /** officer */
  "register.preview": { args: RegisterArgs; reply: RegisterResult };
  /** officer */
  "register.import": { args: RegisterArgs; reply: RegisterResult };
}

export type Command = keyof Commands;
