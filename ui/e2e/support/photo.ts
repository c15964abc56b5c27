// A photo as a phone would give it: larger than what is kept.

import type { Page } from "@playwright/test";

/** Drawn and encoded by the browser itself. */
export async function photo(page: Page): Promise<Buffer> {
  const base64 = await page.evaluate(drawn);
  return Buffer.from(base64, "base64");
}

/** A sky, a hill and a road, 2,000 × 1,500 pixels; base64 of a JPEG. Runs in any page. */
export function drawn(): string {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [2000, 1500];
  const brush = canvas.getContext("2d");
  if (!brush) return "";
  const fill = (colour: string, points: [number, number][]) => {
    brush.fillStyle = colour;
    brush.beginPath();
    for (const [x, y] of points) brush.lineTo(x, y);
    brush.fill();
  };
  fill("#9cc4e4", [[0, 0], [2000, 0], [2000, 1500], [0, 1500]]);
  fill("#6b9a5b", [[0, 800], [700, 500], [1400, 750], [2000, 600], [2000, 1500], [0, 1500]]);
  fill("#b9b2a6", [[880, 700], [1080, 700], [1700, 1500], [300, 1500]]);
  return canvas.toDataURL("image/jpeg", 0.9).split(",")[1] ?? "";
}
