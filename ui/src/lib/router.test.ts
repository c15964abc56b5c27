import { describe, expect, it } from "vitest";
import { address, parse, router, type Place } from "./router.svelte";

const ID = "0192f0c1-1111-7abc-8def-000000000001";

const places: [string, Place][] = [
  ["#/", { page: "home" }],
  ["#/ho", { page: "subjects", type: "household", id: null }],
  [`#/ho/${ID}`, { page: "subjects", type: "household", id: ID }],
  ["#/ho/moi", { page: "new-subject", type: "household" }],
  ["#/duong", { page: "subjects", type: "road", id: null }],
  [`#/cong-trinh/${ID}`, { page: "subjects", type: "work", id: ID }],
  ["#/diem-ve-sinh/moi", { page: "new-subject", type: "sanitation_point" }],
  [`#/thon/${ID}`, { page: "subjects", type: "village", id: ID }],
  [`#/phieu/${ID}`, { page: "check", id: ID }],
  [`#/phieu/${ID}/dien`, { page: "fill", id: ID, section: null }],
  [`#/phieu/${ID}/dien/3`, { page: "fill", id: ID, section: 2 }],
  ["#/xem-lai", { page: "review" }],
  ["#/giu-lai", { page: "parked" }],
  ["#/gui", { page: "transfer" }],
  ["#/may", { page: "devices" }],
  ["#/nap-so", { page: "register" }],
  ["#/nguon-von", { page: "ledger" }],
  ["#/ban-do", { page: "map", set: null, indicator: null }],
  ["#/ban-do/xa_ntm_nang_cao_2022/5.1", { page: "map", set: "xa_ntm_nang_cao_2022", indicator: "5.1" }],
  ["#/tieu-chi", { page: "criteria", set: null, indicator: null }],
  ["#/tieu-chi/thon_ntm_kieu_mau", { page: "criteria", set: "thon_ntm_kieu_mau", indicator: null }],
  ["#/tieu-chi/xa_ntm_nang_cao_2022/17.4", { page: "criteria", set: "xa_ntm_nang_cao_2022", indicator: "17.4" }],
  ["#/nguong/xa_ntm_2026_2030", { page: "thresholds", set: "xa_ntm_2026_2030" }],
  ["#/tien-do", { page: "progress" }],
  ["#/bao-cao", { page: "reports", id: null }],
  ["#/khac", { page: "more" }],
  ["#/thanh-phan", { page: "gallery" }],
];

describe("an address and its place say the same", () => {
  it.each(places)("%s is read", (hash, place) => expect(parse(hash)).toEqual(place));
  it.each(places)("%s is written", (hash, place) => expect(address(place)).toBe(hash));
});

describe("addresses that lead nowhere say so", () => {
  it.each(["#/khong-co", "#/phieu", `#/phieu/${ID}/xoa`, `#/phieu/${ID}/dien/1/2`, `#/ho/${ID}/x`, `#/duong/${ID}/x`, "#/thon/moi"])("%s", (hash) =>
    expect(parse(hash)).toEqual({ page: "nowhere" }),
  );
});

describe("odd addresses are read as far as they make sense", () => {
  it.each<[string, Place]>([
    ["", { page: "home" }],
    ["#", { page: "home" }],
    ["#/ho/", { page: "subjects", type: "household", id: null }],
    [`#/phieu/${ID}/dien/0`, { page: "fill", id: ID, section: null }],
    [`#/phieu/${ID}/dien/abc`, { page: "fill", id: ID, section: null }],
    ["#/ho/%E0%A4%A", { page: "subjects", type: "household", id: "%E0%A4%A" }],
  ])("%s", (hash, place) => expect(parse(hash)).toEqual(place));
});

describe("the router", () => {
  it("changes the address and the place together", () => {
    router.go({ page: "transfer" });
    expect(window.location.hash).toBe("#/gui");
    expect(router.place).toEqual({ page: "transfer" });
  });
});
