// What the list of households is narrowed down to. Kept while the user looks at a household and comes back.

import type { HouseholdState } from "../../generated/HouseholdState";

class Search {
  text: string = $state("");
  village: string = $state("");
  state: HouseholdState | "" = $state("");
}

export const search = new Search();
