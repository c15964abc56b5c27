// Pictures of the commune's pages.

import { mkdir } from "node:fs/promises";

import type { Page } from "@playwright/test";

/** Where pictures of the screens go, for people to look at; none are taken where it is not set. */
const shots = process.env.SOTHON_SHOTS;

/** Takes a page at the sizes of an old laptop and of a tablet held upright. */
export async function look(page: Page, name: string): Promise<void> {
  if (!shots) return;
  await mkdir(shots, { recursive: true });
  for (const [width, height] of [[1366, 768], [800, 1280]] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `${shots}/${name}-${width}.png` });
  }
  await page.setViewportSize({ width: 1366, height: 768 });
}
