// From the board of criteria down to a check, and a threshold that is entered and compared with the official text.

import { expect, test } from "../support/fixtures";
import { faults } from "../support/axe";
import { checkHousehold } from "../support/filling";
import { look } from "../support/look";
import { ask, fillForm, signIn } from "../support/office";

interface Page {
  rows: { id: string; name: string }[];
}

test("a leader goes from the board to the check behind a figure, and an officer's threshold changes the board", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const { rows } = await ask<Page>(page, "households.list", { text: "", limit: 2 });
  for (const row of rows) await checkHousehold(page, row.id);
  const known = rows[0];
  if (known === undefined) throw new Error("no household");

  await page.getByTestId("nav-criteria").click();
  await expect(page.getByTestId("board-score")).toContainText("/19");
  await expect(page.getByTestId("board-unverified")).toContainText("chưa đối chiếu");
  expect(await faults(page), "board").toEqual([]);
  const row = page.locator('[data-testid="indicator-row"][data-id="4"]');
  await expect(row).toContainText("2 / 2");
  await expect(row).toContainText("Chưa rõ");
  await page.getByTestId("view-villages").click();
  await expect(page.getByRole("region", { name: "Bảng chỉ tiêu theo thôn" })).toContainText("100");
  expect(await faults(page), "villages").toEqual([]);
  // Two households are too few to be told where everybody reads it.
  await page.getByTestId("public").check();
  await expect(page.getByTestId("board-public")).toBeVisible();
  await expect(page.getByRole("region", { name: "Bảng chỉ tiêu theo thôn" })).not.toContainText("100");
  await page.getByTestId("public").uncheck();
  await page.getByTestId("view-criteria").click();

  await row.getByRole("link").click();
  await expect(page.getByTestId("indicator-result")).toContainText("100 %");
  await expect(page.getByTestId("standing-missing")).toContainText("1.888");
  expect(await faults(page), "indicator").toEqual([]);
  await page.getByTestId("standing-holds").click();
  await expect(page.getByTestId("evidence-row")).toHaveCount(2);
  await page.getByTestId("evidence-row").filter({ hasText: known.name }).first().getByRole("link").click();
  await expect(page.getByTestId("revision")).toBeVisible();
  await expect(page.getByText("Giếng khoan").first()).toBeVisible();

  await page.getByTestId("recheck-open").click();
  await page.getByTestId("recheck-reason").fill("Xã đến xem lại cùng trưởng thôn");
  await page.getByTestId("recheck-save").click();
  await expect(page.getByTestId("rechecked")).toContainText("cùng trưởng thôn");

  await page.goto(`${commune.address}/#/nguong/xa_ntm_nang_cao_2022`);
  const threshold = page.locator('[data-testid="threshold-row"][data-id="4"]');
  await expect(threshold).toContainText("chưa đối chiếu");
  await threshold.getByTestId("threshold-edit").click();
  await threshold.getByTestId("threshold-value").fill("0,1");
  await threshold.getByTestId("threshold-source").fill("QĐ 26/2024/QĐ-UBND Thanh Hóa, Phụ lục I");
  await threshold.getByTestId("threshold-compared").check();
  expect(await faults(page), "thresholds").toEqual([]);
  await threshold.getByTestId("threshold-save").click();
  await expect(threshold).toContainText("đối chiếu ngày");
  await expect(threshold).not.toContainText("chưa đối chiếu");

  const saved = page.waitForEvent("download");
  await page.getByTestId("set-export").click();
  const file = await (await saved).path();
  await page.getByTestId("set-file").setInputFiles({ name: "bo.xlsx", mimeType: "application/octet-stream", buffer: await read(file) });
  await expect(page.getByText("Tệp giống hệt bộ đang dùng")).toBeVisible();

  await page.getByTestId("nav-criteria").click();
  await expect(row).toContainText("≥ 0,1 %");
  await expect(row).toContainText("Đạt");
  await expect(row).not.toContainText("chưa đối chiếu");

  await page.goto(`${commune.address}/#/tien-do`);
  await expect(page.getByTestId("round-form").first()).toContainText("2/1.890");
  expect(await faults(page), "progress").toEqual([]);
});

test("a figure of another body stands in for checks that are not there, and beside them once they are", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const communes = await ask<Page>(page, "subjects.list", { subject_type: "commune" });
  const figure = { loai_so: "ket_qua", nam: "2026", don_vi: "percent", chi_tieu: "khac", ten_chi_tieu: "Hộ dùng điện an toàn" };
  const row = (at: string, more: Record<string, string>) =>
    Object.fromEntries(Object.entries({ ...figure, ...more }).map(([name, value]) => [`cac_so_lieu/so_lieu/${at}/${name}`, value]));
  const source = { "mo_dau/ngay_ghi": "2026-06-30", "mo_dau/nguon": "Điện lực Thường Xuân", "mo_dau/nguon_ngay": "2026-06-30" };
  await fillForm(page, communes.rows[0]?.id ?? "", "so_lieu_nhap", { ...source, ...row("n0001", { ma_chi_tieu: "4", gia_tri: "98.5" }) });
  await fillForm(page, communes.rows[0]?.id ?? "", "so_lieu_nhap", { ...source, ...row("n0001", { ma_chi_tieu: "99.9", gia_tri: "50" }) });

  await page.getByTestId("nav-criteria").click();
  const told = page.locator('[data-testid="indicator-row"][data-id="4"]');
  await expect(told).toContainText("98,5 %");
  await expect(told).toContainText("Số liệu nhập, nguồn Điện lực Thường Xuân, ngày 30/06/2026");
  await expect(page.getByTestId("board-notice")).toContainText("“99.9”");
  expect(await faults(page), "board with imported figures").toEqual([]);
  await page.getByTestId("only-met").click();
  await expect(page.getByTestId("indicator-row")).toHaveCount(1);
  await told.scrollIntoViewIfNeeded();
  await look(page, "imported-board");
  await told.getByRole("link").click();
  await expect(page.getByTestId("indicator-imported")).toContainText("Điện lực Thường Xuân");
  await expect(page.getByTestId("rule")).toContainText("nên lấy số liệu nhập");
  await expect(page.getByTestId("imported-why")).toContainText("chưa có phiếu nào");
  expect(await faults(page), "indicator of an imported figure").toEqual([]);
  await look(page, "imported-indicator");
  await page.getByTestId("imported-check").click();
  await expect(page.getByText("Điện lực Thường Xuân").first()).toBeVisible();

  const { rows } = await ask<Page>(page, "households.list", { text: "", limit: 1 });
  await checkHousehold(page, rows[0]?.id ?? "");
  await page.getByTestId("nav-criteria").click();
  await expect(told).toContainText("1 / 1");
  await expect(told.getByTestId("row-beside")).toContainText("98,5 % (thấp hơn 1,5 điểm %)");
  await told.scrollIntoViewIfNeeded();
  await look(page, "beside-board");
  await told.getByRole("link").click();
  await expect(page.getByTestId("imported-why")).toContainText("đặt bên cạnh");
  expect(await faults(page), "indicator with a figure beside it").toEqual([]);
  await look(page, "beside-indicator");
});

async function read(path: string): Promise<Buffer> {
  const { readFile } = await import("node:fs/promises");
  return readFile(path);
}
