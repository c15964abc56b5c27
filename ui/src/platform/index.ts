// The only place that knows in which shell the screens run: the window of the field app or the
// commune's browser. Nothing outside this folder may touch `fetch` or the window's internals.

import type { Command, Commands } from "../generated/commands";
import { blobUrlField, callField, inFieldWindow, saveField, uploadField } from "./field";
import { callOffice, office } from "./office";

export { Failure, asFailure } from "./failure";
export { office, onSignedOut } from "./office";
export type { InvitationArgs, OfficeDevice, OfficeUser } from "./office";

export type Shell = "field" | "office";

export const shell: Shell = inFieldWindow() ? "field" : "office";

export type Call = <C extends Command>(command: C, args: Commands[C]["args"]) => Promise<Commands[C]["reply"]>;

/** Runs a command of the core. Rejects with a `Failure` only. */
export const call: Call = (command, args) =>
  (shell === "field" ? callField(command, args) : callOffice(command, args)) as never;

/** Takes a file to the core, as bytes, and gives the name by which a command finds it. */
export const upload = (file: Blob): Promise<string> => (shell === "field" ? uploadField(file) : office.upload(file));

/** Saves a file that a command made, among the user's downloads; the window tells where it lies, the browser by itself. */
export const save = (hash: string, name: string): Promise<string | null> =>
  shell === "field" ? saveField(hash, name) : office.download(hash, name).then(() => null);

/** Where a photo or file is shown from. */
export const blobUrl = (hash: string): string => (shell === "field" ? blobUrlField(hash) : `/blob/${hash}`);
