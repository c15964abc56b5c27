// From what people type to what is stored, by kind of question.

import type { QuestionKind } from "../../generated/QuestionKind";
import { dateToIso, isoToDate, storedDecimal, typedDecimal, typedInteger } from "../../lib/format";

export interface Entry {
  /** As stored; null clears. */
  value: string | null;
  /** Set when the text cannot be an answer; it is then not sent. */
  error: string | null;
}

const good = (value: string | null): Entry => ({ value, error: null });
const bad = (error: string): Entry => ({ value: null, error });

/** What was typed into a one-line answer. */
export function readEntry(kind: QuestionKind, typed: string): Entry {
  if (typed.trim() === "") return good(null);
  switch (kind) {
    case "integer":
    case "range": {
      const value = typedInteger(typed) ?? (kind === "range" ? typedDecimal(typed) : null);
      return value === null ? bad("Chỗ này cần một số nguyên, ví dụ 4. Hãy bỏ chữ và dấu phẩy.") : good(value);
    }
    case "decimal": {
      const value = typedDecimal(typed);
      return value === null ? bad("Chỗ này cần một số, ví dụ 12,5. Hãy bỏ chữ.") : good(value);
    }
    case "date": {
      const value = dateToIso(typed);
      return value === null ? bad("Ngày này không có trên lịch. Hãy viết như 05/01/2026.") : good(value);
    }
    case "time": {
      const parts = /^([01]?\d|2[0-3])[:hg.]\s?([0-5]\d)$/.exec(typed.trim());
      return parts ? good(`${(parts[1] ?? "").padStart(2, "0")}:${parts[2]}`) : bad("Giờ chưa đúng. Hãy viết như 07:30.");
    }
    default:
      // Vietnamese typed on some machines comes decomposed; searching and comparing need it composed.
      return good(typed.normalize("NFC"));
  }
}

/** A stored value as people type it. */
export function showEntry(kind: QuestionKind, stored: string | null): string {
  if (stored === null) return "";
  switch (kind) {
    case "decimal":
    case "range":
      return storedDecimal(stored);
    case "date":
      return isoToDate(stored);
    case "time":
      return stored.slice(0, 5);
    default:
      return stored;
  }
}
