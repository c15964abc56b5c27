// Roads, works and villages in the commune's pages.

import { expect, test } from "../support/fixtures";
import { ask, signIn } from "../support/office";

test("a work is added, found and filled with two sources of money", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-households").click();
  await page.getByTestId("list-kind").selectOption("work");
  await page.getByTestId("add-household").click();
  await page.getByTestId("new-village").selectOption({ label: "Phú Vinh" });
  await page.getByTestId("new-name").fill("Cổng làng văn hóa");
  await page.getByTestId("new-submit").click();
  await page.getByTestId("start-cong_trinh").click();
  await expect(page.locator('[data-question="mo_dau/ten_cong_trinh"] input')).toHaveValue("Cổng làng văn hóa");

  await page.getByRole("button", { name: /Nguồn vốn/ }).first().click();
  const repeat = page.getByTestId("repeat-von/nguon_von");
  await expect(repeat).toBeVisible();
  await page.getByTestId("add-von/nguon_von").click();
  await expect(repeat.locator('[data-testid^="instance-"]')).toHaveCount(2);
  await repeat.locator('[data-question$="/so_tien"] input').last().fill("70000000");
  await repeat.locator('[data-question$="/so_tien"] input').last().blur();
  await repeat.locator('[data-testid^="toggle-"]').last().click();
  await expect(repeat.locator(".summary")).toContainText("70");
});

test("each type has its list, and a village offers its forms", async ({ commune, page }) => {
  await signIn(page, commune.address);
  for (const [type, total] of [["road", "60 đường"], ["village", "7 thôn"], ["commune", "1 xã"]] as const) {
    await page.goto(`${commune.address}/#/ho`);
    await page.getByTestId("list-kind").selectOption(type);
    await expect(page.getByTestId("household-count")).toHaveText(total);
  }
  await page.goto(`${commune.address}/#/thon`);
  await page.getByTestId("household-row").first().click();
  await expect(page.getByTestId("start-cong_nhan_thon")).toBeVisible();
  const villages = await ask<{ total: number }>(page, "subjects.list", { subject_type: "village" });
  expect(villages.total).toBe(7);
});

test("a subject under the address of another type goes to its own", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const { rows } = await ask<{ rows: { id: string; name: string }[] }>(page, "subjects.list", { subject_type: "road", limit: 1 });
  await page.goto(`${commune.address}/#/ho/${rows[0]?.id}`);
  await expect(page).toHaveURL(`${commune.address}/#/duong/${rows[0]?.id}`);
  await expect(page.getByRole("heading", { level: 1, name: rows[0]?.name })).toBeVisible();
  await expect(page.getByTestId("list-kind")).toHaveValue("road");
});
