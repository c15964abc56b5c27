// The commune's pages in a real browser, on a real server with the practice commune.

import { type Page } from "@playwright/test";

import { expect, test } from "../support/fixtures";
import { ask, checksOf, signIn } from "../support/office";
import { sections } from "../support/household-form";

/** Opens a household by typing its name without accents. */
async function openHousehold(page: Page, words: string): Promise<string> {
  await page.getByTestId("nav-households").click();
  await page.getByTestId("search").fill(words);
  await expect(page.getByTestId("household-count")).toContainText("phù hợp");
  await page.getByTestId("household-row").first().click();
  await expect(page.getByTestId("start-check")).toBeVisible();
  return page.url().split("/").at(-1) ?? "";
}

const question = (name: string) => `[data-testid^="q-"][data-testid$="/${name}"]`;

test("a wrong password is said plainly, the right one opens the commune", async ({ commune, page }) => {
  await page.goto(commune.address);
  await page.getByTestId("office-sign-in").click();
  await expect(page.getByText("Hãy nhập tên đăng nhập.")).toBeVisible();
  await page.getByTestId("office-user").fill("can-bo");
  await page.getByTestId("office-password").fill("sai");
  await page.getByTestId("office-sign-in").click();
  await expect(page.getByTestId("error-banner")).toContainText("không đúng");
  await signIn(page, commune.address);
  await expect(page.getByTestId("demo-mark")).toHaveText("Dữ liệu mẫu");
  await expect(page.getByTestId("home-progress")).toContainText("0/1.890");
  await expect(page.getByTestId("village-row")).toHaveCount(7);
  await page.getByTestId("office-sign-out").click();
  await expect(page.getByTestId("office-sign-in")).toBeVisible();
});

test("a household is found without accents, by village and by state", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-households").click();
  await expect(page.getByTestId("household-count")).toHaveText("1.890 hộ");
  await page.keyboard.press("Tab");
  await page.getByRole("heading", { name: "Danh sách hộ" }).waitFor({ state: "attached" });
  await page.locator("body").click({ position: { x: 100, y: 600 } });
  await page.keyboard.press("/");
  await expect(page.getByTestId("search")).toBeFocused();
  await page.keyboard.type("bui thi");
  await expect(page.getByTestId("household-row").first()).toContainText("Bùi Thị");
  await page.getByTestId("filter-village").selectOption({ label: "Phú Vinh" });
  await expect(page.getByTestId("household-row").first()).toContainText("Phú Vinh");
  await page.getByTestId("filter-state").selectOption("done");
  await expect(page.getByText("Không có hộ nào phù hợp")).toBeVisible();
  await page.getByRole("button", { name: "Hiện lại tất cả" }).click();
  await expect(page.getByTestId("household-count")).toHaveText("1.890 hộ");
});

test("the last of 1,890 households is a scroll away", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-households").click();
  await expect(page.getByTestId("household-row").first()).toBeVisible();
  await page.evaluate(() => {
    const list = document.querySelector('[aria-label="Các hộ"]')?.parentElement;
    list?.scrollTo({ top: list.scrollHeight });
  });
  await expect(page.locator('[aria-posinset="1890"] [data-testid="household-row"]')).toBeVisible();
  expect(await page.getByTestId("household-row").count()).toBeLessThan(60);
});

test("on a tablet the list is where it was when one comes back from a household", async ({ commune, page }) => {
  await page.setViewportSize({ width: 800, height: 1280 });
  await signIn(page, commune.address);
  await page.getByTestId("nav-households").click();
  await expect(page.getByTestId("household-row").first()).toBeVisible();
  await page.evaluate(() => document.querySelector('[aria-label="Các hộ"]')?.parentElement?.scrollTo({ top: 40_000 }));
  const row = page.locator('[aria-posinset="530"] [data-testid="household-row"]');
  await row.click();
  await expect(page.getByTestId("start-check")).toBeVisible();
  await page.getByRole("link", { name: "Danh sách hộ" }).first().click();
  await expect(row).toBeInViewport();
});

test("a check is filled, refused while something is missing, finished and read", async ({ commune, page }) => {
  await signIn(page, commune.address);
  const household = await openHousehold(page, "nguyen van");
  await page.getByTestId("start-check").click();
  for (const [index, section] of sections.entries()) {
    await expect(page.getByText(`Phần ${index + 1} / ${sections.length}`)).toBeVisible();
    for (const answer of section.answers) {
      // One question is left out, to be asked for at the end.
      if (answer.question === "bhyt") continue;
      if (answer.text !== undefined) await page.locator(question(answer.question)).fill(answer.text);
      if (answer.press) await page.locator(question(answer.question)).click();
      for (const choice of answer.choices ?? []) {
        const row = page.locator(question(`${answer.question}-${choice}`));
        if ((await row.getAttribute("data-checked")) === "false") await row.click();
        await expect(row).toHaveAttribute("data-checked", "true");
      }
    }
    await expect(page.getByTestId("saved-note")).toHaveAttribute("data-state", /saved|idle/);
    if (index + 1 < sections.length) await page.getByTestId("next").click();
  }
  await page.getByTestId("finish").click();
  await expect(page.getByTestId("problem-summary")).toContainText("Còn 1 chỗ");
  await page.getByTestId("problem-summary").getByRole("button").click();
  await expect(page.locator(question("bhyt"))).toBeInViewport();
  await page.locator(question("bhyt-co")).click();
  await page.goto(page.url().replace(/\/dien.*/, `/dien/${sections.length}`));
  await page.getByTestId("finish").click();
  await expect(page.getByTestId("flash")).toContainText("Phiếu đã hoàn thành");

  const checks = await checksOf(page, household);
  expect(checks.map((check) => check.status)).toEqual(["complete"]);
  await page.getByTestId("check-row").first().click();
  await expect(page.getByText("Giếng khoan").first()).toBeVisible();
  await expect(page.getByText("85,5").first()).toBeVisible();
  await expect(page.getByTestId("revision")).toHaveAttribute("title", /^[0-9a-f]{64}$/);
  await page.getByTestId("nav-home").click();
  await expect(page.getByTestId("home-progress")).toContainText("1/1.890");
});

