// Pictures of the commune's pages.

import { mkdir } from "node:fs/promises";

import type { Locator, Page } from "@playwright/test";

/** Where pictures of the screens go, for people to look at; none are taken where it is not set. */
const shots = process.env.SOTHON_SHOTS;

/** Takes a page at the sizes of an old laptop and of a tablet held upright; scrolled to where `at` stands, if it does. */
export async function look(page: Page, name: string, at?: Locator): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  for (const [width, height] of [[1366, 768], [800, 1280]] as const) {
    await page.setViewportSize({ width, height });
    if (at !== undefined && (await at.count()) > 0) await at.first().scrollIntoViewIfNeeded();
    await page.screenshot({ path: `${shots}/${name}-${width}.png` });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
