// Pictures of the screens, at the sizes of an old laptop and of a tablet held upright.

import { mkdir } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

import type { FieldApp } from "./field-app";

/** Where they go, for people to look at; none are taken where it is not set. */
const shots = process.env.SOTHON_SHOTS;
const laptop = { width: 1366, height: 768 };
const tablet = { width: 800, height: 1280 };

/** Takes a page of the commune; scrolled to where `at` stands, if it does. */
export async function look(page: Page, name: string, at?: Locator): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  for (const size of [laptop, tablet]) {
    await page.setViewportSize(size);
    if (at !== undefined && (await at.count()) > 0) await at.first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${shots}/${name}-${size.width}.png` });
  }
  await page.setViewportSize(laptop);
}

/** Takes the field app's window. */
export async function lookAt(app: FieldApp, name: string): Promise<void> {
  if (!shots) return;
  for (const { width, height } of [laptop, tablet]) {
    await app.resize(width, height);
    await app.picture(`${shots}/${name}-${width}.png`);
  }
  await app.resize(laptop.width, laptop.height);
}
