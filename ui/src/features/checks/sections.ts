import type { SectionInfo } from "../../generated/SectionInfo";

/** The next section that applies to this household, in the given direction; null at the end. */
export function neighbour(sections: SectionInfo[], current: number, direction: 1 | -1): number | null {
  for (let at = current + direction; at >= 0 && at < sections.length; at += direction) {
    if (sections[at]?.relevant) return at;
  }
  return null;
}
