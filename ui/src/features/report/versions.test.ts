import { describe, expect, it } from "vitest";
import type { ReportVersion } from "../../generated/ReportVersion";
import { pairs, signedAtOnce, whoSigned } from "./versions";

function version(number: number, letter: string, by: string): ReportVersion {
  return { id: `${number}${letter}`, number, label: `${number}${letter}`, digest: "", at_ms: 0, by, template: null };
}

describe("versions that were signed at the same time", () => {
  const one = version(1, "", "Lê Thị Hoa");
  const [a, b, c] = [version(2, "a", "Lê Thị Hoa"), version(2, "b", "Vi Văn Ón"), version(2, "c", "Bùi Thị Nga")];

  it("are those of one number, and only these", () => {
    expect(signedAtOnce([one, a, b, version(3, "", "Lê Thị Hoa")])).toEqual([{ number: 2, versions: [a, b] }]);
    expect(signedAtOnce([one, version(2, "", "Vi Văn Ón")])).toEqual([]);
    expect(signedAtOnce([])).toEqual([]);
  });

  it("are told with who signed which, and when", () => {
    expect(whoSigned([a, b])).toBe("Lê Thị Hoa chốt bản 2a (01/01/1970 lúc 07:00), Vi Văn Ón chốt bản 2b (01/01/1970 lúc 07:00)");
  });

  it("are compared the first with each other one", () => {
    expect(pairs([a, b, c])).toEqual([
      [a, b],
      [a, c],
    ]);
    expect(pairs([])).toEqual([]);
  });
});
