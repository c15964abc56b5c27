// What is looked at on the pages of criteria: it stays while one goes from page to page.

import type { PeriodChoice } from "../../generated/PeriodChoice";

export type View = "criteria" | "villages" | "beside" | "recognition";

class Choice {
  /** Null: the present year. */
  period: PeriodChoice | null = $state.raw(null);
  view: View = $state("criteria");
  /** Without figures of few households. */
  public: boolean = $state(false);
  beside: string | null = $state(null);
}

export const choice = new Choice();
