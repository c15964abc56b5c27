// What a chart says, in the sentence above it.

import type { DayCount } from "../../generated/DayCount";
import type { FormProgress } from "../../generated/FormProgress";
import type { SplitPartInfo } from "../../generated/SplitPartInfo";
import type { TrendInfo } from "../../generated/TrendInfo";
import { isoToDate, number } from "../../lib/format";

/** Differences below this are none to people. */
const NOTHING = 0.05;
const DECIMALS = 10;

const round = (value: number): number => Math.round(value * DECIMALS) / DECIMALS;

/** `4,5 điểm %`, `1.200 m`; grades and plain counts have no unit. */
export function amount(value: number, unit: string): string {
  const shown = number(round(Math.abs(value)));
  return unit === "%" ? `${shown} điểm %` : `${shown} ${unit}`.trim();
}

/** How the last point stands to the one before it that is known. */
export function trendFinding(trend: TrendInfo[], unit: string): string {
  const told = (point: TrendInfo) => (point.imported ? `${point.text} (số liệu nhập)` : point.text);
  const known = trend.flatMap((point) => (point.value === null ? [] : [{ ...point, value: point.value, text: told(point) }]));
  const last = known.at(-1);
  if (last === undefined) return "Chưa có số liệu ở kỳ nào";
  if (last.label !== trend.at(-1)?.label) return `Kỳ này chưa có số liệu, gần nhất là ${last.text} (${last.label})`;
  const before = known.at(-2);
  if (before === undefined) return `Mới có số liệu một kỳ: ${last.text}`;
  const change = last.value - before.value;
  // A change between two ways of knowing may be of the way.
  const ways = last.imported === before.imported ? "" : ", hai kỳ lấy số theo hai cách";
  if (Math.abs(change) < NOTHING) return `Giữ nguyên ${last.text} so với ${before.label}${ways}`;
  return `${change > 0 ? "Tăng" : "Giảm"} ${amount(change, unit)} so với ${before.label}, nay ${last.text}${ways}`;
}

/** Which part is lowest, and by how much. */
export function splitFinding(parts: SplitPartInfo[], unit: string): string {
  const known = parts.flatMap((part) => (part.value === null ? [] : [{ name: part.name, value: part.value, text: part.text }]));
  const sorted = [...known].sort((one, other) => one.value - other.value);
  const [lowest, highest] = [sorted[0], sorted.at(-1)];
  if (lowest === undefined || highest === undefined) return "Chưa có số liệu để tách";
  if (sorted.length === 1) return `Mới có số liệu của ${lower(lowest.name)}: ${lowest.text}`;
  const gap = highest.value - lowest.value;
  if (gap < NOTHING) return `Không chênh lệch: đều ${lowest.text}`;
  return `${lowest.name} thấp hơn ${lower(highest.name)} ${amount(gap, unit)}`;
}

const lower = (text: string): string => text.charAt(0).toLocaleLowerCase("vi") + text.slice(1);

const DAY_MS = 86_400_000;
const PACE_DAYS = 7;
/** Further away than this a forecast says nothing. */
const MAX_DAYS_AHEAD = 400;

/** `yyyy-mm-dd`, so many days later. */
function later(iso: string, days: number): string {
  return new Date(Date.parse(iso) + days * DAY_MS).toISOString().slice(0, 10);
}

/** How much is left, how fast it went in the last seven days, and when that ends. */
export function paceFinding(form: Pick<FormProgress, "total" | "done" | "lately" | "noun">, today: string, ends: string | null): string {
  const left = form.total - form.done;
  if (left === 0) return `Đã xong tất cả ${number(form.total)} ${form.noun}.`;
  const still = `Còn ${number(left)} ${form.noun}.`;
  if (form.lately === 0) return form.done === 0 ? `${still} Chưa ai bắt đầu.` : `${still} 7 ngày qua không có thêm.`;
  const days = Math.ceil((left * PACE_DAYS) / form.lately);
  const pace = `${still} 7 ngày qua xong ${number(form.lately)}`;
  if (days > MAX_DAYS_AHEAD) return `${pace}, với nhịp này hơn một năm nữa mới xong.`;
  const end = later(today, days);
  const late = ends !== null && end > ends ? `, sau hạn ${isoToDate(ends)}` : "";
  return `${pace}, với nhịp này xong khoảng ${isoToDate(end)}${late}.`;
}

/** Running sums of what was done each day. */
export function sums(days: DayCount[]): { day: Date; sum: number }[] {
  let sum = 0;
  return days.map(({ day, done }) => ({ day: new Date(day), sum: (sum += done) }));
}
