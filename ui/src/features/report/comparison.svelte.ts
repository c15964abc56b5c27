// Two versions of a report side by side, or one and the report as it stands.

import type { ReportChange } from "../../generated/ReportChange";
import { type Failure, asFailure, call } from "../../platform";

export class Comparison {
  failure: Failure | null = $state(null);
  #shown: { before: string; after: string | null; changes: ReportChange[] } | null = $state.raw(null);

  constructor(private readonly report: string) {}

  /** What was compared last, if it were these; `after` null: as it stands now. */
  of(before: string, after: string | null): ReportChange[] | null {
    return this.#shown?.before === before && this.#shown.after === after ? this.#shown.changes : null;
  }

  /** Shows what differs, or puts it away again. */
  async toggle(before: string, after: string | null): Promise<void> {
    this.failure = null;
    if (this.of(before, after) !== null) {
      this.#shown = null;
      return;
    }
    try {
      const { changes } = await call("report.difference", { id: this.report, before, after });
      this.#shown = { before, after, changes };
    } catch (cause) {
      this.failure = asFailure(cause);
    }
  }
}
