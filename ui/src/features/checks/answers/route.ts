// A line walked: points as `latitude longitude altitude accuracy`, joined by `;`, as ODK stores a geotrace.

import { typedDecimal } from "../../../lib/format";

export interface Point {
  latitude: number;
  longitude: number;
  altitude: number;
  accuracy: number;
}

/** Metres; the mean radius of the earth (IUGG). */
const EARTH_M = 6_371_008.8;

export function readRoute(value: string | null): Point[] {
  return (value ?? "")
    .split(";")
    .map((part) => part.trim().split(/\s+/).map(Number))
    .filter((numbers) => numbers.length >= 2 && numbers.every(Number.isFinite))
    .map(([latitude = 0, longitude = 0, altitude = 0, accuracy = 0]) => ({ latitude, longitude, altitude, accuracy }));
}

export function writeRoute(points: readonly Point[]): string | null {
  const texts = points.map((point) => `${point.latitude} ${point.longitude} ${point.altitude} ${point.accuracy}`);
  return texts.length === 0 ? null : texts.join(";");
}

/** Metres between two points along the surface (haversine). */
export function distance(from: Point, to: Point): number {
  const radians = Math.PI / 180;
  const half = (degrees: number) => Math.sin((degrees * radians) / 2) ** 2;
  const across = Math.cos(from.latitude * radians) * Math.cos(to.latitude * radians);
  const bow = half(to.latitude - from.latitude) + across * half(to.longitude - from.longitude);
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(bow)));
}

/** Metres along all points. */
export function routeLength(points: readonly Point[]): number {
  return points.reduce((sum, point, at) => sum + (at === 0 ? 0 : distance(points[at - 1] ?? point, point)), 0);
}

/** Points as people paste them, one on a line: `19,9012 105,3456`, `19.9012, 105.3456`. Null where a line is none. */
export function readLines(text: string): Point[] | null {
  const points: Point[] = [];
  for (const line of text.split(/[\n;]/)) {
    if (line.trim() === "") continue;
    const numbers = line.match(/-?\d+(?:[.,]\d+)?/g) ?? [];
    const rest = line.replace(/-?\d+(?:[.,]\d+)?/g, "").replace(/[\s,]/g, "");
    const [latitude = NaN, longitude = NaN] = numbers.map((number) => Number(typedDecimal(number)));
    const fits = numbers.length >= 2 && rest === "" && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180;
    if (!fits) return null;
    points.push({ latitude, longitude, altitude: 0, accuracy: 0 });
  }
  return points;
}

export const showLines = (points: readonly Point[]): string =>
  points.map((point) => [point.latitude, point.longitude].map((number) => String(number).replace(".", ",")).join(" ")).join("\n");
