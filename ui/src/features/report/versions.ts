import type { ReportVersion } from "../../generated/ReportVersion";
import { dateTime } from "../../lib/format";

/** Versions that were signed by people who had not seen each other's: two or more of one number. */
export interface SignedAtOnce {
  number: number;
  versions: ReportVersion[];
}

export function signedAtOnce(versions: ReportVersion[]): SignedAtOnce[] {
  const byNumber = new Map<number, ReportVersion[]>();
  for (const version of versions) {
    byNumber.set(version.number, [...(byNumber.get(version.number) ?? []), version]);
  }
  return [...byNumber]
    .filter(([, same]) => same.length > 1)
    .map(([number, same]) => ({ number, versions: same }));
}

/** `Lê Thị Hoa chốt bản 2a (05/01/2026 lúc 07:30), Vi Văn Ón chốt bản 2b (05/01/2026 lúc 07:42)` */
export function whoSigned(versions: ReportVersion[]): string {
  return versions.map((version) => `${version.by} chốt bản ${version.label} (${dateTime(version.at_ms)})`).join(", ");
}

/** The first with each of the others. */
export function pairs(versions: ReportVersion[]): [ReportVersion, ReportVersion][] {
  const [first, ...others] = versions;
  return first === undefined ? [] : others.map((other) => [first, other]);
}
