// The programs under test and how they are started and ended.

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));

/** The workspace's folder. */
export const root = resolve(here, "../../..");

/** A program in the dev profile. */
export function program(name: string): string {
  return resolve(root, process.env.CARGO_TARGET_DIR || "target", "debug", name);
}

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** A program in the background whose output is kept for the report of a failure. */
export class Background {
  private readonly child: ChildProcess;
  private readonly lines: string[] = [];
  /** Output kept, in lines. */
  private static readonly maxLines = 2_000;

  constructor(name: string, args: string[], options: SpawnOptions = {}) {
    this.child = spawn(name, args, { stdio: ["ignore", "pipe", "pipe"], ...options });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.setEncoding("utf8").on("data", (text: string) => this.keep(text));
    }
    this.child.on("error", (error) => this.keep(String(error)));
  }

  private keep(text: string) {
    this.lines.push(...text.split("\n"));
    this.lines.splice(0, Math.max(0, this.lines.length - Background.maxLines));
  }

  get pid(): number {
    if (this.child.pid === undefined) throw new Error(`not started: ${this.output()}`);
    return this.child.pid;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  output(): string {
    return this.lines.join("\n");
  }

  /** The text after `start` on the first line that begins so. */
  async line(start: string, timeoutMs = 120_000): Promise<string> {
    return until(`a line "${start}"`, timeoutMs, () => {
      const found = this.lines.find((line) => line.startsWith(start));
      if (found === undefined && this.ended) throw new Error(`ended without a line "${start}":\n${this.output()}`);
      return found?.slice(start.length).trim();
    });
  }

  /** Ends it with a signal and waits until it is gone. */
  async end(signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, "exit");
    this.child.kill(signal);
    await gone;
  }
}

/** Asks until there is an answer; fails after the time. */
export async function until<T>(
  what: string,
  timeoutMs: number,
  ask: () => T | undefined | Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`waited ${timeoutMs / 1000} s for ${what}`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}
