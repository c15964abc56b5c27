// The places of the app, in the order of the bar at the side.

import BookUp from "@lucide/svelte/icons/book-up";
import Ellipsis from "@lucide/svelte/icons/ellipsis";
import FileText from "@lucide/svelte/icons/file-text";
import GitCompare from "@lucide/svelte/icons/git-compare";
import Home from "@lucide/svelte/icons/house";
import MapIcon from "@lucide/svelte/icons/map";
import ListChecks from "@lucide/svelte/icons/list-checks";
import Send from "@lucide/svelte/icons/send";
import TabletSmartphone from "@lucide/svelte/icons/tablet-smartphone";
import Users from "@lucide/svelte/icons/users";
import type { Place } from "./lib/router.svelte";

export interface Destination {
  name: string;
  href: string;
  text: string;
  icon: typeof Home;
  /** Pages during which the place is marked as the present one. */
  pages: readonly Place["page"][];
  /** What waits there. */
  count: number;
}

/** So many fit side by side at the foot of a tablet held upright; one of them may be “Khác”. */
const BAR = 5;

export function destinations(shell: "field" | "office", conflicts: number): Destination[] {
  const review: Destination = { name: "review", href: "#/xem-lai", text: "Cần xem lại", icon: GitCompare, pages: ["review"], count: conflicts };
  const first: Destination[] = [
    { name: "home", href: "#/", text: shell === "field" ? "Hôm nay" : "Tổng quan", icon: Home, pages: ["home", "progress"], count: 0 },
    {
      name: "households",
      href: "#/ho",
      text: "Danh sách",
      icon: Users,
      pages: ["subjects", "new-subject", "check", "fill"],
      count: 0,
    },
  ];
  const criteria: Destination = { name: "criteria", href: "#/tieu-chi", text: "Tiêu chí", icon: ListChecks, pages: ["criteria", "thresholds"], count: 0 };
  const map: Destination = { name: "map", href: "#/ban-do", text: "Bản đồ", icon: MapIcon, pages: ["map"], count: 0 };
  const reports: Destination = { name: "reports", href: "#/bao-cao", text: "Báo cáo", icon: FileText, pages: ["reports", "ledger"], count: 0 };
  if (shell === "field") {
    const transfer: Destination = { name: "transfer", href: "#/gui", text: "Gửi về xã", icon: Send, pages: ["transfer", "parked"], count: 0 };
    return [...first, map, transfer, criteria, reports, review];
  }
  return [
    ...first,
    criteria,
    reports,
    map,
    review,
    { name: "devices", href: "#/may", text: "Máy của thôn", icon: TabletSmartphone, pages: ["devices"], count: 0 },
    { name: "register", href: "#/nap-so", text: "Nạp sổ hộ", icon: BookUp, pages: ["register"], count: 0 },
  ];
}

/** What stands behind “Khác” where there is room for five: nothing, or all but the first four. */
export function behindMore(all: readonly Destination[]): Destination[] {
  return all.length <= BAR ? [] : all.slice(BAR - 1);
}

/** The last place of the bar, in the name of those that do not fit. */
export function more(hidden: readonly Destination[]): Destination {
  return {
    name: "more",
    href: "#/khac",
    text: "Khác",
    icon: Ellipsis,
    pages: ["more", ...hidden.flatMap((place) => place.pages)],
    count: hidden.reduce((sum, place) => sum + place.count, 0),
  };
}
