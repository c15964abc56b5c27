// From an indicator, and from a figure of a report, down to the photos and the decision behind it.

import type { Page } from "@playwright/test";

import { faults } from "../support/axe";
import { expect, test } from "../support/fixtures";
import { look } from "../support/look";
import { ask, attach, fillForm, signIn } from "../support/office";
import { photo } from "../support/photo";

interface Row {
  id: string;
  name: string;
}

const begin = async (page: Page, subject: string, form: string) =>
  (await ask<{ check: string }>(page, "checks.start", { household: subject, form })).check;

test("an indicator leads down to its photos and its decision", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const { rows } = await ask<{ rows: Row[] }>(page, "subjects.list", { subject_type: "road", limit: 2 });
  const picture = await photo(page);
  for (const [at, road] of rows.entries()) {
    const check = await begin(page, road.id, "duong");
    const sections = at === 0 ? 6 : 1;
    const answers: Record<string, string> = { "mo_dau/loai_duong": "duong_thon" };
    for (let section = 1; section <= sections; section += 1) {
      if (section > 1) await ask(page, "checks.add_repeat", { check, section: 0, path: "cac_doan/doan" });
      const path = (await pathOf(page, check, "chieu_dai")).replace(/\/chieu_dai$/, "");
      answers[`${path}/chieu_dai`] = "120";
      answers[`${path}/bao_tri`] = "co";
      await ask(page, "checks.answer", { check, section: 0, path: `${path}/chieu_dai`, value: "120" });
      await attach(page, check, `${path}/anh_doan`, `đoạn ${section}.jpg`, picture);
    }
    await fillForm(page, road.id, "duong", answers);
  }
  await page.goto(`${commune.address}/#/tieu-chi/xa_ntm_nang_cao_2022/2.2a`);
  const row = page.getByTestId("evidence-row").filter({ has: page.getByTestId("more-photos") });
  await expect(row.getByTestId("thumbnail")).toHaveCount(4);
  await expect(row.getByTestId("more-photos")).toHaveText("+2");
  await row.scrollIntoViewIfNeeded();
  await expect.poll(() => row.locator("img").first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  expect(await faults(page), "indicator").toEqual([]);
  await look(page, "indicator");
  await row.getByTestId("thumbnail").nth(1).click();
  const large = page.getByTestId("viewer").locator("img");
  await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1280);
  await page.keyboard.press("ArrowRight");
  await expect(page.getByTestId("viewer")).toContainText("3 / 6");
  expect(await faults(page), "viewer").toEqual([]);
  await look(page, "viewer");
  await page.getByTestId("viewer-check").click();
  await expect(page.getByTestId("revision")).toBeVisible();
  await expect(page.getByTestId("viewer")).toBeHidden();
  await expect(page.locator('[data-testid^="file-"]')).toHaveCount(6);
  expect(await faults(page), "check with photos").toEqual([]);
  await look(page, "check");

  const { villages } = await ask<{ villages: Row[] }>(page, "areas.list");
  const school = await ask<Row>(page, "subjects.create", { subject_type: "facility", village: villages[0]?.id, name: "Trường tiểu học Ngọc Phụng", fields: {} });
  const check = await begin(page, school.id, "co_so");
  await ask(page, "checks.answer", { check, section: 0, path: "mo_dau/loai_co_so", value: "truong_hoc" });
  await ask(page, "checks.answer", { check, section: 0, path: "van_ban/co_van_ban", value: "co" });
  await attach(page, check, await pathOf(page, check, "van_ban_tep"), "quyet dinh cong nhan.pdf", Buffer.from("%PDF-1.4\n"));
  await attach(page, check, await pathOf(page, check, "anh"), "cổng trường.jpg", picture);
  await fillForm(page, school.id, "co_so", { "mo_dau/loai_co_so": "truong_hoc", "chi_tiet/chuan_csvc": "muc_2" });
  await page.goto(`${commune.address}/#/tieu-chi/xa_ntm_nang_cao_2022/5.1`);
  const decided = page.getByTestId("evidence-row").filter({ hasText: "Trường tiểu học" });
  await expect(decided.getByTestId("evidence-file")).toHaveText("PDF");
  await expect(decided.getByTestId("thumbnail")).toHaveCount(1);
  const saved = page.waitForEvent("download");
  await decided.getByTestId("evidence-file").click();
  expect((await saved).suggestedFilename()).toBe("quyet dinh cong nhan.pdf");
  await decided.scrollIntoViewIfNeeded();
  await look(page, "decision");
});

interface Node {
  path?: string;
  nodes?: Node[];
  children?: Node[];
  instances?: Node[];
}

/** Where a question stands, by its name; in whatever section, in the last instance of a repeat. */
async function pathOf(page: Page, check: string, name: string): Promise<string> {
  const { sections } = await ask<{ sections: unknown[] }>(page, "checks.open", { check });
  for (const section of sections.keys()) {
    const { nodes } = await ask<{ nodes: Node[] }>(page, "checks.section", { check, section });
    const all: Node[] = [...nodes];
    for (const node of all) all.push(...(node.nodes ?? []), ...(node.children ?? []), ...(node.instances ?? []));
    const found = all.findLast((node) => node.path?.split("/").at(-1) === name)?.path;
    if (found) return found;
  }
  throw new Error(`no question ${name}`);
}

test("a figure of a report shows the checks behind it, and a sum leads to the ledger", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const { villages } = await ask<{ villages: Row[] }>(page, "areas.list");
  const picture = await photo(page);
  for (const [name, amount] of [["Cổng làng văn hóa", "70000000"], ["Rãnh thoát nước thôn", "30000000"]] as const) {
    const made = await ask<Row>(page, "subjects.create", { subject_type: "work", village: villages[0]?.id, name, fields: {} });
    const check = await begin(page, made.id, "cong_trinh");
    const answers = {
      "mo_dau/ten_cong_trinh": name,
      "mo_dau/ngay_ghi": "2026-06-30",
      "mo_dau/hang_muc": "giao_thong",
      "mo_dau/pham_vi": "xa",
      "mo_dau/nam": "2026",
      "von/nguon_von/n0001/nguon": "commune",
      "von/nguon_von/n0001/so_tien": amount,
      "von/du_khoan": "co",
    };
    for (const [path, value] of Object.entries(answers)) await ask(page, "checks.answer", { check, section: 0, path, value });
    await attach(page, check, await pathOf(page, check, "anh"), "cong trinh.jpg", picture);
    await fillForm(page, made.id, "cong_trinh", answers);
  }
  await page.getByTestId("nav-reports").click();
  expect(await faults(page), "reports").toEqual([]);
  await look(page, "reports");
  await page.getByTestId("report-create").click();
  await page.locator('[data-testid="figure"]', { hasText: "100.000.000" }).first().click();
  const card = page.getByTestId("figure-card");
  await expect(card.getByTestId("evidence")).toHaveText(["Cổng làng văn hóa", "Rãnh thoát nước thôn"]);
  await expect(card.getByTestId("thumbnail")).toHaveCount(2);
  await expect.poll(() => card.locator("img").first().evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  expect(await faults(page), "report").toEqual([]);
  await look(page, "figure");
  await card.getByTestId("thumbnail").first().click();
  await expect(page.getByTestId("viewer-check")).toBeVisible();
  await page.keyboard.press("Escape");
  await card.getByTestId("figure-ledger").click();
  await expect(page.getByTestId("ledger-total")).toHaveText("100.000.000");
  expect(await faults(page), "ledger").toEqual([]);
  await look(page, "ledger");
});
