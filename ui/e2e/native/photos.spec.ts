// A photo attached in the window is safe at the commune, and seen on its check in the office and on another laptop.

import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

import { officer } from "../support/commune";
import { pair, transfer } from "../support/desk";
import { type FieldApp, downloadsOf } from "../support/field-app";
import { expect, test } from "../support/fixtures";
import { lookAt } from "../support/look";
import { signIn } from "../support/office";
import { drawn } from "../support/photo";
import { until } from "../support/programs";

/** The width of the picture that is shown, once it is. */
const widthOf = (app: FieldApp, picture: string): Promise<number> =>
  until(`a picture in ${picture}`, 20_000, async () => {
    const wide = await app.run<number>("return document.querySelector(arguments[0])?.naturalWidth ?? 0", picture);
    return wide > 0 ? wide : undefined;
  });

test("a photo taken in the window is safe at the commune and seen in the office and on an officer's laptop", async ({ commune, open, page, dir }) => {
  test.setTimeout(240_000);
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
  expect(await widthOf(app, `${question} img`)).toBe(320);
  await lookAt(app, "question");

  const result = await transfer(app);
  expect(result).toContain("1 ảnh, tệp đã an toàn ở xã");
  await signIn(page, commune.address);
  await page.goto(`${commune.address}/#/phieu/${check}`);
  const shown = page.locator('[data-testid^="file-"]');
  await expect(shown).toHaveAttribute("data-state", "safe");
  await expect(shown).toContainText("ngõ 12.jpg");
  await expect.poll(() => shown.locator("img").evaluate((image: HTMLImageElement) => image.naturalWidth)).toBe(320);

  // The small picture comes by itself; the photo when somebody wants to see it, and not without a network.
  const laptop = await open("laptop");
  await pair(laptop, await commune.invite("Máy cán bộ", officer.user));
  expect(await transfer(laptop)).toContain("Tải về 1 ảnh nhỏ của máy khác");
  await laptop.go(`#/phieu/${check}`);
  expect(await widthOf(laptop, ".still")).toBe(320);
  await lookAt(laptop, "not-fetched");
  await commune.stop();
  await laptop.click("fetch");
  await laptop.find("failure-of-file");
  expect(await laptop.run<string>(`return document.querySelector('[data-testid="failure-of-file"]').innerText`)).toContain("đang an toàn ở xã");
  await lookAt(laptop, "no-network");
  await commune.start();
  await laptop.click("fetch");
  await laptop.press('[data-testid^="look-"]');
  expect(await widthOf(laptop, '[data-testid="viewer"] img')).toBe(1280);
  await laptop.press('[data-testid="viewer"] [data-testid="keep"]');
  await laptop.find("kept");
  await lookAt(laptop, "viewer");
  const [saved] = await readdir(downloadsOf({ data: join(dir, "laptop") }));
  expect(saved).toBe("ngõ 12.jpg");
  expect((await readFile(join(downloadsOf({ data: join(dir, "laptop") }), saved ?? ""))).subarray(0, 2).toString("hex")).toBe("ffd8");
});
