// How a place is drawn: what it is by its picture, how it stands by form and word, never by colour alone.

import Check from "@lucide/svelte/icons/check";
import CircleQuestionMark from "@lucide/svelte/icons/circle-question-mark";
import Droplets from "@lucide/svelte/icons/droplets";
import Hammer from "@lucide/svelte/icons/hammer";
import MapPin from "@lucide/svelte/icons/map-pin";
import Route from "@lucide/svelte/icons/route";
import School from "@lucide/svelte/icons/school";
import X from "@lucide/svelte/icons/x";
import type { EvidenceStanding } from "../../generated/EvidenceStanding";
import type { PlaceInfo } from "../../generated/PlaceInfo";

/** What people are told of a place; several standings read the same on a map. */
export type Look = "plain" | "holds" | "fails" | "unclear" | "outside";

export const lookWords: Record<Look, string> = {
  plain: "Đã có vị trí",
  holds: "Đạt",
  fails: "Chưa đạt",
  unclear: "Chưa rõ: chưa kiểm tra, kiểm tra đã cũ hoặc phiếu còn thiếu",
  outside: "Không tính trong chỉ tiêu này",
};

/** In the order in which the key lists them. */
export const looks: Look[] = ["fails", "unclear", "holds", "outside", "plain"];

export function lookOf(standing: EvidenceStanding | null, judged: boolean): Look {
  switch (standing) {
    case null:
      return judged ? "outside" : "plain";
    case "holds":
    case "fails":
    case "outside":
      return standing;
    default:
      return "unclear";
  }
}

export const lookIcons: Record<Exclude<Look, "plain" | "outside">, typeof Check> = {
  holds: Check,
  fails: X,
  unclear: CircleQuestionMark,
};

const typeIcons: Record<string, typeof Check> = {
  road: Route,
  facility: School,
  sanitation_point: Droplets,
  work: Hammer,
};

export const typeIcon = (type: string): typeof Check => typeIcons[type] ?? MapPin;

/** Where the mark of a place stands: its point, or the middle of its line. */
export function anchor(place: PlaceInfo): [number, number] | null {
  const [first] = place.shapes;
  if (!first) return null;
  return first.points[Math.floor(first.points.length / 2)] ?? null;
}
