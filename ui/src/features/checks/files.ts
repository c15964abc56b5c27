// What is said and shown of photos and files, by where their bytes are.

import type { FileInfo } from "../../generated/FileInfo";
import type { Shell } from "../../platform";

export const isPicture = (file: FileInfo): boolean => file.media_type.startsWith("image/");

/** The hash of the smallest picture of it that is here. */
export const smallOf = (file: FileInfo): string | null => {
  if (!isPicture(file)) return null;
  return file.thumbnail ?? (file.here ? file.hash : null);
};

/** `PDF`, `DOCX`…; empty where the name has no ending. */
export const endingOf = (name: string): string => /\.([^.\s]{1,4})$/.exec(name)?.[1]?.toUpperCase() ?? "";

/** Where its bytes are, in words. */
export function whereIs(file: FileInfo, shell: Shell): string {
  const office = shell === "office";
  switch (file.state) {
    case "safe":
      return file.here || office ? "Đã an toàn ở xã" : "An toàn ở xã, máy này chưa tải về";
    case "only_here":
      return office ? "Đã lưu" : "Mới ở máy này, chưa gửi về xã";
    case "elsewhere":
      return office ? "Xã chưa nhận được, còn ở máy đã chụp" : "Ở xã hoặc máy đã chụp, máy này chưa có";
  }
}

/** Of several photos and files those that cannot be seen here, in one line; empty: all can. */
export function notHere(files: (FileInfo | null)[], shell: Shell): string {
  const lacking = files.filter((file) => file === null || (!file.here && smallOf(file) === null));
  const away = lacking.length;
  if (away === 0) return "";
  if (shell === "field" && lacking.every((file) => file?.state === "safe")) return `${away} tệp an toàn ở xã, bấm vào để tải về`;
  return shell === "office" ? `${away} tệp còn ở máy đã chụp, chưa gửi về xã` : `${away} tệp ở xã hoặc máy đã chụp`;
}
