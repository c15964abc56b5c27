// One thing at a time that takes a while: its words while it runs, and what went wrong.

import { type Failure, asFailure } from "../platform";

export class Work {
  /** What is being done, in words for the button; null at rest. */
  busy: string | null = $state(null);
  failure: Failure | null = $state(null);

  /** Does it unless something else is being done. */
  async run(words: string, body: () => Promise<void>): Promise<void> {
    if (this.busy !== null) return;
    this.busy = words;
    this.failure = null;
    try {
      await body();
    } catch (cause) {
      this.failure = asFailure(cause);
    }
    this.busy = null;
  }
}
