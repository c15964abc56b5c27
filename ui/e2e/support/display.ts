// A display in memory.

import type { Readable } from "node:stream";
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";

import { until } from "./programs";

/** Xvfb on a free number; large enough for a laptop's window and a tablet held upright. */
export class Display {
  private constructor(
    private readonly server: ChildProcess,
    /** `:7` */
    readonly name: string,
  ) {}

  static async start(size = "1366x1280"): Promise<Display> {
    // Xvfb chooses a free number itself and writes it to the fourth descriptor.
    const args = ["-displayfd", "3", "-screen", "0", `${size}x24`, "-nolisten", "tcp"];
    const server = spawn("Xvfb", args, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
    let number = "";
    (server.stdio[3] as Readable).setEncoding("utf8").on("data", (text: string) => (number += text));
    const failed = once(server, "error").then(([error]) => Promise.reject(error as Error));
    const ready = until("Xvfb", 20_000, () => (number.includes("\n") ? number.trim() : undefined));
    return new Display(server, `:${await Promise.race([ready, failed])}`);
  }

  async stop(): Promise<void> {
    if (this.server.exitCode !== null) return;
    const gone = once(this.server, "exit");
    this.server.kill();
    await gone;
  }
}
