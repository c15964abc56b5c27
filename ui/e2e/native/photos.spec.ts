// A photo attached in the window is safe at the commune and seen in the office on its check.

import { pair, transfer } from "../support/desk";
import { expect, test } from "../support/fixtures";
import { signIn } from "../support/office";
import { drawn } from "../support/photo";
import { until } from "../support/programs";

test("a photo taken in the window is safe at the commune and seen in the office on its check", async ({ commune, open, page }) => {
  const app = await open("tablet");
  await pair(app, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await transfer(app);
  await app.go("#/ho");
  const road = await app.run<{ id: string }>(`
    return window.__TAURI_INTERNALS__.invoke("call", { command: "subjects.list", args: { subject_type: "road", limit: 1 } })
      .then((page) => page.rows[0]);`);
  const filling = await app.run<{ check: string }>(
    `return window.__TAURI_INTERNALS__.invoke("call", { command: "checks.start", args: { household: arguments[0], form: "duong" } });`,
    road.id,
  );
  const check = filling.check;
  await app.go(`#/phieu/${check}/dien/2`);
  await app.find("add-cac_doan/doan");
  if ((await app.count('[data-testid^="instance-"]')) === 0) await app.press('[data-testid="add-cac_doan/doan"]');
  const question = '[data-question$="/anh_doan"]';
  await app.locate(question);
  // A person chooses a file; the window is given one as its dialog would give it.
  await app.run(`
    const bytes = Uint8Array.from(atob((${drawn.toString()})()), (sign) => sign.charCodeAt(0));
    const given = new DataTransfer();
    given.items.add(new File([bytes], "ngõ 12.jpg", { type: "image/jpeg" }));
    const input = document.querySelector('${question} input[type=file]');
    input.files = given.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));`);
  await app.locate(`${question} [data-state="only_here"]`);
  const width = await until("the picture in the window", 20_000, async () => {
    const wide = await app.run<number>(`return document.querySelector('${question} img')?.naturalWidth ?? 0`);
    return wide > 0 ? wide : undefined;
  });
  expect(width).toBe(320);
  if (process.env.SOTHON_SHOTS) await app.picture(`${process.env.SOTHON_SHOTS}/window.png`);

  const result = await transfer(app);
  expect(result).toContain("1 ảnh, tệp đã an toàn ở xã");
  await signIn(page, commune.address);
  await page.goto(`${commune.address}/#/phieu/${check}`);
  const shown = page.locator('[data-testid^="file-"]');
  await expect(shown).toHaveAttribute("data-state", "safe");
  await expect(shown).toContainText("ngõ 12.jpg");
  await expect.poll(() => shown.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);
});
