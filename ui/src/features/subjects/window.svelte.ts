// A list of any length, of which only the rows near the eye are loaded and drawn. Rows are of one height.

import type { SubjectPage } from "../../generated/SubjectPage";
import type { SubjectLine } from "../../generated/SubjectLine";
import { Failure, asFailure } from "../../platform";

/** Rows asked for at once. */
export const PAGE_ROWS = 100;
/** Rows drawn above and below what is seen. */
const MARGIN_ROWS = 8;
/** Pages kept; scrolling through a whole commune must not fill the memory. */
const MAX_PAGES = 40;

export type Ask = (offset: number, limit: number) => Promise<SubjectPage>;

export interface Slot {
  at: number;
  row: SubjectLine | null;
}

export class RowWindow {
  total: number | null = $state(null);
  failure: Failure | null = $state(null);
  /** The question that the shown rows answer. */
  #ask: Ask | null = null;
  #turn = 0;
  #pages: Map<number, SubjectLine[]> = $state.raw(new Map());
  #asked = new Set<number>();

  /** Asks anew from the top. Rows stay on the screen until the first answer, and late answers are dropped. */
  async reset(ask: Ask): Promise<void> {
    const turn = ++this.#turn;
    try {
      const page = await ask(0, PAGE_ROWS);
      if (turn !== this.#turn) return;
      this.#ask = ask;
      this.#asked = new Set([0]);
      this.#pages = new Map([[0, page.rows]]);
      this.total = page.total;
      this.failure = null;
    } catch (cause) {
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }

  /** The rows to draw for a view that begins at `top` pixels. */
  slots(top: number, height: number, rowHeight: number): Slot[] {
    const total = this.total ?? 0;
    const from = Math.max(0, Math.floor(top / rowHeight) - MARGIN_ROWS);
    const to = Math.min(total, Math.ceil((top + height) / rowHeight) + MARGIN_ROWS);
    const slots: Slot[] = [];
    for (let at = from; at < to; at += 1) {
      slots.push({ at, row: this.#pages.get(Math.floor(at / PAGE_ROWS))?.[at % PAGE_ROWS] ?? null });
    }
    return slots;
  }

  /** Loads the pages that a view needs and does not have. */
  need(slots: Slot[]): void {
    for (const { at, row } of slots) if (row === null) void this.#load(Math.floor(at / PAGE_ROWS));
  }

  async #load(page: number): Promise<void> {
    const [ask, turn] = [this.#ask, this.#turn];
    if (ask === null || this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const { rows } = await ask(page * PAGE_ROWS, PAGE_ROWS);
      if (turn !== this.#turn) return;
      const pages = new Map(this.#pages).set(page, rows);
      const [oldest] = pages.keys();
      if (pages.size > MAX_PAGES && oldest !== undefined) {
        pages.delete(oldest);
        this.#asked.delete(oldest);
      }
      this.#pages = pages;
    } catch (cause) {
      this.#asked.delete(page);
      if (turn === this.#turn) this.failure = asFailure(cause);
    }
  }
}
