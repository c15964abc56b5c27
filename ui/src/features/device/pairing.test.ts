import { describe, expect, it } from "vitest";
import { pairErrors } from "./pairing";

const good = { code: "SOTHON1-ABC", pin: "246810", again: "246810" };

describe("the pairing form", () => {
  it("accepts a code and the same PIN twice", () =>
    expect(pairErrors(good)).toEqual({ code: null, pin: null, again: null }));

  it.each([
    ["code", { ...good, code: "  " }],
    ["pin", { ...good, pin: "", again: "" }],
    ["pin", { ...good, pin: "12345", again: "12345" }],
    ["pin", { ...good, pin: "12345a", again: "12345a" }],
    ["again", { ...good, again: "246811" }],
    ["again", { ...good, again: "" }],
  ] as const)("says what is wrong with %s", (field, form) => expect(pairErrors(form)[field]).not.toBeNull());
});
