// What axe finds on a page: names, roles, contrast.

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { type Page } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Found {
  violations: { id: string; nodes: { html: string; any: { message: string }[] }[] }[];
}

export async function faults(page: Page): Promise<string[]> {
  await page.evaluate(`${axe}; null`);
  const found = (await page.evaluate("axe.run(document, { resultTypes: ['violations'] })")) as Found;
  return found.violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.html.slice(0, 160)} ${node.any.map((one) => one.message).join(" ")}`),
  );
}
