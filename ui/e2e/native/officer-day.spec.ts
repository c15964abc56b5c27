// The whole chain on an officer's own laptop, in its window: a road walked, money, a decision, a title; then the board, the
// evidence and the report. The satellites alone are made up, since there are none under this roof.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { officer } from "../support/commune";
import { call, pair, transfer } from "../support/desk";
import { type FieldApp, downloadsOf } from "../support/field-app";
import { expect, test } from "../support/fixtures";
import { type Ask, fill, finish, rows } from "../support/forms";
import { lookAt } from "../support/look";
import { ask as askOffice, signIn } from "../support/office";
import { until } from "../support/programs";

interface Row {
  id: string;
  name: string;
}

/** Steps of a walk along a line; each position as a receiver would give it. */
async function walk(app: FieldApp, question: string, points: [number, number][]): Promise<void> {
  await app.run(`
    navigator.geolocation.watchPosition = (found) => { window.__step = found; return 1; };
    navigator.geolocation.clearWatch = () => { window.__step = undefined; };`);
  await app.press(`${question} [data-testid$="-walk"]`);
  for (const [at, [latitude, longitude]] of points.entries()) {
    await app.run("window.__step({ coords: { latitude: arguments[0], longitude: arguments[1], altitude: 12, accuracy: 4 } })", latitude, longitude);
    await shows(app, `${question} [data-testid$="-sum"]`, `${at + 1} điểm`);
  }
  await app.press(`${question} [data-testid$="-stop"]`);
}

async function shows(app: FieldApp, selector: string, words: string): Promise<void> {
  await until(`"${words}" in ${selector}`, 20_000, async () => {
    const text = await app.run<string>("return document.querySelector(arguments[0])?.innerText ?? ''", selector);
    return text.includes(words) ? true : undefined;
  });
}

/** A road of three sections, each walked. */
async function road(app: FieldApp, ask: Ask, village: string): Promise<void> {
  const made = await ask<Row>("subjects.create", { subject_type: "road", village, name: "Ngõ Văn hóa", fields: {} });
  await app.go(`#/duong/${made.id}`);
  await app.click("start-duong");
  const check = await until("the form", 20_000, async () => /phieu\/([^/]+)/.exec(await app.run<string>("return location.hash"))?.[1]);
  await app.go(`#/phieu/${check}/dien/2`);
  await app.find("add-cac_doan/doan");
  const instances = () => app.count('[data-testid^="instance-"]');
  for (const section of [0, 1, 2]) {
    if ((await instances()) <= section) await app.press('[data-testid="add-cac_doan/doan"]');
    await until(`section ${section}`, 20_000, async () => ((await instances()) > section ? true : undefined));
    const start = 19.9 + section / 500;
    await walk(app, `[data-testid^="instance-"]:nth-of-type(${section + 1}) [data-question$="/tuyen"]`, [
      [start, 105.33],
      [start + 0.001, 105.33],
      [start + 0.002, 105.33],
    ]);
  }
  await lookAt(app, "1-duong");
  const walked = await rows(ask, check, 1, "cac_doan/doan");
  expect(walked).toHaveLength(3);
  for (const [at, row] of walked.entries()) {
    const answers = { mat_duong: at === 2 ? "cap_phoi" : "be_tong_xi_mang", chieu_dai: "220", rong_mat: "4" };
    for (const [name, value] of Object.entries(answers)) await ask("checks.answer", { check, section: 1, path: `${row}/${name}`, value });
  }
  await finish(ask, check);
}

/** A work that two sources paid for. */
async function work(ask: Ask, village: string, name: string, amounts: [string, string][]): Promise<void> {
  const made = await ask<Row>("subjects.create", { subject_type: "work", village, name, fields: {} });
  const { check } = await ask<{ check: string }>("checks.start", { household: made.id, form: "cong_trinh" });
  const answer = (path: string, value: string) => ask("checks.answer", { check, section: 0, path, value });
  await answer("mo_dau/ngay_ghi", "2026-06-30");
  await answer("mo_dau/hang_muc", "giao_thong");
  await answer("mo_dau/pham_vi", "xa");
  await answer("mo_dau/nam", "2026");
  for (const [at, [source, amount]] of amounts.entries()) {
    const row = (await rows(ask, check, 3, "von/nguon_von", at > 0)).at(-1);
    await answer(`${row}/nguon`, source);
    await answer(`${row}/so_tien`, amount);
  }
  await answer("von/du_khoan", "co");
  await finish(ask, check);
}

/** The commune's plan with its decision as a file. */
async function decision(app: FieldApp, ask: Ask): Promise<void> {
  const found = await ask<{ rows: Row[] }>("subjects.list", { subject_type: "commune", limit: 1 });
  const { check } = await ask<{ check: string }>("checks.start", { household: found.rows[0]?.id, form: "chi_tieu_xa" });
  const group = "quy_hoach/ct_quy_hoach_chung/quy_hoach_chung";
  const answers = { co: "co", van_ban: "512/QĐ-UBND", ngay: "2024-05-20", het_han: "2035-12-31" };
  await ask("checks.answer", { check, section: 0, path: "mo_dau/nam", value: "2026" });
  for (const [name, value] of Object.entries(answers)) {
    await ask("checks.answer", { check, section: 1, path: `${group}_${name}`, value });
  }
  const file = await app.run<string>(
    `return window.__TAURI_INTERNALS__.invoke("put_file", new TextEncoder().encode("%PDF-1.4\\n% Quyết định 512\\n%%EOF\\n"))`,
  );
  await ask("checks.attach", { check, section: 1, path: `${group}_tep`, file, name: "QĐ 512.pdf" });
  await finish(ask, check, "khong");
}

