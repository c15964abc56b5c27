// A check on the screen. It outlives its page while answers still wait for the disk, so that leaving and coming back
// shows what was typed.

import type { Filling } from "../../generated/Filling";
import type { Finished } from "../../generated/Finished";
import { Failure, asFailure, call, upload, type Call } from "../../platform";
import { AnswerQueue, type SaveState } from "./queue";

export class OpenCheck {
  readonly id: string;
  readonly queue: AnswerQueue;
  filling: Filling | null = $state.raw(null);
  saveState: SaveState = $state("idle");
  /** An answer that could not be written. Stays until it is. */
  saveFailure: Failure | null = $state(null);
  /** Something else that failed: opening, going to a section. */
  failure: Failure | null = $state(null);
  /** What was typed and cannot be an answer, by path: `31/02/2026`. Not sent, so it is kept here. */
  entryErrors: Record<string, string> = $state({});
  readonly #call: Call;
  #held = false;
  #late: Filling | null = null;

  constructor(id: string, core: Call = call) {
    this.id = id;
    this.#call = core;
    this.queue = new AnswerQueue({
      send: ({ path, value, section }) => core("checks.answer", { check: id, section, path, value }),
      shown: (filling) => this.#show(filling),
      state: (state, failure) => {
        this.saveState = state;
        this.saveFailure = failure;
      },
    });
  }

  get section(): number {
    return this.filling?.current ?? 0;
  }

  typed(path: string, value: string | null): void {
    this.queue.typed({ path, value, section: this.section });
  }

  chosen(path: string, value: string | null): void {
    this.queue.chosen({ path, value, section: this.section });
  }

  /** Puts a photo or file into an answer. Rejects with a `Failure`, which belongs to the question and not to the page. */
  async attach(path: string, file: Blob, name: string): Promise<void> {
    const held = await upload(file);
    await this.queue.step(() => this.#call("checks.attach", { check: this.id, section: this.section, path, file: held, name }));
  }

  async open(): Promise<boolean> {
    return this.#step(() => this.#call("checks.open", { check: this.id }));
  }

  async goTo(section: number): Promise<boolean> {
    return this.#step(() => this.#call("checks.section", { check: this.id, section }));
  }

  async addRepeat(path: string): Promise<boolean> {
    return this.#step(() => this.#call("checks.add_repeat", { check: this.id, section: this.section, path }));
  }

  async removeRepeat(path: string): Promise<boolean> {
    this.queue.discardUnder(path);
    return this.#step(() => this.#call("checks.remove_repeat", { check: this.id, section: this.section, path }));
  }

  async language(language: string): Promise<boolean> {
    return this.#step(() => this.#call("checks.language", { check: this.id, section: this.section, language }));
  }

  /** Leaves the form; what was answered stays as a draft. */
  async close(): Promise<boolean> {
    return this.#step(async () => {
      await this.#call("checks.close", { check: this.id });
      return null;
    });
  }

  /** Null when it could not even be tried. */
  async finish(): Promise<Finished | null> {
    let finished: Finished | null = null;
    await this.#step(async () => {
      finished = await this.#call("checks.finish", { check: this.id });
      return finished.filling;
    });
    return finished;
  }

  /** While a finger or mouse button is down nothing moves, or the click would miss what it was meant for. */
  hold(): void {
    this.#held = true;
  }

  release(): void {
    this.#held = false;
    if (this.#late) this.filling = this.#late;
    this.#late = null;
  }

  #show(filling: Filling): void {
    // Only the same page may wait: another section is what the user asked for.
    if (this.#held && filling.current === this.filling?.current) this.#late = filling;
    else {
      this.#late = null;
      this.filling = filling;
    }
  }

  async #step(run: () => Promise<Filling | null>): Promise<boolean> {
    try {
      await this.queue.step(run);
      this.failure = null;
      return true;
    } catch (cause) {
      const failure = asFailure(cause);
      // The banner about the answer that does not save says it already.
      if (this.saveFailure !== failure) this.failure = failure;
      return false;
    }
  }
}

const kept = new Map<string, OpenCheck>();

/** The check as it is open already, or a new one. */
export function openCheck(id: string): OpenCheck {
  for (const [other, check] of kept) if (other !== id && check.queue.settled) kept.delete(other);
  const known = kept.get(id);
  if (known) return known;
  const check = new OpenCheck(id);
  kept.set(id, check);
  return check;
}

export function forgetCheck(id: string): void {
  kept.delete(id);
}

/** Whether answers of some check still wait for the disk. */
export function anythingUnsaved(): boolean {
  return [...kept.values()].some((check) => !check.queue.settled);
}
