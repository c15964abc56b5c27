import { asFailure } from "./failure";

interface Internals {
  invoke(command: string, args: Record<string, unknown> | Uint8Array): Promise<unknown>;
  /** The address of something that a scheme of the window gives. */
  convertFileSrc(path: string, scheme: string): string;
}

declare global {
  interface Window {
    __TAURI_INTERNALS__?: Internals;
  }
}

/** True in the window on a laptop or tablet. */
export function inFieldWindow(): boolean {
  return typeof window !== "undefined" && window.__TAURI_INTERNALS__ !== undefined;
}

export async function callField(command: string, args: unknown): Promise<unknown> {
  const internals = window.__TAURI_INTERNALS__;
  if (!internals) throw asFailure("no window shell");
  try {
    return await internals.invoke("call", { command, args });
  } catch (cause) {
    throw asFailure(cause);
  }
}

/** Hands a file to the core as bytes and gives the name it has there. */
export async function uploadField(file: Blob): Promise<string> {
  const internals = window.__TAURI_INTERNALS__;
  if (!internals) throw asFailure("no window shell");
  try {
    return (await internals.invoke("put_file", new Uint8Array(await file.arrayBuffer()))) as string;
  } catch (cause) {
    throw asFailure(cause);
  }
}

/** Saves a file under a name among the user's downloads and tells where. */
export async function saveField(hash: string, name: string): Promise<string> {
  const internals = window.__TAURI_INTERNALS__;
  if (!internals) throw asFailure("no window shell");
  try {
    return (await internals.invoke("save_file", { hash, name })) as string;
  } catch (cause) {
    throw asFailure(cause);
  }
}

export function blobUrlField(hash: string): string {
  return window.__TAURI_INTERNALS__?.convertFileSrc(hash, "sothon") ?? "";
}
