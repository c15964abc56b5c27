import { describe, expect, test } from "vitest";
import { readLines, readRoute, routeLength, showLines, writeRoute } from "./route";

describe("a line walked", () => {
  test("comes back as it was stored", () => {
    const stored = "19.9 105.3 12 4;19.901 105.3 0 0";
    expect(writeRoute(readRoute(stored))).toBe(stored);
    expect(writeRoute(readRoute(null))).toBeNull();
    // As the form engine writes it for other programs.
    expect(readRoute("1.0 2.0 0.0 0.0; 3.0 4.0 5.0 6.0")).toHaveLength(2);
  });

  test("is as long as its steps: a thousandth of a degree to the north is 111,2 m", () => {
    const north = readRoute("19.9 105.3 0 0;19.901 105.3 0 0;19.902 105.3 0 0");
    expect(routeLength(north)).toBeCloseTo(2 * 111.195, 1);
    // To the east a degree is shorter by the cosine of the latitude.
    expect(routeLength(readRoute("60 10 0 0;60 10.001 0 0"))).toBeCloseTo(111.195 / 2, 1);
    expect(routeLength(readRoute("19.9 105.3 0 0"))).toBe(0);
  });

  test.each([
    ["19,9012 105,3456\n19,9020 105,3460", 2],
    ["19.9012, 105.3456; 19.9020, 105.3460\n", 2],
    ["19,9012,105,3456", 1],
    ["", 0],
  ])("is read as people paste it: %s", (text, count) => {
    const points = readLines(text);
    expect(points).toHaveLength(count);
    for (const point of points ?? []) {
      expect(point.latitude).toBeCloseTo(19.9, 1);
      expect(point.longitude).toBeCloseTo(105.3, 1);
    }
    expect(readLines(showLines(points ?? []))).toEqual(points);
  });

  test.each(["19,9012", "cầu – chợ", "105,3456 19,9012", "19,9 105,3 đầu ngõ"])("asks again where it is none: %s", (text) => {
    expect(readLines(text)).toBeNull();
  });
});
