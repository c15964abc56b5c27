import { describe, expect, it } from "vitest";
import {
  ago,
  bytes,
  date,
  dateTime,
  dateToIso,
  duration,
  isoToDate,
  number,
  percent,
  since,
  typedDecimal,
  typedInteger,
} from "./format";

/** 24/11/2026 05:30 in Viet Nam; still the 23rd in London. */
const NOW = Date.UTC(2026, 10, 23, 22, 30);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

describe("numbers are written the Vietnamese way", () => {
  it.each([
    [0, "0"],
    [999, "999"],
    [1890, "1.890"],
    [1234567, "1.234.567"],
    [-1500, "-1.500"],
    [1.5, "1,5"],
    [1234.25, "1.234,25"],
  ])("%d → %s", (n, expected) => expect(number(n)).toBe(expected));
});

describe("days and hours are those of Viet Nam on any machine", () => {
  it("shows the day of Viet Nam", () => expect(date(NOW)).toBe("24/11/2026"));
  it("shows the hour of Viet Nam", () => expect(dateTime(NOW)).toBe("24/11/2026 lúc 05:30"));
});

describe("how long ago", () => {
  it.each([
    [0, "vừa xong"],
    [59_000, "vừa xong"],
    [5 * MINUTE, "5 phút trước"],
    [3 * HOUR, "3 giờ trước"],
    [6 * HOUR, "hôm qua lúc 23:30"],
    [3 * DAY, "3 ngày trước"],
    [29 * DAY, "29 ngày trước"],
    [30 * DAY, "25/10/2026"],
  ])("%d ms → %s", (gone, expected) => expect(ago(NOW - gone, NOW)).toBe(expected));

  it("does not pretend when a clock is ahead", () => expect(ago(NOW + DAY, NOW)).toBe("25/11/2026 lúc 05:30"));
});

describe("since when", () => {
  it.each([
    [HOUR, "04:30 hôm nay"],
    [6 * HOUR, "hôm qua"],
    [3 * DAY, "3 ngày trước"],
    [60 * DAY, "25/09/2026"],
  ])("%d ms → %s", (gone, expected) => expect(since(NOW - gone, NOW)).toBe(expected));
});

describe("lengths of time", () => {
  it.each([
    [300, "1 giây"],
    [8_400, "8 giây"],
    [11 * MINUTE, "11 phút"],
    [3 * HOUR, "3 giờ"],
    [-3 * DAY, "3 ngày"],
    [5 * 365.25 * DAY, "5 năm"],
  ])("%d ms → %s", (ms, expected) => expect(duration(ms)).toBe(expected));
});

describe("a share is 100 % only when all is done", () => {
  it.each([
    [0, 270, 0],
    [123, 270, 45],
    [269, 270, 99],
    [1889, 1890, 99],
    [270, 270, 100],
    [0, 0, 0],
  ])("%d of %d is %d %%", (done, total, expected) => expect(percent(done, total)).toBe(expected));
});

describe("dates as people type them", () => {
  it.each([
    ["05/01/2026", "2026-01-05"],
    ["5/1/2026", "2026-01-05"],
    ["5-1-26", "2026-01-05"],
    ["5.1.2026", "2026-01-05"],
    ["05012026", "2026-01-05"],
    [" 29/02/2024 ", "2024-02-29"],
    ["29/02/2026", null],
    ["31/04/2026", null],
    ["13/13/2026", null],
    ["2026", null],
    ["hôm nay", null],
    ["", null],
  ])("%s → %s", (typed, expected) => expect(dateToIso(typed)).toBe(expected));

  it("come back as they were", () => expect(isoToDate("2026-01-05")).toBe("05/01/2026"));
  it("leave what is no date alone", () => expect(isoToDate("chưa rõ")).toBe("chưa rõ"));
});

describe("whole numbers as people type them", () => {
  it.each([
    ["4", "4"],
    [" 12 ", "12"],
    ["1.500", "1500"],
    ["-3", "-3"],
    ["1.5", null],
    ["1,5", null],
    ["4 người", null],
    ["", null],
  ])("%s → %s", (typed, expected) => expect(typedInteger(typed)).toBe(expected));
});

describe("numbers with a comma as people type them", () => {
  it.each([
    ["12,5", "12.5"],
    ["12.5", "12.5"],
    ["1.500", "1500"],
    ["1.500,25", "1500.25"],
    ["60", "60"],
    ["12,", null],
    ["60 m2", null],
  ])("%s → %s", (typed, expected) => expect(typedDecimal(typed)).toBe(expected));
});

describe("sizes", () => {
  it.each([
    [900, "900 byte"],
    [12_300, "12 KB"],
    [1_500_000, "1,4 MB"],
  ])("%d → %s", (n, expected) => expect(bytes(n)).toBe(expected));
});
