// What axe finds on the real pages, in every theme: names, roles, contrast.

import { faults } from "../support/axe";
import { expect, test } from "../support/fixtures";
import { ask, signIn } from "../support/office";

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

/** First parts of the addresses of lists, and what they list. */
const lists = { ho: "household", duong: "road", "co-so": "facility", "diem-ve-sinh": "sanitation_point", "cong-trinh": "work", thon: "village", xa: "commune" };

test("axe finds nothing on any list, subject and form, nor on the board's views and what is rarely seen", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const see = async (place: string) => {
    await page.goto(`${commune.address}/#/${place}`);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeAttached();
    await expect(page.getByText(/^Đang (mở|tính)/)).toHaveCount(0);
    expect(await faults(page), place).toEqual([]);
  };
  for (const place of ["duong/moi", "cong-trinh/moi", "giu-lai", "gui", "khac", "khong-co", "nguong/thon_ntm_kieu_mau"]) await see(place);
  const { villages } = await ask<{ villages: { id: string }[] }>(page, "areas.list");
  for (const [slug, type] of Object.entries(lists)) {
    await see(slug);
    const { rows } = await ask<{ rows: { id: string }[] }>(page, "subjects.list", { subject_type: type, limit: 1 });
    const name = "Điểm trường tiểu học và trung học cơ sở thôn Xuân Thắng";
    const one = rows[0] ?? (await ask<{ id: string }>(page, "subjects.create", { subject_type: type, village: villages[0]?.id, name, fields: {} }));
    await see(`${slug}/${one.id}`);
    const { forms } = await ask<{ forms: { form: string }[] }>(page, "subjects.get", { id: one.id });
    expect(forms.length, type).toBeGreaterThan(0);
    for (const { form } of forms) {
      const { check } = await ask<{ check: string }>(page, "checks.start", { household: one.id, form });
      await see(`phieu/${check}/dien/1`);
      await page.getByTestId("next").or(page.getByTestId("finish")).click();
      expect(await faults(page), `second page of ${form}`).toEqual([]);
    }
  }
  await see("tieu-chi");
  for (const view of ["villages", "beside", "recognition"]) {
    await page.getByTestId(`view-${view}`).click();
    expect(await faults(page), view).toEqual([]);
  }
  await see("may");
  await page.getByTestId("invite-open").click();
  await page.getByTestId("invite-submit").click();
  expect(await faults(page), "an invitation with errors").toEqual([]);
});
