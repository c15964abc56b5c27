import { describe, expect, it } from "vitest";
import type { SubjectPage } from "../../generated/SubjectPage";
import type { SubjectLine } from "../../generated/SubjectLine";
import { PAGE_ROWS, RowWindow } from "./window.svelte";

const TOTAL = 20_000;
const row = (at: number) => ({ id: String(at) }) as SubjectLine;
const page = (offset: number, limit: number): SubjectPage => ({
  total: TOTAL,
  rows: Array.from({ length: Math.min(limit, TOTAL - offset) }, (_, at) => row(offset + at)),
});
const turn = () => new Promise((resolve) => setTimeout(resolve, 0));

describe("a list of 20,000 households", () => {
  it("draws only the rows near the eye", async () => {
    const rows = new RowWindow();
    await rows.reset(async (offset, limit) => page(offset, limit));
    expect(rows.total).toBe(TOTAL);
    const slots = rows.slots(0, 700, 70);
    expect(slots.length).toBeLessThan(30);
    expect(slots[0]?.row?.id).toBe("0");
  });

  it("loads the page that comes into sight, once", async () => {
    const rows = new RowWindow();
    const asked: number[] = [];
    await rows.reset(async (offset, limit) => {
      asked.push(offset);
      return page(offset, limit);
    });
    const far = 15_000 * 70;
    rows.need(rows.slots(far, 700, 70));
    rows.need(rows.slots(far, 700, 70));
    await turn();
    expect(rows.slots(far, 700, 70).every((slot) => slot.row?.id === String(slot.at))).toBe(true);
    expect(asked.filter((offset) => offset === 14_900 || offset === 15_000).length).toBe(asked.length - 1);
    expect(new Set(asked).size).toBe(asked.length);
  });

  it("ends at its last row", async () => {
    const rows = new RowWindow();
    await rows.reset(async (offset, limit) => page(offset, limit));
    const slots = rows.slots((TOTAL - 10) * 70, 700, 70);
    expect(slots[slots.length - 1]?.at).toBe(TOTAL - 1);
  });
});

describe("answers that come late", () => {
  it("do not replace those of a newer question", async () => {
    const rows = new RowWindow();
    let slow: (page: SubjectPage) => void = () => {};
    const old = rows.reset(() => new Promise((resolve) => (slow = resolve)));
    await rows.reset(async () => ({ total: 1, rows: [row(7)] }));
    slow(page(0, PAGE_ROWS));
    await old;
    expect(rows.total).toBe(1);
    expect(rows.slots(0, 700, 70)[0]?.row?.id).toBe("7");
  });
});
