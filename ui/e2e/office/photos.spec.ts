// A road walked into three sections in the commune's pages, each with its line, and a photo on its check.

import { faults } from "../support/axe";
import { photo } from "../support/photo";
import { expect, test } from "../support/fixtures";
import { look } from "../support/look";
import { ask, signIn } from "../support/office";

test("a road is walked into three sections, each with its line, and the photo of one is on its check", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-households").click();
  await page.getByTestId("list-kind").selectOption("road");
  await page.getByTestId("household-row").first().click();
  await page.getByTestId("start-duong").click();
  await page.getByRole("button", { name: /Các đoạn đường/ }).first().click();
  const repeat = page.getByTestId("repeat-cac_doan/doan");
  await expect(repeat).toBeVisible();
  const instances = repeat.locator('[data-testid^="instance-"]');
  const check = /#\/phieu\/([^/]+)/.exec(page.url())?.[1] ?? "";

  for (const section of [0, 1, 2]) {
    if ((await instances.count()) <= section) await page.getByTestId("add-cac_doan/doan").click();
    await expect(instances).toHaveCount(Math.max(section + 1, await instances.count()));
    const here = instances.nth(section);
    const points = here.locator('[data-question$="/tuyen"] textarea');
    if (!(await points.isVisible())) await here.locator('[data-testid^="toggle-"]').click();
    await points.fill(`19,90${section}0 105,3000\n19,90${section + 1}0 105,3000`);
    await points.blur();
    const sum = here.locator('[data-question$="/tuyen"] [data-testid$="-sum"]');
    // A thousandth of a degree to the north.
    await expect(sum).toContainText("2 điểm");
    await expect(sum).toContainText("111 m");
  }

  const question = instances.last().locator('[data-question$="/anh_doan"]');
  await question.locator("input[type=file]").setInputFiles({ name: "thư.txt", mimeType: "text/plain", buffer: Buffer.from("không phải ảnh") });
  await expect(question.getByRole("alert")).toContainText("không phải ảnh");
  await look(page, "refused");
  await question.locator("input[type=file]").setInputFiles({ name: "đoạn 3.jpg", mimeType: "image/jpeg", buffer: await photo(page) });
  await expect(question.locator("img")).toBeVisible();
  await expect(question.getByRole("alert")).toBeEmpty();
  await expect(question).toContainText("đoạn 3.jpg");
  await question.scrollIntoViewIfNeeded();
  expect(await faults(page), "a photo and lines in the form").toEqual([]);
  await look(page, "question");
  await instances.last().locator('[data-question$="/tuyen"]').scrollIntoViewIfNeeded();
  await look(page, "route");

  await ask(page, "checks.close", { check });
  await page.goto(`${commune.address}/#/phieu/${check}`);
  await expect(page.getByText("2 điểm, dài khoảng 111 m")).toHaveCount(3);
  const shown = page.locator('[data-testid^="file-"]');
  await expect(shown).toHaveAttribute("data-state", "safe");
  await expect(shown).toContainText("Đã an toàn ở xã");
  await expect.poll(() => shown.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
  await shown.scrollIntoViewIfNeeded();
  await look(page, "check");
  await shown.getByRole("button", { name: /Xem to/ }).click();
  const large = page.getByTestId("viewer").locator("img");
  await expect.poll(() => large.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(1280);
  expect(await faults(page), "a photo seen large").toEqual([]);
  await look(page, "viewer");
  await page.keyboard.press("Escape");
  await expect(page.getByTestId("viewer")).toBeHidden();
});
