// An officer's own laptop without its window: the same commands through `sothon`.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { pin } from "./desk";
import type { Ask } from "./forms";
import { program } from "./programs";

const execute = promisify(execFile);
/** A report with its figures is the largest answer. */
const MOST_BYTES = 32 * 1024 * 1024;

export class Laptop {
  private constructor(private readonly data: string) {}

  /** Joins the commune and takes what is there. */
  static async pair(data: string, code: string): Promise<Laptop> {
    const laptop = new Laptop(data);
    await laptop.run("pair", code);
    await laptop.transfer();
    return laptop;
  }

  readonly ask: Ask = async <T>(command: string, args: unknown) =>
    JSON.parse(await this.run("call", command, JSON.stringify(args))) as T;

  /** Sends and receives. */
  async transfer(): Promise<void> {
    await this.run("sync");
  }

  private async run(...args: string[]): Promise<string> {
    const env = { ...process.env, SOTHON_PIN: pin };
    const { stdout } = await execute(program("sothon"), ["--data", this.data, ...args], { env, maxBuffer: MOST_BYTES });
    return stdout;
  }
}
