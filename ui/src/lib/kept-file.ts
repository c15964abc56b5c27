import { flash } from "./flash.svelte";

/** Tells where a saved file lies, where the browser does not show that by itself. */
export function keptFile(path: string | null): void {
  if (path !== null) flash.show("Đã lưu tệp", path);
}