test("answers are kept when the page is closed at once, and typing survives a lost connection", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await openHousehold(page, "bui thi");
  await page.getByTestId("start-check").click();
  await page.getByTestId("q-mo_dau/ket_qua_gap-gap_duoc").click();
  await expect(page.getByTestId("saved-note")).toHaveAttribute("data-state", "saved");
  await page.getByTestId("next").click();
  const name = page.locator(question("so_nha"));
  await name.fill("Số 7, ngõ Chợ");
  await expect(page.getByTestId("saved-note")).toHaveAttribute("data-state", "saved");

  await page.context().setOffline(true);
  await name.fill("Số 9, ngõ Chợ");
  await expect(page.getByTestId("error-banner")).toBeVisible();
  await expect(name).toHaveValue("Số 9, ngõ Chợ");
  await page.context().setOffline(false);
  await page.getByTestId("retry-save").click();
  await expect(page.getByTestId("error-banner")).toBeHidden();
  await expect(page.getByTestId("saved-note")).toHaveAttribute("data-state", "saved");

  await page.reload();
  await expect(page.locator(question("so_nha"))).toHaveValue("Số 9, ngõ Chợ");
});

test("a person is added to the household and taken away again, after a question", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await openHousehold(page, "le van");
  await page.getByTestId("start-check").click();
  await page.getByTestId("q-mo_dau/ket_qua_gap-gap_duoc").click();
  await page.getByTestId("next").click();
  const add = page.locator('[data-testid^="add-"]');
  const people = page.locator('[data-testid^="instance-"]');
  // The head of the household stands there from the start.
  await expect(people).toHaveCount(1);
  await add.click();
  await expect(people).toHaveCount(2);
  await expect(page.locator(":focus")).toHaveAttribute("data-testid", /\/ho_ten$/);
  await page.keyboard.type("Lê Thị Út");
  await expect(people.last().locator('[data-testid^="toggle-"]')).toContainText("Lê Thị Út");

  await people.last().locator('[data-testid^="remove-"]').click();
  await page.getByTestId("ask-no").click();
  await expect(people).toHaveCount(2);
  await people.last().locator('[data-testid^="remove-"]').click();
  await page.getByTestId("ask-yes").click();
  await expect(people).toHaveCount(1);
  await expect(page.getByTestId("saved-note")).toHaveAttribute("data-state", /saved|idle/);
  await expect(page.getByTestId("error-banner")).toBeHidden();
  await page.reload();
  await expect(people).toHaveCount(1);
});

test("Enter goes from one question to the next, Shift+Tab goes back", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await openHousehold(page, "ha van");
  await page.getByTestId("start-check").click();
  await page.getByTestId("q-mo_dau/ket_qua_gap-gap_duoc").click();
  await page.getByTestId("next").click();
  await page.locator(question("chu_ho")).focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(question("so_nha"))).toBeFocused();
  await page.keyboard.press("Shift+Tab");
  await expect(page.locator(question("chu_ho"))).toBeFocused();
});

test("facts of a household are edited and stay in its history", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await openHousehold(page, "quach");
  await page.getByTestId("edit-household").click();
  await page.getByTestId("edit-members").fill("nhiều");
  await page.getByTestId("edit-save").click();
  await expect(page.getByText("Số khẩu là một số, ví dụ 4.")).toBeVisible();
  await page.getByTestId("edit-members").fill("9");
  await page.getByTestId("edit-save").click();
  await expect(page.getByTestId("fact-members")).toContainText("9");
  await expect(page.getByText("Lịch sử thay đổi")).toBeVisible();
});

test("a household is added and can be checked at once", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.goto(`${commune.address}/#/ho/moi`);
  await page.getByTestId("new-submit").click();
  await expect(page.getByText("Hãy chọn thôn của hộ.")).toBeVisible();
  await page.getByTestId("new-village").selectOption({ label: "Phú Vinh" });
  await page.getByTestId("new-name").fill("Đặng Thị Ước");
  await page.getByTestId("new-submit").click();
  await expect(page.getByTestId("start-check")).toBeVisible();
  await page.getByTestId("search").fill("dang thi uoc");
  await expect(page.getByTestId("household-row").first()).toContainText("Đặng Thị Ước");
});

test("a pairing code is made for a village", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-devices").click();
  await page.getByTestId("invite-open").click();
  await page.getByTestId("invite-submit").click();
  await expect(page.getByText("Hãy viết tên người sẽ dùng máy.")).toBeVisible();
  await page.getByTestId("invite-name").fill("Máy thôn Phú Vinh");
  await page.getByTestId("invite-user").fill("Cán bộ thôn");
  await page.getByLabel("Phú Vinh").check();
  await page.getByTestId("invite-submit").click();
  await expect(page.getByTestId("invite-code")).toHaveValue(/^SOTHON/);
});

test("a damaged register is refused in plain words and nothing is loaded", async ({ commune, page }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-register").click();
  const file = { name: "so-ho.xlsx", mimeType: "application/octet-stream", buffer: Buffer.from("không phải Excel") };
  await page.getByTestId("register-file").setInputFiles(file);
  await expect(page.getByText(/Ghi chú khi đọc tệp|không (đọc|mở)/).first()).toBeVisible();
  const { total } = await ask<{ total: number }>(page, "households.list", { limit: 1 });
  expect(total).toBe(1890);
});
