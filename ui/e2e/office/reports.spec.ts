// From works and their money to the ledger, and to a report that is edited, signed, and made anew.

import { join } from "node:path";

import type { Page } from "@playwright/test";

import { faults } from "../support/axe";
import { officer } from "../support/commune";
import { expect, test } from "../support/fixtures";
import { Laptop } from "../support/laptop";
import { look } from "../support/look";
import { ask, fillForm, signIn } from "../support/office";

interface Row {
  id: string;
}

/** A finished work of this year with one source of money; none of it names a work where `item` is `chua_co`. */
async function work(page: Page, name: string, item: string, source: string, amount: string): Promise<void> {
  const { villages } = await ask<{ villages: Row[] }>(page, "areas.list");
  const made = await ask<Row>(page, "subjects.create", { subject_type: "work", village: villages[0]?.id, name, fields: {} });
  await fillForm(page, made.id, "cong_trinh", {
    "mo_dau/ten_cong_trinh": name,
    "mo_dau/ngay_ghi": "2026-06-30",
    "mo_dau/hang_muc": item,
    "mo_dau/pham_vi": "xa",
    "mo_dau/nam": "2026",
    "von/nguon_von/n0001/nguon": source,
    "von/nguon_von/n0001/so_tien": amount,
    "von/du_khoan": "co",
  });
}

test("the ledger compares its totals, and a signed report keeps what it said", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await work(page, "Cổng làng văn hóa", "giao_thong", "commune", "70000000");
  await work(page, "Vốn tín dụng cho vay hộ", "chua_co", "credit", "500000000");

  await page.goto(`${commune.address}/#/nguon-von`);
  await expect(page.getByTestId("ledger-total")).toHaveText("570.000.000");
  await expect(page.getByTestId("ledger-works")).toHaveText("70.000.000");
  await expect(page.getByTestId("ledger-difference")).toContainText("Vốn tín dụng");
  expect(await faults(page), "ledger").toEqual([]);
  await page.getByTestId("ledger-cell").first().click();
  await expect(page.getByRole("heading", { name: /Cổng làng văn hóa/ }).first()).toBeVisible();

  await page.getByTestId("nav-reports").click();
  await page.getByTestId("report-create").click();
  await expect(page.getByTestId("paper")).toContainText("Năm trăm bảy mươi triệu đồng");
  await expect(page.getByTestId("report-notes")).toContainText("Vốn tín dụng");
  await page.locator('[data-testid="figure"]', { hasText: "570.000.000" }).first().click();
  await expect(page.getByTestId("figure-value")).toContainText("570.000.000");

  await page.getByTestId("edit-to-chuc.chi-dao-0").click();
  await page.getByTestId("paragraph-text").fill("Ban quản lý họp mỗi tháng một lần.");
  // Somebody else is quicker: what was typed stays, what stands now is shown, and a second save is on top of it.
  const id = page.url().split("/").at(-1);
  await ask(page, "report.edit", { id, section: "to-chuc.chi-dao", block: 0, seen: "…", text: "Lời của người khác." });
  await page.getByTestId("paragraph-save").click();
  await expect(page.getByTestId("error-banner")).toContainText("vừa thay đổi");
  await expect(page.getByTestId("paragraph-now")).toContainText("Lời của người khác.");
  await expect(page.getByTestId("paragraph-text")).toHaveValue("Ban quản lý họp mỗi tháng một lần.");
  expect(await faults(page), "a paragraph that is edited").toEqual([]);
  await page.getByTestId("paragraph-save").click();
  await expect(page.getByTestId("paper")).toContainText("Ban quản lý họp mỗi tháng một lần.");
  await page.getByTestId("frame-edit").click();
  await page.getByTestId("frame-number").fill("125/BC-UBND");
  await page.getByTestId("frame-save").click();
  await expect(page.getByTestId("paper")).toContainText("Số: 125/BC-UBND");

  await page.getByTestId("report-freeze").click();
  await page.getByTestId("ask-yes").click();
  await expect(page.getByTestId("report-version")).toHaveCount(1);

  await work(page, "Rãnh thoát nước", "giao_thong", "community", "30000000");
  await page.reload();
  await expect(page.getByTestId("paper")).toContainText("600.000.000");
  await page.getByTestId("version-compare").click();
  await expect(page.getByTestId("difference")).toContainText("600.000.000");
  expect(await faults(page), "difference").toEqual([]);
  await page.getByRole("button", { name: "Xem bản này" }).click();
  await expect(page.getByTestId("signed-banner")).toContainText("bản 1");
  expect(await faults(page), "signed version").toEqual([]);
  await expect(page.getByTestId("paper")).toContainText("570.000.000");
  await page.getByTestId("show-draft").click();
  await page.getByTestId("report-freeze").click();
  await page.getByTestId("ask-yes").click();
  await expect(page.getByTestId("report-version")).toHaveCount(2);

  const saved = page.waitForEvent("download");
  await page.getByTestId("download-docx").click();
  expect((await saved).suggestedFilename()).toMatch(/^bao-cao-nam-2026.*\.docx$/);
});

interface Report {
  id: string;
  frame: Record<string, unknown>;
}

test("two who sign at once are told of it, compare their versions, and make one together", async ({ commune, page, dir }) => {
  await signIn(page, commune.address);
  const { id } = await ask<Report>(page, "report.create", { period: { kind: "year", year: 2026 } });
  await ask(page, "report.freeze", { id });
  const laptop = await Laptop.pair(join(dir, "laptop"), await commune.invite("Máy của chị Hoa", officer.user));

  // Neither knows of the other's number, nor of the other's version.
  const { frame } = await ask<Report>(page, "report.get", { id });
  await ask(page, "report.frame", { id, frame: { ...frame, number: "125/BC-UBND" } });
  await ask(page, "report.freeze", { id });
  await laptop.ask("report.frame", { id, frame: { ...frame, number: "126/BC-UBND" } });
  await laptop.ask("report.freeze", { id });
  await laptop.transfer();

  await page.getByTestId("nav-reports").click();
  await expect(page.getByTestId("report-row")).toContainText("Đã chốt bản 2b");
  await page.getByTestId("report-row").click();
  const told = page.getByTestId("signed-at-once");
  await expect(told).toContainText("Có 2 bản số 2 được chốt cùng lúc");
  await expect(told).toContainText("Các bản đều được giữ nguyên");
  await expect(page.getByTestId("report-version")).toHaveCount(3);
  await page.getByTestId("compare-signed-at-once").click();
  for (const number of ["125/BC-UBND", "126/BC-UBND"]) await expect(told.getByTestId("difference")).toContainText(number);
  expect(await faults(page), "signed at once").toEqual([]);
  await look(page, "signed-at-once", told);

  // What they wrote differently waits for a decision, in words.
  await page.getByTestId("nav-review").click();
  const disputed = page.getByTestId("conflict");
  await expect(disputed).toContainText("Báo cáo năm 2026: Số, ngày, nơi nhận và người ký");
  await expect(disputed).not.toContainText("{");
  expect(await faults(page), "disputed report").toEqual([]);
  await look(page, "disputed-report");
  await disputed.filter({ hasText: "126/BC-UBND" }).getByTestId("keep-value").first().click();
  await expect(disputed).toBeHidden();

  await page.goto(`${commune.address}/#/bao-cao/${id}`);
  await page.getByTestId("report-freeze").click();
  await page.getByTestId("ask-yes").click();
  await expect(page.getByTestId("report-version")).toHaveCount(4);
  await expect(page.getByTestId("flash")).toContainText("Đã chốt bản 3");
});
