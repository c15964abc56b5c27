// Pairing and unlocking, also when something is wrong.

import { pair, unlock } from "../support/desk";
import { expect, test } from "../support/fixtures";

test("a code that cannot be read, a short PIN and a PIN mistyped are said beside the field", async ({ open }) => {
  const app = await open("laptop");
  await app.type("pair-code", "khong phai ma");
  await app.type("pair-pin", "246810");
  await app.type("pair-pin-again", "246811");
  await app.click("pair-submit");
  await expect.poll(() => app.words()).toContain("khác nhau");
  await app.type("pair-pin-again", "246810");
  await app.click("pair-submit");
  await expect.poll(() => app.words()).not.toContain("khác nhau");
  await app.locate("#pair-code-error");
  expect(await app.has("nav-home")).toBe(false);
});

test("a wrong PIN opens nothing and the right one opens everything", async ({ commune, open }) => {
  const first = await open("laptop");
  await pair(first, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await first.close();

  const again = await open("laptop");
  await again.type("unlock-pin", "135790");
  await again.click("unlock-submit");
  await expect.poll(() => again.words()).toContain("không đúng");
  expect(await again.has("nav-home")).toBe(false);
  await unlock(again);
});

test("a code serves one device only", async ({ commune, open }) => {
  const code = await commune.invite("Máy thôn", "Cán bộ thôn");
  await pair(await open("laptop"), code);
  const other = await open("tablet");
  await other.type("pair-code", code);
  await other.type("pair-pin", "246810");
  await other.type("pair-pin-again", "246810");
  await other.click("pair-submit");
  await expect.poll(() => other.words(), { timeout: 20_000 }).toMatch(/đã (được )?dùng|mã mới|hết hạn/i);
  expect(await other.has("nav-home")).toBe(false);
});
