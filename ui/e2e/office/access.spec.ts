// What axe finds on the real pages, in every theme: names, roles, contrast.

import { faults } from "../support/axe";
import { expect, test } from "../support/fixtures";
import { signIn } from "../support/office";

for (const theme of ["light", "dark", "sun"]) {
  test(`axe finds nothing on the office pages in the ${theme} theme`, async ({ commune, page }) => {
    await page.addInitScript((name) => window.localStorage.setItem("so-thon-theme", name), theme);
    await page.goto(commune.address);
    await expect(page.getByTestId("office-user")).toBeVisible();
    expect(await faults(page), "sign-in").toEqual([]);
    await signIn(page, commune.address);
    for (const place of ["", "ho", "ho/moi", "xem-lai", "tieu-chi", "nguong", "tien-do", "bao-cao", "nguon-von", "ban-do", "may", "nap-so", "thanh-phan"]) {
      await page.goto(`${commune.address}/#/${place}`);
      await expect(page.getByRole("heading", { level: 1 }).first()).toBeAttached();
      if (place !== "thanh-phan") await expect(page.getByText(/^Đang mở/)).toHaveCount(0);
      expect(await faults(page), place).toEqual([]);
    }
    await page.goto(`${commune.address}/#/ho`);
    await page.getByTestId("household-row").first().click();
    await page.getByTestId("start-check").click();
    await expect(page.getByTestId("next")).toBeVisible();
    expect(await faults(page), "filling").toEqual([]);
  });
}
