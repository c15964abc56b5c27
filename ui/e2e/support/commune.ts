// A real commune server on a data folder of its own.

import { execFile } from "node:child_process";
import { cp, mkdir, rm } from "node:fs/promises";
import { promisify } from "node:util";

import { Background, freePort, program } from "./programs";

const execute = promisify(execFile);

/** The practice commune's sign-in. */
export const officer = { user: "can-bo", password: "ngoc-phung-2026" };

/** A server that can be stopped and started again on the same port and folder. */
export class Commune {
  private running: Background | undefined;

  private constructor(
    private readonly data: string,
    readonly port: number,
    /** `host:port` that goes into pairing codes, where it is not the server's own. */
    private readonly publicAddress: string | undefined,
  ) {}

  /** Makes the practice commune once; tests work on copies. */
  static async seed(data: string): Promise<void> {
    const commune = new Commune(data, await freePort(), undefined);
    await commune.start();
    await commune.stop();
  }

  /** A running commune on a copy of the seed. */
  static async copy(seed: string, data: string, publicAddress?: (port: number) => Promise<string>): Promise<Commune> {
    await rm(data, { recursive: true, force: true });
    await mkdir(data, { recursive: true, mode: 0o700 });
    await cp(seed, data, { recursive: true });
    const port = await freePort();
    const commune = new Commune(data, port, await publicAddress?.(port));
    await commune.start();
    return commune;
  }

  /** Another commune, made anew, that answers where some commune used to. */
  static async stranger(data: string, port: number): Promise<Commune> {
    const commune = new Commune(data, port, undefined);
    await commune.start();
    return commune;
  }

  get address(): string {
    return `https://127.0.0.1:${this.port}`;
  }

  async start(): Promise<void> {
    const listen = ["--listen", `127.0.0.1:${this.port}`];
    const known = this.publicAddress === undefined ? [] : ["--public-address", this.publicAddress];
    this.running = new Background(program("sothon-server"), ["--data", this.data, "--demo", ...listen, ...known]);
    await this.running.line("listening on ");
  }

  async stop(): Promise<void> {
    await this.running?.end();
    this.running = undefined;
  }

  /** As a power cut would. */
  async kill(): Promise<void> {
    await this.running?.end("SIGKILL");
    this.running = undefined;
  }

  /** A pairing code for a device. */
  async invite(name: string, user: string, villages: string[] = []): Promise<string> {
    const where = villages.flatMap((village) => ["--village", village]);
    const args = ["--data", this.data, "invite", "--name", name, "--user", user, ...where];
    const { stdout } = await execute(program("sothon-server"), args);
    return stdout.trim();
  }

  output(): string {
    return this.running?.output() ?? "";
  }
}
