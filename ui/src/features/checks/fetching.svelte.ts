import type { FileInfo } from "../../generated/FileInfo";
import type { FetchProgress } from "../../generated/FetchProgress";
import { type Failure, asFailure, call } from "../../platform";

/** Between two looks at how far it is, in milliseconds. */
const LOOK_MS = 400;

/** A photo or file on its way from the commune to this device, as long as somebody looks at it. */
export class Fetching {
  /** Nothing while nothing is fetched. */
  progress = $state.raw<FetchProgress | null>(null);
  failure = $state.raw<Failure | null>(null);

  /** Fetches it; nothing where it did not come, and then `failure` says why. */
  async begin(hash: string): Promise<FileInfo | null> {
    this.failure = null;
    this.progress = { running: true, done: 0, total: 0 };
    const looking = setInterval(() => void this.look(hash), LOOK_MS);
    try {
      return await call("photos.fetch", { hash });
    } catch (cause) {
      this.failure = asFailure(cause);
      return null;
    } finally {
      clearInterval(looking);
      this.progress = null;
    }
  }

  /** What has come stays for the next time. */
  async stop(hash: string): Promise<void> {
    await call("photos.stop", { hash }).catch(() => undefined);
  }

  private async look(hash: string): Promise<void> {
    const seen = await call("photos.progress", { hash }).catch(() => null);
    if (this.progress !== null && seen?.running) this.progress = seen;
  }
}
