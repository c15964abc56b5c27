// A network between a device and the commune that can be cut.

import { type Server, type Socket, connect, createServer } from "node:net";
import { once } from "node:events";

/** Passes bytes on until it is told to stop after so many. */
export class Cut {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  private left = Number.POSITIVE_INFINITY;
  /** How often a connection was cut. */
  cuts = 0;

  private constructor(private readonly target: number) {
    this.server = createServer((device) => this.pass(device));
  }

  static async before(target: number): Promise<Cut> {
    const cut = new Cut(target);
    cut.server.listen(0, "127.0.0.1");
    await once(cut.server, "listening");
    return cut;
  }

  get address(): string {
    const address = this.server.address();
    if (address === null || typeof address === "string") throw new Error("not listening");
    return `127.0.0.1:${address.port}`;
  }

  /** Cuts after so many bytes from the device, and lets nothing through any more. */
  after(bytes: number): void {
    this.left = bytes;
  }

  /** The network is back. */
  mend(): void {
    this.left = Number.POSITIVE_INFINITY;
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  private pass(device: Socket): void {
    if (this.left <= 0) {
      device.destroy();
      return;
    }
    const commune = connect(this.target, "127.0.0.1");
    for (const socket of [device, commune]) {
      this.open.add(socket);
      socket.on("error", () => undefined).on("close", () => this.open.delete(socket));
    }
    const end = () => {
      device.destroy();
      commune.destroy();
    };
    device.on("close", end);
    commune.on("close", end);
    commune.on("data", (bytes) => device.write(bytes));
    device.on("data", (bytes) => {
      const through = bytes.subarray(0, Math.max(0, Math.min(bytes.length, this.left)));
      this.left -= bytes.length;
      commune.write(through);
      if (this.left <= 0) {
        this.cuts += 1;
        end();
      }
    });
  }
}
