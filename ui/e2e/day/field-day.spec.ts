// A day in the field on the commune that `cargo xtask run` started, with a picture of every screen.
// On the first run it begins with pairing, later with the PIN and the next household.

import { existsSync } from "node:fs";
import { join } from "node:path";

import { call, fillSection, onSection, pair, transfer, unlock } from "../support/desk";
import { Display } from "../support/display";
import { FieldApp } from "../support/field-app";
import { expect, test } from "@playwright/test";
import { sections } from "../support/household-form";
import { signIn } from "../support/office";

function wanted(name: string): string {
  const value = process.env[`SOTHON_DAY_${name}`];
  if (value === undefined) throw new Error(`SOTHON_DAY_${name} is not set; use cargo xtask run`);
  return value;
}

const tablet = { width: 800, height: 1280 };
const laptop = { width: 1366, height: 768 };

test("a day in the field", async ({ page }) => {
  const pictures = wanted("PICTURES");
  const data = wanted("DATA");
  const display = await Display.start();
  const app = await FieldApp.start({ data, display: display.name });
  /** The screen on a laptop and on a tablet held upright. */
  const picture = async (name: string) => {
    for (const [kind, size] of Object.entries({ tablet, laptop })) {
      await app.resize(size.width, size.height);
      await app.picture(join(pictures, `${name}-${kind}.png`));
    }
  };
  try {
    if (existsSync(join(data, "profile.json"))) {
      await app.find("unlock-pin");
      await picture("01-mo-may");
      await unlock(app);
    } else {
      await app.find("pair-code");
      await picture("01-ghep-may");
      await pair(app, wanted("CODE"));
    }
    await transfer(app);
    await picture("02-nhan-ve");
    await app.click("nav-home");
    await picture("03-hom-nay");

    const { rows } = await call<{ rows: { id: string; name: string }[] }>(app, "households.list", { state: "todo", limit: 1 });
    const household = rows[0];
    if (household === undefined) throw new Error("every household of the demo commune is checked; start with --fresh");
    await app.click("nav-households");
    await app.type("search", household.name.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/g, "d").replace(/Đ/g, "D"));
    await app.find("household-row");
    await picture("04-danh-sach");
    await app.go(`#/ho/${household.id}`);
    await app.find("start-check");
    await picture("05-trang-ho");

    await app.click("start-check");
    for (const [index, section] of sections.entries()) {
      await onSection(app, index);
      await fillSection(app, section, []);
      await picture(`06-phieu-${String(index).padStart(2, "0")}-${section.name.replaceAll("_", "-")}`);
      if (index + 1 < sections.length) await app.click("next");
    }
    await app.click("finish");
    await app.find("flash");
    await picture("07-xong-phieu");
    expect(await transfer(app)).toContain("an toàn ở xã");
    await picture("08-gui-ve-xa");

    await signIn(page, wanted("OFFICE"), { user: wanted("SIGN_IN"), password: wanted("PASSWORD") });
    await expect(page.getByText(household.name).first()).toBeVisible();
    for (const [kind, size] of Object.entries({ tablet, laptop })) {
      await page.setViewportSize(size);
      await page.screenshot({ path: join(pictures, `09-van-phong-xa-${kind}.png`) });
    }
    await page.goto(`${wanted("OFFICE")}/#/ho/${household.id}`);
    await expect(page.getByText(household.name).first()).toBeVisible();
    await page.screenshot({ path: join(pictures, "10-van-phong-ho-laptop.png") });
  } finally {
    await app.close();
    await display.stop();
  }
});
