// Made-up data for the gallery and for tests: every kind of question, every state.

import type { RegisterNote } from "../../generated/RegisterNote";
import type { CheckRow } from "../../generated/CheckRow";
import type { FieldConflict } from "../../generated/FieldConflict";
import type { FileInfo } from "../../generated/FileInfo";
import type { Filling } from "../../generated/Filling";
import type { SubjectLine } from "../../generated/SubjectLine";
import type { Node } from "../../generated/Node";
import type { Question } from "../../generated/Question";
import type { QuestionKind } from "../../generated/QuestionKind";

/** 24/11/2026 05:30 in Viet Nam. */
export const NOW_MS = Date.UTC(2026, 10, 23, 22, 30);

export function question(path: string, kind: QuestionKind, label: string, more: Partial<Question> = {}): Question {
  return {
    path,
    kind,
    label,
    appearance: null,
    hint: null,
    value: null,
    text: null,
    required: false,
    readonly: false,
    error: null,
    choices: [],
    file: null,
    range: null,
    ...more,
  };
}

const node = (question: Question): Node => ({ node: "question", ...question });

export const waterChoices = [
  { name: "gieng_dao", label: "Giếng đào" },
  { name: "gieng_khoan", label: "Giếng khoan" },
  { name: "nuoc_may", label: "Nước máy, công trình tập trung" },
];

/** Nobody has the bytes: the picture is missing, everything beside it is as on a real page. */
const photo: FileInfo = {
  hash: "0".repeat(64),
  thumbnail: "1".repeat(64),
  name: "nguồn nước.jpg",
  media_type: "image/jpeg",
  bytes: 312_000,
  here: true,
  state: "only_here",
};
const decision: FileInfo = { ...photo, thumbnail: null, name: "QĐ 125.pdf", media_type: "application/pdf", state: "safe" };

export const nodes: Node[] = [
  node(question("p/ghi_chu", "note", "Xin nói với hộ trước khi hỏi.", { hint: "Hộ có quyền xem và xin sửa." })),
  node(question("p/ten", "text", "Họ và tên", { value: "Bùi Thị Hoa", required: true })),
  node(question("p/y_kien", "text", "Ý kiến của hộ", { appearance: "multiline" })),
  node(question("p/khau", "integer", "Số khẩu", { value: "4", hint: "Người ở từ 6 tháng trở lên." })),
  node(question("p/nam", "integer", "Năm sinh", { value: "1890", error: "Năm sinh có 4 chữ số, từ 1900 trở đi." })),
  node(question("p/dien_tich", "decimal", "Diện tích ở (mét vuông)", { value: "62.5" })),
  node(question("p/diem", "range", "Chấm điểm từ 1 đến 5", { value: "3" })),
  node(question("p/ngay", "date", "Ngày đến hộ", { value: "2026-11-24" })),
  node(question("p/gio", "time", "Giờ đến hộ", { value: "07:30" })),
  node(question("p/nuoc", "select_one", "Nước ăn uống chính lấy từ đâu?", { choices: waterChoices, value: "gieng_dao", required: true })),
  node(question("p/nha", "select_one", "Nhà ở thuộc loại nào?", { choices: waterChoices, error: "Chưa chọn câu trả lời. Xin chọn một dòng." })),
  node(question("p/dung", "select_multiple", "Những điều nào đúng?", { choices: waterChoices, value: "gieng_dao nuoc_may" })),
  node(question("p/dong_y", "acknowledge", "Tôi đã nói những điều trên với hộ", { required: true })),
  node(question("p/vi_tri", "geopoint", "Vị trí nhà", { value: "19.9012 105.3456 0 0" })),
  node(question("p/anh", "image", "Ảnh ngôi nhà")),
  node(question("p/anh_nuoc", "image", "Ảnh nguồn nước", { value: photo.hash + ".jpg", file: photo })),
  node(question("p/anh_khac", "image", "Ảnh ở máy khác", { value: photo.hash + ".jpg", file: { ...photo, thumbnail: null, here: false, state: "elsewhere" } })),
  node(question("p/tep", "file", "Quyết định công nhận", { value: decision.hash + ".pdf", file: decision, required: true })),
  node(question("p/tuyen", "geotrace", "Tuyến đường", { value: "19.9 105.3 0 0;19.901 105.3 0 0" })),
  node(question("p/hang", "rank", "Việc cần làm trước", { choices: waterChoices, value: "nuoc_may gieng_dao gieng_khoan" })),
  node(question("p/luc", "date_time", "Lúc đo nước", { value: "2026-11-24T07:30:00.000+07:00" })),
  node(question("p/muc", "range", "Mức nước trong bể", { value: "0.5", range: { start: 0, end: 1, step: 0.25 } })),
  node(question("p/tuoi", "calculated", "Tuổi", { value: "47", text: "47", readonly: true })),
  { node: "group", path: "p/nhom", label: "Nhà tắm", children: [node(question("p/nhom/co", "text", "Ghi chú về nhà tắm"))] },
  {
    node: "repeat",
    path: "p/nguoi",
    label: "Người trong hộ",
    can_add: true,
    can_remove: true,
    instances: [
      { path: "p/nguoi/a", title: "1. Bùi Thị Hoa", summary: "Nữ · 1980", children: [node(question("p/nguoi/a/ten", "text", "Tên người", { value: "Bùi Thị Hoa" }))] },
      { path: "p/nguoi/b", title: "2. Lò Văn Tâm", summary: "Nam · 1975", children: [node(question("p/nguoi/b/ten", "text", "Tên người", { value: "Lò Văn Tâm", error: "Xin xem lại tên." }))] },
    ],
  },
];

