// A network between a device and the commune that can be cut.

import { type Server, type Socket, connect, createServer } from "node:net";
import { once } from "node:events";

/** Passes bytes on until it is told to stop after so many. */
export class Cut {
  private readonly server: Server;
  private readonly open = new Set<Socket>();
  /** Bytes that still pass, from the device and to it. */
  private left = { sent: Number.POSITIVE_INFINITY, answered: Number.POSITIVE_INFINITY };
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
  afterSent(bytes: number): void {
    this.left = { sent: bytes, answered: Number.POSITIVE_INFINITY };
  }

  /** The same after so many bytes of the commune's answers: it has the work, and the device does not know. */
  afterAnswered(bytes: number): void {
    this.left = { sent: Number.POSITIVE_INFINITY, answered: bytes };
  }

  /** The network is back. */
  mend(): void {
    this.left = { sent: Number.POSITIVE_INFINITY, answered: Number.POSITIVE_INFINITY };
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    this.server.close();
    await once(this.server, "close");
  }

  private pass(device: Socket): void {
    if (this.left.sent <= 0 || this.left.answered <= 0) {
      device.destroy();
      return;
    }
    const commune = connect(this.target, "127.0.0.1");
    const end = () => {
      device.destroy();
      commune.destroy();
    };
    for (const socket of [device, commune]) {
      this.open.add(socket);
      socket.on("error", () => undefined).on("close", () => {
        this.open.delete(socket);
        end();
      });
    }
    this.forward(device, commune, "sent", end);
    this.forward(commune, device, "answered", end);
  }

  private forward(from: Socket, to: Socket, way: "sent" | "answered", end: () => void): void {
    from.on("data", (bytes) => {
      to.write(bytes.subarray(0, Math.max(0, Math.min(bytes.length, this.left[way]))));
      this.left[way] -= bytes.length;
      if (this.left[way] <= 0) {
        this.cuts += 1;
        end();
      }
    });
  }
}
