import { describe, expect, it } from "vitest";
import { type Degrees, fit, middle, scale } from "./projection";

// Two places in Thường Xuân, one tenth of a degree apart to the north: 11.1 km on the ground.
const south: Degrees = [105.3, 19.8];
const north: Degrees = [105.3, 19.9];
const room = { top: 40, right: 40, bottom: 40, left: 40 };

describe("fit", () => {
  it("puts all places inside the picture, north above south", () => {
    const { toPixels } = fit([south, north], 800, 600, room);
    const [x1, y1] = toPixels(south);
    const [x2, y2] = toPixels(north);
    expect(y2).toBeLessThan(y1);
    for (const value of [x1, x2]) expect(value).toBeGreaterThanOrEqual(40);
    expect(y2).toBeCloseTo(40, 0);
    expect(y1).toBeCloseTo(560, 0);
  });

  it("knows how long a pixel is on the ground", () => {
    const { toPixels, metresPerPixel } = fit([south, north], 800, 600, room);
    const pixels = toPixels(south)[1] - toPixels(north)[1];
    expect((pixels * metresPerPixel) / 1000).toBeCloseTo(11.12, 1);
  });

  it("shows more than a dot around a single place", () => {
    const { toPixels, metresPerPixel } = fit([south], 800, 600, room);
    expect(toPixels(south)[0]).toBeCloseTo(400, 0);
    expect(metresPerPixel * 520).toBeGreaterThan(500);
  });
});

describe("scale", () => {
  it.each([
    [1, 120, "100 m", 100],
    [3.2, 120, "200 m", 62.5],
    [20, 120, "2 km", 100],
    [50, 120, "5 km", 100],
  ])("at %d m a pixel is round", (metresPerPixel, longest, text, pixels) => {
    const bar = scale(metresPerPixel, longest);
    expect(bar.text).toBe(text);
    expect(bar.pixels).toBeCloseTo(pixels, 5);
  });
});

describe("middle", () => {
  it("is the mean, and nothing of nothing", () => {
    expect(middle([south, north])).toEqual([105.3, 19.85]);
    expect(middle([])).toBeNull();
  });
});
