// What a list is narrowed down to. Kept while the user looks at a household and comes back.

import type { SubjectState } from "../../generated/SubjectState";

class Search {
  text: string = $state("");
  village: string = $state("");
  state: SubjectState | "" = $state("");
}

const searches = new Map<string, Search>();

/** The search in the list of a type. */
export function searchOf(type: string): Search {
  const known = searches.get(type) ?? new Search();
  searches.set(type, known);
  return known;
}