export function filling(more: Partial<Filling> = {}): Filling {
  return {
    check: "c1",
    subject_type: "household",
    household: "h1",
    household_name: "Bùi Thị Hoa",
    village_name: "Phú Vinh",
    form_title: "Phiếu hộ gia đình",
    languages: ["Tiếng Việt (vi)", "English (en)"],
    language: "Tiếng Việt (vi)",
    sections: [
      { index: 0, title: "Mở đầu", answered: 3, questions: 3, problems: 0, relevant: true },
      { index: 1, title: "1. Nhân khẩu", answered: 2, questions: 9, problems: 1, relevant: true },
      { index: 2, title: "2. Chăn nuôi", answered: 0, questions: 4, problems: 0, relevant: false },
      { index: 3, title: "3. Kết thúc", answered: 0, questions: 2, problems: 0, relevant: true },
    ],
    current: 1,
    nodes,
    saved_at_ms: NOW_MS,
    problems: [],
    ...more,
  };
}

export const households: SubjectLine[] = (
  [
    ["todo", true, false],
    ["draft", true, false],
    ["done", true, false],
    ["done", false, false],
    ["done", true, true],
  ] as const
).map(([state, safe, conflict], at) => ({
  id: `h${at}`,
  code: String(at + 1),
  name: ["Bùi Thị Hoa", "Lò Văn Tâm", "Quách Thị Mơ", "Nguyễn Đình Đức", "Trương Văn Quyết"][at] ?? "",
  village_name: "Phú Vinh",
  members: at + 1,
  phone: "0100000001",
  address: `Số ${at + 1}, ngõ 2`,
  detail: null,
  state,
  checked_at_ms: null,
  safe,
  conflict,
}));

export const checks: CheckRow[] = (["draft", "complete", "returned", "approved"] as const).map((status, at) => ({
  id: `c${at}`,
  household: `h${at}`,
  household_name: households[at]?.name ?? "",
  village_name: "Phú Vinh",
  form_title: "Phiếu hộ gia đình",
  status,
  at_ms: NOW_MS - at * 86_400_000,
  author_name: "Lò Văn Tâm",
  device_name: "Máy thôn Phú Vinh",
  safe: at % 2 === 1,
}));

export const conflicts: FieldConflict[] = [
  {
    doc: "h1",
    doc_kind: "subject",
    title: "Bùi Thị Hoa, Phú Vinh",
    subject: "h1",
    subject_type: "household",
    field: "phone",
    label: "Điện thoại",
    values: [
      { revision: "r1", text: "0100000001", author_name: "Lò Văn Tâm", device_name: "Máy thôn Phú Vinh", at_ms: NOW_MS },
      { revision: "r2", text: "0100000002", author_name: "Văn phòng xã", device_name: "Máy xã", at_ms: NOW_MS - 3_600_000 },
    ],
  },
];

export const notes: RegisterNote[] = [
  { severity: "error", sheet: "Thôn Xuân Lập", row: 12, column: "Số khẩu", message: "“bốn” không phải là số nên dòng này bị bỏ qua." },
  { severity: "warning", sheet: "", row: 0, column: "", message: "Tệp không có cột điện thoại." },
];
