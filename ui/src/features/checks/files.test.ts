import { describe, expect, it } from "vitest";

import type { FileInfo } from "../../generated/FileInfo";
import { notHere, smallOf, whereIs } from "./files";

const photo: FileInfo = {
  hash: "a".repeat(64),
  thumbnail: "b".repeat(64),
  name: "bếp.jpg",
  media_type: "image/jpeg",
  bytes: 600_000,
  here: true,
  state: "safe",
};
const away: FileInfo = { ...photo, here: false, thumbnail: null };
const waiting: FileInfo = { ...away, state: "elsewhere" };
const paper: FileInfo = { ...away, name: "QĐ 512.pdf", media_type: "application/pdf" };

describe("where a photo is", () => {
  it.each([
    [photo, "field", "Đã an toàn ở xã"],
    [photo, "office", "Đã an toàn ở xã"],
    [away, "field", "An toàn ở xã, máy này chưa tải về"],
    [waiting, "field", "Ở xã hoặc máy đã chụp, máy này chưa có"],
    [waiting, "office", "Xã chưa nhận được, còn ở máy đã chụp"],
    [{ ...photo, state: "only_here" }, "field", "Mới ở máy này, chưa gửi về xã"],
  ] as const)("is said in words that fit the place", (file, shell, words) => {
    expect(whereIs(file, shell)).toBe(words);
  });

  it("promises that it can be fetched only where the commune has said so", () => {
    expect(notHere([photo, { ...away, thumbnail: photo.thumbnail }], "field")).toBe("");
    expect(notHere([away, paper], "field")).toBe("2 tệp an toàn ở xã, bấm vào để tải về");
    expect(notHere([away, waiting], "field")).toBe("2 tệp ở xã hoặc máy đã chụp");
    expect(notHere([away, null], "field")).toBe("2 tệp ở xã hoặc máy đã chụp");
    expect(notHere([waiting], "office")).toBe("1 tệp còn ở máy đã chụp, chưa gửi về xã");
  });

  it("shows the small picture where there is one", () => {
    expect([smallOf(photo), smallOf({ ...photo, thumbnail: null }), smallOf(away), smallOf(paper)]).toEqual([
      photo.thumbnail,
      photo.hash,
      null,
      null,
    ]);
  });
});
