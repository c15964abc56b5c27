import { describe, expect, it } from "vitest";
import type { QuestionKind } from "../../generated/QuestionKind";
import { readEntry, showEntry } from "./entry";

describe("what people type becomes what is stored", () => {
  it.each<[QuestionKind, string, string | null]>([
    ["integer", "1.500", "1500"],
    ["decimal", "12,5", "12.5"],
    ["date", "5/1/2026", "2026-01-05"],
    ["time", "7:30", "07:30"],
    ["time", "7h30", "07:30"],
    ["text", "Bùi Thị Hoa", "Bùi Thị Hoa"],
    ["text", "Nguyễn".normalize("NFD"), "Nguyễn".normalize("NFC")],
    ["integer", "   ", null],
  ])("%s: %s", (kind, typed, value) => expect(readEntry(kind, typed)).toEqual({ value, error: null }));
});

describe("what cannot be an answer is said and not stored", () => {
  it.each<[QuestionKind, string]>([
    ["integer", "bốn"],
    ["integer", "4,5"],
    ["decimal", "12 m"],
    ["date", "31/02/2026"],
    ["time", "25:00"],
  ])("%s: %s", (kind, typed) => {
    const entry = readEntry(kind, typed);
    expect(entry.value).toBeNull();
    expect(entry.error).not.toBeNull();
  });
});

describe("what is stored is shown as people type it", () => {
  it.each<[QuestionKind, string, string]>([
    ["decimal", "12.5", "12,5"],
    ["date", "2026-01-05", "05/01/2026"],
    ["time", "07:30:00.000+07:00", "07:30"],
    ["text", "a.b", "a.b"],
  ])("%s: %s", (kind, stored, shown) => expect(showEntry(kind, stored)).toBe(shown));
});
