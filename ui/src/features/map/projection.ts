// From degrees to pixels, and how long a pixel is on the ground.

import { geoDistance, geoMercator } from "d3-geo";

export type Degrees = [longitude: number, latitude: number];
export type Pixels = [x: number, y: number];

export interface Projection {
  toPixels(place: Degrees): Pixels;
  /** Metres of one pixel in the middle of the picture, before any zoom. */
  metresPerPixel: number;
}

/** Mean radius of the earth in metres (IUGG). */
const EARTH_M = 6_371_009;
/** A picture shows at least so much, or a single place would fill it. */
const LEAST_DEGREES = 0.006;

/** Pixels that stay free around the places. */
export interface Room {
  top: number;
  right: number;
  bottom: number;
  left: number;
}

/** Fits all places into the picture with some room around them. */
export function fit(places: readonly Degrees[], width: number, height: number, room: Room): Projection {
  const box = bounds(places);
  const inner: [Pixels, Pixels] = [
    [room.left, room.top],
    [Math.max(width - room.right, room.left + 1), Math.max(height - room.bottom, room.top + 1)],
  ];
  const mercator = geoMercator().fitExtent(inner, {
    type: "MultiPoint",
    coordinates: [
      [box.west, box.south],
      [box.east, box.north],
    ],
  });
  const middle: Pixels = [width / 2, height / 2];
  const left = mercator.invert?.([middle[0] - 50, middle[1]]);
  const right = mercator.invert?.([middle[0] + 50, middle[1]]);
  return {
    toPixels: (place) => mercator(place) ?? middle,
    metresPerPixel: left && right ? (geoDistance(left, right) * EARTH_M) / 100 : 1,
  };
}

interface Box {
  west: number;
  east: number;
  south: number;
  north: number;
}

function bounds(places: readonly Degrees[]): Box {
  const box = { west: Infinity, east: -Infinity, south: Infinity, north: -Infinity };
  for (const [longitude, latitude] of places) {
    box.west = Math.min(box.west, longitude);
    box.east = Math.max(box.east, longitude);
    box.south = Math.min(box.south, latitude);
    box.north = Math.max(box.north, latitude);
  }
  const widen = (low: number, high: number): [number, number] => {
    const missing = Math.max(0, LEAST_DEGREES - (high - low)) / 2;
    return [low - missing, high + missing];
  };
  [box.west, box.east] = widen(box.west, box.east);
  [box.south, box.north] = widen(box.south, box.north);
  return box;
}

export interface Scale {
  /** Width of the bar in pixels. */
  pixels: number;
  /** `200 m` or `1 km`. */
  text: string;
}

/** A bar of 1, 2 or 5 times a power of ten metres, as long as fits. */
export function scale(metresPerPixel: number, longest: number): Scale {
  const most = Math.max(metresPerPixel * longest, 1);
  const power = 10 ** Math.floor(Math.log10(most));
  const metres = [5, 2, 1].map((step) => step * power).find((length) => length <= most) ?? power;
  const text = metres >= 1000 ? `${metres / 1000} km` : `${metres} m`;
  return { pixels: metres / metresPerPixel, text };
}

/** The middle of a set of places; none for an empty one. */
export function middle(places: readonly Degrees[]): Degrees | null {
  if (places.length === 0) return null;
  const sum = places.reduce<Degrees>(([east, north], [x, y]) => [east + x, north + y], [0, 0]);
  return [sum[0] / places.length, sum[1] / places.length];
}
