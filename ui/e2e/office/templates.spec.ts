// The layout of the report: saved, changed, brought back; a bad one explained; a lost one told of.

import { readFile, readdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { Download, Page } from "@playwright/test";

import { faults } from "../support/axe";
import type { Commune } from "../support/commune";
import { expect, test } from "../support/fixtures";
import { look } from "../support/look";
import { signIn } from "../support/office";
import { changed, text } from "../support/zip";

const DOCUMENT = "word/document.xml";
const MOTTO = "Độc lập - Tự do - Hạnh phúc";
const type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

async function check(page: Page, name: string) {
  expect(await faults(page), name).toEqual([]);
  await look(page, `template-${name}`, page.getByTestId("template-card"));
}

async function saved(page: Page, button: string): Promise<{ download: Download; bytes: Buffer }> {
  const waiting = page.waitForEvent("download");
  await page.getByTestId(button).click();
  const download = await waiting;
  return { download, bytes: await readFile(await download.path()) };
}

async function bring(page: Page, name: string, buffer: Buffer) {
  await page.getByTestId("template-file").setInputFiles({ name, mimeType: type, buffer });
}

/** What the office looks at goes, and comes again from the log and the commune's folder of files. */
async function madeAnew(commune: Commune, dir: string) {
  await commune.stop();
  const folder = join(dir, "commune");
  for (const name of await readdir(folder)) {
    if (/^read-model\.(blobs\.)?db/.test(name)) await rm(join(folder, name));
  }
  await commune.start();
}

/** The words of the report that is open, as Word would show them. */
async function printed(page: Page): Promise<string> {
  return text((await saved(page, "download-docx")).bytes, DOCUMENT);
}

test("an officer's own layout prints the reports, a bad one is explained, and a signed version keeps its own", async ({ commune, page, dir }) => {
  await signIn(page, commune.address);
  await page.getByTestId("nav-reports").click();
  await expect(page.getByTestId("template-now")).toHaveText("Mẫu có sẵn của Sổ Thôn");
  const { download, bytes: builtIn } = await saved(page, "template-save");
  expect(download.suggestedFilename()).toBe("mau-bao-cao.docx");

  await bring(page, "Mẫu thiếu.docx", await changed(builtIn, DOCUMENT, (xml) => xml.replace("{{nguoi_ky}}", "").replace("{{so}}", "{{so_hieu}}")));
  await expect(page.getByTestId("template-refused")).toContainText("{{nguoi_ky}}");
  await expect(page.getByTestId("template-refused")).toContainText("{{so}}");
  await expect(page.getByTestId("template-refused")).toContainText("Mẫu đang dùng vẫn giữ nguyên");
  await expect(page.getByTestId("template-now")).toHaveText("Mẫu có sẵn của Sổ Thôn");
  await check(page, "refused");
  await bring(page, "ảnh.docx", Buffer.from("không phải Word"));
  await expect(page.getByTestId("template-refused")).toContainText("không phải tệp Word");

  await bring(page, "Mẫu xã Ngọc Phụng.docx", await changed(builtIn, DOCUMENT, (xml) => xml.replace(MOTTO, "Chữ cố định của xã")));
  await expect(page.getByTestId("template-now")).toHaveText("Mẫu xã Ngọc Phụng.docx");
  await expect(page.getByTestId("template-refused")).toBeHidden();
  await page.getByText("Các chỗ điền và kiểu chữ của mẫu").click();
  await check(page, "own");

  await page.getByTestId("report-create").click();
  expect(await printed(page)).toContain("Chữ cố định của xã");
  await page.getByTestId("report-freeze").click();
  await page.getByTestId("ask-yes").click();
  await expect(page.getByTestId("report-version")).toContainText("Mẫu xã Ngọc Phụng.docx");
  const report = page.url();

  await page.getByTestId("nav-reports").click();
  await page.getByTestId("template-built-in").click();
  await expect(page.getByTestId("template-now")).toHaveText("Mẫu có sẵn của Sổ Thôn");
  await page.getByText(/^Các lần đổi mẫu \(/).click();
  await expect(page.getByTestId("template-history")).toContainText("Mẫu xã Ngọc Phụng.docx");
  await check(page, "history");

  await madeAnew(commune, dir);
  await page.goto(report);
  await page.reload();
  expect(await printed(page)).toContain(MOTTO);
  await page.getByRole("button", { name: "Xem bản này" }).click();
  await expect(page.getByTestId("signed-banner")).toBeVisible();
  expect(await printed(page)).toContain("Chữ cố định của xã");
  await expect(page.getByTestId("printed-notes")).toBeHidden();

  await rm(join(dir, "commune", "blobs"), { recursive: true });
  await madeAnew(commune, dir);
  await page.goto(report);
  await page.reload();
  await page.getByRole("button", { name: "Xem bản này" }).click();
  await expect(page.getByTestId("signed-banner")).toBeVisible();
  expect(await printed(page)).toContain(MOTTO);
  await expect(page.getByTestId("printed-notes")).toContainText("Mẫu xã Ngọc Phụng.docx");
  await check(page, "lost");
});
