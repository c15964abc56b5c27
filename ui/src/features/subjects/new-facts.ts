// What may be written of a new subject besides its name and village, as people know it before the first check.

import { typedDecimal, typedInteger } from "../../lib/format";

export interface NewFact {
  field: string;
  label: string;
  hint: string | null;
  /** What is typed, as browsers name keyboards. */
  typed: "text" | "numeric" | "decimal" | "tel";
}

const fact = (field: string, label: string, hint: string | null = null, typed: NewFact["typed"] = "text"): NewFact => ({
  field,
  label,
  hint,
  typed,
});

const ofHousehold = [
  fact("members", "Số khẩu", null, "numeric"),
  fact("phone", "Số điện thoại", null, "tel"),
  fact("address", "Số nhà, ngõ, xóm"),
];
const ofRoad = [
  fact("road_class", "Loại đường", "Ví dụ: Đường trục thôn"),
  fact("length_m", "Chiều dài (m)", null, "decimal"),
  fact("surface", "Mặt đường", "Ví dụ: Bê tông xi măng"),
  fact("note", "Ghi chú", "Từ đâu đến đâu"),
];
const ofOther = [fact("address", "Địa điểm"), fact("note", "Ghi chú")];

export function newFacts(type: string): NewFact[] {
  if (type === "household") return ofHousehold;
  return type === "road" ? ofRoad : ofOther;
}

/** What is wrong with what was typed, in words; null where nothing is. */
export function wrongFact({ typed }: NewFact, text: string): string | null {
  if (text.trim() === "") return null;
  if (typed === "numeric") return typedInteger(text) === null ? "Số khẩu là một số, ví dụ 4." : null;
  return typed === "decimal" && typedDecimal(text) === null ? "Chiều dài là số mét, ví dụ 850 hoặc 850,5." : null;
}

/** What was typed, as it is stored. */
export function storedFact({ typed }: NewFact, text: string): string {
  if (typed === "numeric") return typedInteger(text) ?? "";
  if (typed === "decimal") return typedDecimal(text) ?? "";
  return text.trim().normalize("NFC");
}
