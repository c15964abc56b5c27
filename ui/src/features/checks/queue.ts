// Answers on their way to the disk. One request at a time for one check, in the order of the user's hand; a newer
// value of the same question replaces an older one that has not left yet; a failed one stays and is tried again. What
// was typed is never dropped here.

import type { Filling } from "../../generated/Filling";
import { Failure, asFailure } from "../../platform";

/** Typing is sent after this pause… */
export const PAUSE_MS = 300;
/** …but at the latest this long after the first unsent key, so that all is on the disk within a second. */
export const LONGEST_WAIT_MS = 600;
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 15_000;

export interface Answer {
  path: string;
  value: string | null;
  section: number;
}

export type SaveState = "idle" | "saving" | "saved" | "failed";

export interface Ears {
  /** Writes one answer; resolves when it is on the disk. */
  send: (answer: Answer) => Promise<Filling>;
  /** The check as the latest reply shows it. Not called for replies that something newer already overtook. */
  shown: (filling: Filling) => void;
  state: (state: SaveState, failure: Failure | null) => void;
}

interface Step {
  run: () => Promise<Filling | null>;
  done: (filling: Filling | null) => void;
  failed: (failure: Failure) => void;
}

export class AnswerQueue {
  readonly #ears: Ears;
  /** In the order in which they must be written. */
  readonly #unsent = new Map<string, Answer>();
  readonly #steps: Step[] = [];
  #flying: Answer | null = null;
  #busy = false;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #firstKeyAt: number | null = null;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;
  #failed = false;

  constructor(ears: Ears) {
    this.#ears = ears;
  }

  /** A key was pressed: written after a short pause. */
  typed(answer: Answer): void {
    this.#put(answer);
    const now = Date.now();
    this.#firstKeyAt ??= now;
    const left = Math.max(0, this.#firstKeyAt + LONGEST_WAIT_MS - now);
    clearTimeout(this.#pause);
    this.#pause = setTimeout(() => this.flush(), Math.min(PAUSE_MS, left));
  }

  /** A choice was made: written at once. */
  chosen(answer: Answer): void {
    this.#put(answer);
    this.flush();
  }

  /** Writes all that waits, now. */
  flush(): void {
    clearTimeout(this.#pause);
    this.#firstKeyAt = null;
    void this.#pump();
  }

  /** Does something else with the check, after every answer so far is on the disk. Rejects with a `Failure`. */
  step<T extends Filling | null>(run: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#steps.push({ run, done: (filling) => resolve(filling as T), failed: reject });
      this.flush();
    });
  }

  /** What the user last gave for a question, while it is not on the disk. */
  waiting(path: string): string | null | undefined {
    const answer = this.#unsent.get(path) ?? (this.#flying?.path === path ? this.#flying : undefined);
    return answer?.value;
  }

  /** Forgets answers inside a repeat instance that the user takes away. */
  discardUnder(path: string): void {
    for (const waiting of [...this.#unsent.keys()]) if (waiting.startsWith(`${path}/`)) this.#unsent.delete(waiting);
  }

  get settled(): boolean {
    return this.#unsent.size === 0 && this.#flying === null && this.#steps.length === 0;
  }

  retry(): void {
    clearTimeout(this.#retry);
    this.flush();
  }

  #put(answer: Answer): void {
    this.#unsent.delete(answer.path);
    this.#unsent.set(answer.path, answer);
    if (!this.#failed) this.#ears.state("saving", null);
  }

  async #pump(): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    try {
      while (await this.#once());
    } finally {
      this.#busy = false;
    }
  }

  /** Sends one thing; false when there is nothing more to do now. */
  async #once(): Promise<boolean> {
    const [answer] = this.#unsent.values();
    if (answer) return this.#write(answer);
    const step = this.#steps.shift();
    if (!step) return false;
    try {
      const filling = await step.run();
      if (filling && this.#nothingNewer()) this.#ears.shown(filling);
      step.done(filling);
    } catch (cause) {
      step.failed(asFailure(cause));
    }
    return true;
  }

  async #write(answer: Answer): Promise<boolean> {
    this.#unsent.delete(answer.path);
    this.#flying = answer;
    try {
      const filling = await this.#ears.send(answer);
      this.#flying = null;
      this.#saved(filling);
      return true;
    } catch (cause) {
      this.#flying = null;
      this.#keep(answer, asFailure(cause));
      return false;
    }
  }

  #saved(filling: Filling): void {
    this.#failed = false;
    this.#retryMs = FIRST_RETRY_MS;
    if (this.#unsent.size > 0) return;
    this.#ears.state("saved", null);
    if (this.#nothingNewer()) this.#ears.shown(filling);
  }

  #nothingNewer(): boolean {
    return this.#unsent.size === 0 && this.#steps.length === 0;
  }

  /** The answer goes back to its place unless a newer one stands there; whoever waits for a step is told. */
  #keep(answer: Answer, failure: Failure): void {
    if (!this.#unsent.has(answer.path)) {
      const later = [...this.#unsent.entries()];
      this.#unsent.clear();
      this.#unsent.set(answer.path, answer);
      for (const [path, other] of later) this.#unsent.set(path, other);
    }
    this.#failed = true;
    this.#ears.state("failed", failure);
    for (const step of this.#steps.splice(0)) step.failed(failure);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => this.flush(), this.#retryMs);
    this.#retryMs = Math.min(this.#retryMs * 2, LONGEST_RETRY_MS);
  }
}
