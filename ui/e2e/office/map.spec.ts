// Where things are, and how they stand in an indicator.

import type { Page } from "@playwright/test";

import { faults } from "../support/axe";
import { expect, test } from "../support/fixtures";
import { ask, fillForm, signIn } from "../support/office";

interface Row {
  id: string;
  name: string;
}

/** Three schools and a road, as village staff would record them. */
async function record(page: Page): Promise<void> {
  const { villages } = await ask<{ villages: Row[] }>(page, "areas.list");
  const village = (name: string) => villages.find((one) => one.name === name)?.id ?? "";
  const schools: [string, string, string, string][] = [
    ["Trường mầm non Phú Vinh", "Phú Vinh", "19.9012 105.3301 0 0", "muc_2"],
    ["Trường tiểu học", "Phú Vinh", "19.9040 105.3365 0 0", "chua"],
    ["Trường trung học cơ sở", "Hưng Long", "19.9105 105.3412 0 0", "muc_1"],
  ];
  for (const [name, where, position, level] of schools) {
    const made = await ask<Row>(page, "subjects.create", { subject_type: "facility", village: village(where), name, fields: {} });
    await fillForm(page, made.id, "co_so", {
      "mo_dau/loai_co_so": "truong_hoc",
      "mo_dau/vi_tri": position,
      "chi_tiet/chuan_csvc": level,
    });
  }
}

test("a school is found on the map, coloured by its indicator, and leads to its check", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-map").click();
  await expect(page.getByText("Chưa có nơi nào có vị trí")).toBeVisible();
  await record(page);

  await page.goto(`${commune.address}/#/ban-do`);
  await page.reload();
  await expect(page.getByTestId("map-mark")).toHaveCount(3);
  await page.getByTestId("map-indicator").selectOption({ value: "5.1" });
  await expect(page.locator('[data-testid="map-mark"][data-look="holds"]')).toHaveCount(2);
  await expect(page.locator('[data-testid="map-mark"][data-look="fails"]')).toHaveCount(1);
  await expect(page.getByTestId("map-finding")).toContainText("chưa đối chiếu");

  await page.getByRole("button", { name: /Trường tiểu học/ }).press("Enter");
  await expect(page.getByTestId("map-chosen")).toContainText("Phú Vinh");
  expect(await faults(page), "map").toEqual([]);
  await page.getByTestId("map-check").click();
  await expect(page.getByRole("heading", { name: /Trường tiểu học/ }).first()).toBeVisible();
});
