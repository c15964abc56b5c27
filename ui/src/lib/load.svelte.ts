// One thing loaded for a screen: its value, the failure, and nothing stale over something newer.

import { Failure, asFailure } from "../platform";

export class Loaded<T> {
  value: T | null = $state.raw(null);
  failure: Failure | null = $state(null);
  loading: boolean = $state(false);
  #last = 0;

  /** Runs the question; only the answer to the latest one is kept. */
  async run(ask: () => Promise<T>): Promise<void> {
    const mine = ++this.#last;
    this.loading = true;
    try {
      const value = await ask();
      if (mine !== this.#last) return;
      this.value = value;
      this.failure = null;
    } catch (cause) {
      if (mine === this.#last) this.failure = asFailure(cause);
    } finally {
      if (mine === this.#last) this.loading = false;
    }
  }
}
