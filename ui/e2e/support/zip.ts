// A .docx taken apart and put together again.

import JSZip from "jszip";

/** The text of a part. */
export async function text(docx: Buffer, part: string): Promise<string> {
  const found = (await JSZip.loadAsync(docx)).file(part);
  if (!found) throw new Error(`no ${part}`);
  return found.async("string");
}

/** The same file with another text in one part. */
export async function changed(docx: Buffer, part: string, change: (text: string) => string): Promise<Buffer> {
  const zip = await JSZip.loadAsync(docx);
  zip.file(part, change(await text(docx, part)));
  return zip.generateAsync({ type: "nodebuffer", compression: "DEFLATE" });
}
