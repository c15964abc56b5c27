import { describe, expect, it } from "vitest";
import type { SplitPartInfo } from "../../generated/SplitPartInfo";
import type { TrendInfo } from "../../generated/TrendInfo";
import { paceFinding, splitFinding, sums, trendFinding } from "./findings";

const shown = (value: number | null) => (value === null ? null : `${String(value).replace(".", ",")} %`);
const trend = (values: [string, number | null][]): TrendInfo[] =>
  values.map(([label, value]) => ({ label, to: "", value, text: shown(value), shares: null, verdict: "cannot_tell", imported: false }));
const parts = (values: [string, number | null][]): SplitPartInfo[] =>
  values.map(([name, value]) => ({ key: name, name, value, text: shown(value), shares: null, small: false }));

describe("the sentence above a trend", () => {
  it.each<[string, [string, number | null][], string]>([
    ["a rise", [["2024", 60], ["2025", 72.5], ["2026", 85]], "Tăng 12,5 điểm % so với 2025, nay 85 %"],
    ["a fall over a gap", [["2024", 60], ["2025", null], ["2026", 40]], "Giảm 20 điểm % so với 2024, nay 40 %"],
    ["no change", [["2025", 60], ["2026", 60]], "Giữ nguyên 60 % so với 2025"],
    ["one period", [["2025", null], ["2026", 60]], "Mới có số liệu một kỳ: 60 %"],
    ["nothing now", [["2025", 60], ["2026", null]], "Kỳ này chưa có số liệu, gần nhất là 60 % (2025)"],
    ["nothing at all", [["2025", null], ["2026", null]], "Chưa có số liệu ở kỳ nào"],
  ])("tells %s", (_, values, expected) => expect(trendFinding(trend(values), "%")).toBe(expected));
});

describe("a trend over figures of other bodies", () => {
  const of = (ways: boolean[]) => trendFinding(trend([["2025", 60], ["2026", 85]]).map((point, at) => ({ ...point, imported: ways[at] ?? false })), "%");
  it.each<[string, boolean[], string]>([
    ["says where the last one comes from", [true, true], "Tăng 25 điểm % so với 2025, nay 85 % (số liệu nhập)"],
    ["warns of a change between two ways", [false, true], "Tăng 25 điểm % so với 2025, nay 85 % (số liệu nhập), hai kỳ lấy số theo hai cách"],
    ["also the other way round", [true, false], "Tăng 25 điểm % so với 2025, nay 85 %, hai kỳ lấy số theo hai cách"],
  ])("%s", (_, ways, expected) => expect(of(ways)).toBe(expected));
});

describe("the sentence above a split", () => {
  it.each<[string, [string, number | null][], string]>([
    ["a gap", [["Hộ nghèo", 40], ["Hộ cận nghèo", 55], ["Hộ khác", 90]], "Hộ nghèo thấp hơn hộ khác 50 điểm %"],
    ["no gap", [["Nam", 90], ["Nữ", 90]], "Không chênh lệch: đều 90 %"],
    ["a single part", [["Hộ nghèo", null], ["Hộ khác", 90]], "Mới có số liệu của hộ khác: 90 %"],
    ["nothing", [["Nam", null]], "Chưa có số liệu để tách"],
  ])("tells %s", (_, values, expected) => expect(splitFinding(parts(values), "%")).toBe(expected));
});

describe("how a round goes", () => {
  const form = (total: number, done: number, lately: number) => ({ total, done, lately, noun: "hộ" });
  it.each<[string, ReturnType<typeof form>, string | null, string]>([
    ["in time", form(100, 30, 70), "2026-12-31", "Còn 70 hộ. 7 ngày qua xong 70, với nhịp này xong khoảng 02/12/2026."],
    ["too slow", form(100, 30, 7), "2026-12-31", "Còn 70 hộ. 7 ngày qua xong 7, với nhịp này xong khoảng 03/02/2027, sau hạn 31/12/2026."],
    ["hardly", form(1890, 3, 1), null, "Còn 1.887 hộ. 7 ngày qua xong 1, với nhịp này hơn một năm nữa mới xong."],
    ["standing still", form(100, 30, 0), null, "Còn 70 hộ. 7 ngày qua không có thêm."],
    ["not begun", form(100, 0, 0), null, "Còn 100 hộ. Chưa ai bắt đầu."],
    ["done", form(100, 100, 3), null, "Đã xong tất cả 100 hộ."],
  ])("%s", (_, round, ends, expected) => expect(paceFinding(round, "2026-11-25", ends)).toBe(expected));

  it("adds the days up", () => {
    const days = [{ day: "2026-11-01", done: 2 }, { day: "2026-11-03", done: 5 }];
    expect(sums(days).map((point) => point.sum)).toEqual([2, 7]);
  });
});
