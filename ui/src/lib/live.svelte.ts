// What every screen shows at its edge, read again every two seconds while somebody looks.

import type { DeviceStatus } from "../generated/DeviceStatus";
import { Failure, asFailure, call } from "../platform";

const EVERY_MS = 2_000;

class Live {
  status: DeviceStatus | null = $state(null);
  failure: Failure | null = $state(null);
  /** Grows whenever data may have changed: screens that show data read it and load again. */
  version: number = $state(0);

  #timer: ReturnType<typeof setInterval> | undefined;

  start(): void {
    this.stop();
    void this.read();
    this.#timer = setInterval(() => {
      if (document.visibilityState !== "hidden") void this.read();
    }, EVERY_MS);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async read(): Promise<void> {
    try {
      this.take(await call("device.status", {}));
    } catch (cause) {
      this.failure = asFailure(cause);
    }
  }

  take(status: DeviceStatus): void {
    const grown = this.status === null || status.version !== this.status.version || status.state !== this.status.state;
    this.status = status;
    this.failure = null;
    if (grown) this.version += 1;
  }
}

export const live = new Live();