test("an officer's laptop goes from the road to the signed report, and the commune gets it", async ({ commune, open, page, dir }) => {
  test.setTimeout(240_000);
  const app = await open("laptop");
  await pair(app, await commune.invite("Máy cán bộ", officer.user));
  await transfer(app);
  const ask: Ask = (command, args) => call(app, command, args);
  const { villages } = await ask<{ villages: Row[] }>("areas.list", {});
  const village = villages[0]?.id ?? "";

  await road(app, ask, village);
  await work(ask, village, "Cổng làng văn hóa", [["commune", "40000000"], ["community", "30000000"]]);
  await decision(app, ask);
  const title = await ask<{ rows: Row[] }>("subjects.list", { subject_type: "village", limit: 1 });
  for (const [state, day, number] of [["appraised", "2026-03-02", "18/BB"], ["recognised", "2026-05-06", "77/QĐ-UBND"]] as const) {
    await fill(ask, title.rows[0]?.id ?? "", "cong_nhan_thon", {
      "su_kien/danh_hieu": "thon_kieu_mau",
      "su_kien/trang_thai": state,
      "su_kien/nam_danh_hieu": "2026",
      "su_kien/co_van_ban": "co",
      "su_kien/ngay_su_kien": day,
      "su_kien/co_quan": "UBND huyện",
      "su_kien/van_ban_so": number,
    });
  }

  await app.click("nav-criteria");
  await app.find("board-score");
  await shows(app, '[data-testid="indicator-row"][data-id="1.1"]', "Đạt");
  await lookAt(app, "2-bang");
  await app.press('[data-testid="indicator-row"][data-id="1.1"] a');
  await app.find("indicator-result");
  await app.find("evidence-row");
  await lookAt(app, "3-bang-chung");
  await app.press('[data-testid="evidence-row"] a');
  await shows(app, "main", "QĐ 512.pdf");
  const downloads = downloadsOf({ data: join(dir, "laptop") });
  await app.click("keep");
  await shows(app, '[data-testid="kept"]', join(downloads, "QĐ 512.pdf"));
  expect((await readFile(join(downloads, "QĐ 512.pdf"))).subarray(0, 8).toString()).toBe("%PDF-1.4");
  await lookAt(app, "4-phieu-van-ban");
  await app.go("#/nguon-von");
  await shows(app, '[data-testid="ledger-total"]', "70.000.000");
  await lookAt(app, "5-nguon-von");
  await app.go("#/ban-do");
  await app.find("map-mark");
  await lookAt(app, "6-ban-do");

  await app.click("nav-reports");
  await app.click("report-create");
  await shows(app, '[data-testid="paper"]', "Bảy mươi triệu đồng");
  await app.click("edit-to-chuc.chi-dao-0");
  await app.type("paragraph-text", "Ban quản lý họp mỗi tháng một lần.");
  await app.click("paragraph-save");
  await shows(app, '[data-testid="paper"]', "họp mỗi tháng một lần");
  await lookAt(app, "7-bao-cao");
  await app.click("report-freeze");
  await app.click("ask-yes");
  await app.find("report-version");

  await work(ask, village, "Rãnh thoát nước", [["community", "30000000"]]);
  await shows(app, '[data-testid="paper"]', "100.000.000");
  await app.click("version-compare");
  await shows(app, '[data-testid="difference"]', "100.000.000");
  await lookAt(app, "8-khac-nhau");
  await app.click("report-freeze");
  await app.click("ask-yes");
  await until("the second version", 20_000, async () => ((await app.count('[data-testid="report-version"]')) === 2 ? true : undefined));

  await app.click("download-docx");
  const saved = await until("the saved file", 20_000, async () => (await readdir(downloads)).find((name) => name.endsWith(".docx")));
  expect(saved).toMatch(/^bao-cao-nam-2026/);
  expect((await readFile(join(downloads, saved))).subarray(0, 2).toString()).toBe("PK");
  await shows(app, '[data-testid="flash"]', downloads);
  await lookAt(app, "9-da-luu");

  expect(await transfer(app)).toContain("an toàn ở xã");
  const id = (await ask<{ rows: Row[] }>("report.list", {})).rows[0]?.id;
  await signIn(page, commune.address);
  const there = await askOffice<{ versions: { digest: string }[] }>(page, "report.get", { id });
  const here = await ask<{ versions: { digest: string }[] }>("report.get", { id });
  expect(there.versions).toHaveLength(2);
  expect(there.versions).toEqual(here.versions);
  const { items } = await ask<{ items: unknown[] }>("parked.list", {});
  expect(items).toEqual([]);
});
