// Where the user is, kept in the address after `#`, so that back, forward and reload work.

import { kindOf, kindOfSlug } from "../features/subjects/kinds";

export type Place =
  | { page: "home" }
  /** Households, roads, works, villages…: a list, or one of them. */
  | { page: "subjects"; type: string; id: string | null }
  | { page: "new-subject"; type: string }
  | { page: "check"; id: string }
  | { page: "fill"; id: string; section: number | null }
  | { page: "review" }
  | { page: "parked" }
  | { page: "transfer" }
  | { page: "devices" }
  | { page: "register" }
  /** The commune's board, or one indicator of a set. */
  | { page: "criteria"; set: string | null; indicator: string | null }
  /** The values that sets ask for, where they come from and who compared them. */
  | { page: "thresholds"; set: string | null }
  /** A round of checks, day by day. */
  | { page: "progress" }
  /** Where things are; coloured by an indicator of a set. */
  | { page: "map"; set: string | null; indicator: string | null }
  | { page: "reports"; id: string | null }
  /** Works and funding, source × work. */
  | { page: "ledger" }
  | { page: "more" }
  | { page: "gallery" }
  | { page: "nowhere" };

/** Reads an address such as `#/ho/0192…`. Sections count from 1 in addresses and from 0 here. */
export function parse(hash: string): Place {
  const parts = hash.replace(/^#?\/?/, "").split("/").filter(Boolean).map(decode);
  const [head, id, rest, section] = parts;
  switch (head) {
    case undefined:
      return { page: "home" };
    case "phieu":
      if (!id || parts.length > 4) return { page: "nowhere" };
      if (rest === undefined) return { page: "check", id };
      return rest === "dien" ? { page: "fill", id, section: sectionOf(section) } : { page: "nowhere" };
    case "xem-lai":
      return { page: "review" };
    case "giu-lai":
      return { page: "parked" };
    case "gui":
      return { page: "transfer" };
    case "may":
      return { page: "devices" };
    case "nap-so":
      return { page: "register" };
    case "tieu-chi":
      return parts.length > 3 ? { page: "nowhere" } : { page: "criteria", set: id ?? null, indicator: rest ?? null };
    case "nguong":
      return parts.length > 2 ? { page: "nowhere" } : { page: "thresholds", set: id ?? null };
    case "ban-do":
      return parts.length > 3 ? { page: "nowhere" } : { page: "map", set: id ?? null, indicator: rest ?? null };
    case "tien-do":
      return { page: "progress" };
    case "bao-cao":
      return parts.length > 2 ? { page: "nowhere" } : { page: "reports", id: id ?? null };
    case "nguon-von":
      return { page: "ledger" };
    case "khac":
      return { page: "more" };
    case "thanh-phan":
      return { page: "gallery" };
    default: {
      const kind = kindOfSlug(head);
      if (kind === undefined || parts.length > 2 || (id === "moi" && !kind.addable)) return { page: "nowhere" };
      return id === "moi" ? { page: "new-subject", type: kind.type } : { page: "subjects", type: kind.type, id: id ?? null };
    }
  }
}

/** The page of a subject of any type, or its list. */
export function subjectPlace(type: string, id: string | null): Place {
  return { page: "subjects", type: kindOf(type).type, id };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function sectionOf(text: string | undefined): number | null {
  return text !== undefined && /^[1-9]\d{0,3}$/.test(text) ? Number(text) - 1 : null;
}

/** Writes the address of a place. */
export function address(place: Place): string {
  switch (place.page) {
    case "home":
    case "nowhere":
      return "#/";
    case "subjects": {
      const { slug } = kindOf(place.type);
      return place.id === null ? `#/${slug}` : `#/${slug}/${encodeURIComponent(place.id)}`;
    }
    case "new-subject":
      return `#/${kindOf(place.type).slug}/moi`;
    case "check":
      return `#/phieu/${encodeURIComponent(place.id)}`;
    case "fill": {
      const section = place.section === null ? "" : `/${place.section + 1}`;
      return `#/phieu/${encodeURIComponent(place.id)}/dien${section}`;
    }
    case "review":
      return "#/xem-lai";
    case "parked":
      return "#/giu-lai";
    case "transfer":
      return "#/gui";
    case "devices":
      return "#/may";
    case "register":
      return "#/nap-so";
    case "criteria":
      return ["#/tieu-chi", ...[place.set, place.indicator].filter((part) => part !== null).map(encodeURIComponent)].join("/");
    case "map":
      return ["#/ban-do", ...[place.set, place.indicator].filter((part) => part !== null).map(encodeURIComponent)].join("/");
    case "thresholds":
      return place.set === null ? "#/nguong" : `#/nguong/${encodeURIComponent(place.set)}`;
    case "progress":
      return "#/tien-do";
    case "reports":
      return place.id === null ? "#/bao-cao" : `#/bao-cao/${encodeURIComponent(place.id)}`;
    case "ledger":
      return "#/nguon-von";
    case "more":
      return "#/khac";
    case "gallery":
      return "#/thanh-phan";
  }
}

class Router {
  place: Place = $state(parse(typeof window === "undefined" ? "" : window.location.hash));

  constructor() {
    if (typeof window !== "undefined") {
      window.addEventListener("hashchange", () => (this.place = parse(window.location.hash)));
    }
  }

  go(place: Place): void {
    window.location.hash = address(place);
    this.place = place;
  }

  /** Goes without a step for the back button. */
  replace(place: Place): void {
    window.history.replaceState(null, "", address(place));
    this.place = place;
  }
}

export const router = new Router();
