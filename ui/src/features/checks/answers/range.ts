import type { RangeInfo } from "../../../generated/RangeInfo";

/** So many steps are chosen faster than typed. */
const FEW = 11;

/** The answers of a range that has few, in its own direction; none where it has many. */
export function rangeSteps(range: RangeInfo | null): string[] {
  if (!range || !(range.step > 0)) return [];
  const [low, high] = [Math.min(range.start, range.end), Math.max(range.start, range.end)];
  const count = Math.floor((high - low) / range.step + 1e-9) + 1;
  if (count > FEW) return [];
  // Sums of tenths drift: 0,1 + 0,2.
  const upward = Array.from({ length: count }, (_, at) => String(Number((low + at * range.step).toFixed(9))));
  return range.start > range.end ? upward.reverse() : upward;
}
