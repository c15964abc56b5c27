// Dates, times and numbers the Vietnamese way. The day and the hour are those of Viet Nam, as in the core, also on a
// machine that was set up for another zone.

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
/** From here on a date says more than a count of days. */
const MAX_DAYS_AGO = 30;

/** Viet Nam has one time zone and no summer time. */
const ZONE_MS = 7 * HOUR_MS;

/** A moment whose UTC parts are the parts that people here read. */
const here = (ms: number): Date => new Date(ms + ZONE_MS);

const two = (n: number): string => String(n).padStart(2, "0");

/** 1890 → `1.890` */
export function number(n: number): string {
  const sign = n < 0 ? "-" : "";
  const [whole = "0", part] = String(Math.abs(n)).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  return sign + (part === undefined ? grouped : `${grouped},${part}`);
}

/** Milliseconds since 1970 → `05/01/2026` */
export function date(ms: number): string {
  const at = here(ms);
  return `${two(at.getUTCDate())}/${two(at.getUTCMonth() + 1)}/${at.getUTCFullYear()}`;
}

/** Milliseconds since 1970 → `05/01/2026 lúc 07:30` */
export function dateTime(ms: number): string {
  return `${date(ms)} lúc ${clock(ms)}`;
}

/** Milliseconds since 1970 → `07:30` */
export function clock(ms: number): string {
  const at = here(ms);
  return `${two(at.getUTCHours())}:${two(at.getUTCMinutes())}`;
}

/** How long ago, in words: `vừa xong`, `5 phút trước`, `hôm qua`, `3 ngày trước`, `05/01/2026`. */
export function ago(ms: number, now: number = Date.now()): string {
  const gone = now - ms;
  if (gone < -MINUTE_MS) return dateTime(ms);
  if (gone < MINUTE_MS) return "vừa xong";
  if (gone < HOUR_MS) return `${Math.floor(gone / MINUTE_MS)} phút trước`;
  const days = calendarDays(ms, now);
  if (days === 0) return `${Math.floor(gone / HOUR_MS)} giờ trước`;
  if (days === 1) return `hôm qua lúc ${clock(ms)}`;
  if (days < MAX_DAYS_AGO) return `${days} ngày trước`;
  return date(ms);
}

/** Since when, to follow “từ”: `07:30 hôm nay`, `hôm qua`, `3 ngày trước`, `05/01/2026`. */
export function since(ms: number, now: number = Date.now()): string {
  const days = calendarDays(ms, now);
  if (days <= 0) return `${clock(ms)} hôm nay`;
  if (days === 1) return "hôm qua";
  return days < MAX_DAYS_AGO ? `${days} ngày trước` : date(ms);
}

/** Midnights between two times. */
function calendarDays(ms: number, now: number): number {
  const day = (at: number) => Math.floor((at + ZONE_MS) / DAY_MS);
  return day(now) - day(ms);
}

/** A length of time: `8 giây`, `2 phút`, `3 giờ`, `5 năm`. */
export function duration(ms: number): string {
  const long = Math.abs(ms);
  if (long < MINUTE_MS) return `${Math.max(1, Math.round(long / 1000))} giây`;
  if (long < HOUR_MS) return `${Math.round(long / MINUTE_MS)} phút`;
  if (long < 2 * DAY_MS) return `${Math.round(long / HOUR_MS)} giờ`;
  if (long < 730 * DAY_MS) return `${number(Math.round(long / DAY_MS))} ngày`;
  return `${Math.round(long / (365.25 * DAY_MS))} năm`;
}

/** Size of what went over the network: `12 KB`, `1,4 MB`. */
export function bytes(n: number): string {
  if (n < 1024) return `${n} byte`;
  if (n < 1024 * 1024) return `${Math.round(n / 1024)} KB`;
  return `${number(Math.round((n / 1024 / 1024) * 10) / 10)} MB`;
}

/** Share of a whole in whole percent, never 100 before all is done. */
export function percent(done: number, total: number): number {
  if (total <= 0) return 0;
  return done >= total ? 100 : Math.min(99, Math.floor((done / total) * 100));
}

/** `2026-01-05` → `05/01/2026`; anything else as it is. */
export function isoToDate(iso: string): string {
  const parts = /^(\d{4})-(\d{2})-(\d{2})/.exec(iso);
  return parts ? `${parts[3]}/${parts[2]}/${parts[1]}` : iso;
}

/**
 * What people type for a date → `yyyy-mm-dd`: `5/1/2026`, `05-01-26`, `05012026`. Null when it is no day of the
 * calendar.
 */
export function dateToIso(typed: string): string | null {
  const text = typed.trim();
  const parts =
    /^(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4}|\d{2})$/.exec(text) ?? /^(\d{2})(\d{2})(\d{4}|\d{2})$/.exec(text);
  if (!parts) return null;
  const [day, month, short] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const year = short < 100 ? 2000 + short : short;
  const at = new Date(Date.UTC(year, month - 1, day));
  const real = at.getUTCFullYear() === year && at.getUTCMonth() === month - 1 && at.getUTCDate() === day;
  return real ? `${year}-${two(month)}-${two(day)}` : null;
}

/** What people type for a whole number → digits: `1.500` → `1500`. Null when it is none. */
export function typedInteger(typed: string): string | null {
  const text = typed.trim().replace(/\s/g, "");
  if (/^-?\d+$/.test(text)) return text;
  return /^-?\d{1,3}(\.\d{3})+$/.test(text) ? text.replaceAll(".", "") : null;
}

/** What people type for a number with a decimal comma → with a dot: `1.500,5` → `1500.5`. Null when it is none. */
export function typedDecimal(typed: string): string | null {
  const text = typed.trim().replace(/\s/g, "");
  if (/^-?\d{1,3}(\.\d{3})+(,\d+)?$/.test(text)) return text.replaceAll(".", "").replace(",", ".");
  return /^-?\d+([.,]\d+)?$/.test(text) ? text.replace(",", ".") : null;
}

/** A stored number as people write it, without grouping so that it can be typed over: `1.5` → `1,5`. */
export function storedDecimal(stored: string): string {
  return stored.replace(".", ",");
}
