import { asFailure } from "./failure";

interface Internals {
  invoke(command: string, args: Record<string, unknown>): Promise<unknown>;
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
