import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Filling } from "../../generated/Filling";
import { Failure } from "../../platform";
import { AnswerQueue, LONGEST_WAIT_MS, PAUSE_MS, type Answer, type SaveState } from "./queue";

const filling = (check: string): Filling => ({ check }) as Filling;
const full = new Failure({ code: "disk_full", message: "Máy đã hết chỗ trống.", advice: "Xóa bớt tệp.", detail: null });

/** A disk that answers when the test says so. */
class Disk {
  readonly asked: string[] = [];
  readonly #waiting: { good: (filling: Filling) => void; bad: (failure: Failure) => void }[] = [];
  atOnce = 0;
  most = 0;

  readonly write = (answer: Answer): Promise<Filling> => {
    this.asked.push(`${answer.path}=${answer.value ?? ""}`);
    this.most = Math.max(this.most, ++this.atOnce);
    return new Promise((good, bad) => this.#waiting.push({ good, bad }));
  };

  async good(name = "reply"): Promise<void> {
    this.atOnce -= 1;
    this.#waiting.shift()?.good(filling(name));
    await settle();
  }

  async fail(): Promise<void> {
    this.atOnce -= 1;
    this.#waiting.shift()?.bad(full);
    await settle();
  }
}

const settle = () => vi.advanceTimersByTimeAsync(0);

function open() {
  const disk = new Disk();
  const shown: string[] = [];
  const states: SaveState[] = [];
  const queue = new AnswerQueue({
    send: disk.write,
    shown: (filling) => shown.push(filling.check),
    state: (state) => states.push(state),
  });
  return { disk, shown, states, queue };
}

const answer = (path: string, value: string | null): Answer => ({ path, value, section: 0 });

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("typing", () => {
  it("is written after a pause, with the last text only", async () => {
    const { disk, queue } = open();
    for (const text of ["H", "Ho", "Hoa"]) {
      queue.typed(answer("ten", text));
      await vi.advanceTimersByTimeAsync(PAUSE_MS / 3);
    }
    expect(disk.asked).toEqual([]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    expect(disk.asked).toEqual(["ten=Hoa"]);
  });

  it("without any pause is still written in time to be safe within a second", async () => {
    const { disk, queue } = open();
    for (let ms = 0; ms < LONGEST_WAIT_MS; ms += 50) {
      queue.typed(answer("ten", `x${ms}`));
      await vi.advanceTimersByTimeAsync(50);
    }
    expect(disk.asked.length).toBe(1);
  });

  it("is written at once when the page is left", async () => {
    const { disk, queue } = open();
    queue.typed(answer("ten", "Hoa"));
    queue.flush();
    await settle();
    expect(disk.asked).toEqual(["ten=Hoa"]);
  });
});

describe("requests of one check", () => {
  it("never overlap, and keep the order of the hand", async () => {
    const { disk, queue } = open();
    queue.chosen(answer("a", "1"));
    queue.chosen(answer("b", "1"));
    queue.chosen(answer("a", "2"));
    await settle();
    expect(disk.asked).toEqual(["a=1"]);
    await disk.good();
    await disk.good();
    await disk.good();
    expect(disk.asked).toEqual(["a=1", "b=1", "a=2"]);
    expect(disk.most).toBe(1);
  });

  it("show no reply that newer typing has overtaken", async () => {
    const { disk, queue, shown } = open();
    queue.chosen(answer("a", "1"));
    await settle();
    queue.typed(answer("a", "2"));
    await disk.good("stale");
    expect(shown).toEqual([]);
    await vi.advanceTimersByTimeAsync(PAUSE_MS);
    await disk.good("fresh");
    expect(shown).toEqual(["fresh"]);
  });

  it("let a step wait until all answers are on the disk", async () => {
    const { disk, queue } = open();
    const order: string[] = [];
    queue.typed(answer("a", "1"));
    const done = queue.step(async () => {
      order.push("step");
      return filling("next section");
    });
    await settle();
    expect(order).toEqual([]);
    await disk.good();
    await done;
    expect(order).toEqual(["step"]);
  });
});

describe("an answer that cannot be written", () => {
  it("stays, is said aloud, and is tried again until it is on the disk", async () => {
    const { disk, queue, states } = open();
    queue.chosen(answer("a", "1"));
    await settle();
    await disk.fail();
    expect(states[states.length - 1]).toBe("failed");
    expect(queue.waiting("a")).toBe("1");
    expect(queue.settled).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    await disk.fail();
    await vi.advanceTimersByTimeAsync(2_000);
    await disk.good();
    expect(disk.asked).toEqual(["a=1", "a=1", "a=1"]);
    expect(states[states.length - 1]).toBe("saved");
    expect(queue.settled).toBe(true);
  });

  it("does not win over what was typed meanwhile", async () => {
    const { disk, queue } = open();
    queue.chosen(answer("a", "old"));
    await settle();
    queue.typed(answer("a", "new"));
    await disk.fail();
    queue.retry();
    await settle();
    await disk.good();
    expect(disk.asked).toEqual(["a=old", "a=new"]);
  });

  it("keeps its place before answers given later", async () => {
    const { disk, queue } = open();
    queue.chosen(answer("a", "1"));
    queue.chosen(answer("b", "2"));
    await settle();
    await disk.fail();
    queue.retry();
    await settle();
    await disk.good();
    await disk.good();
    expect(disk.asked).toEqual(["a=1", "a=1", "b=2"]);
  });

  it("tells whoever waits for a step, instead of going on without it", async () => {
    const { disk, queue } = open();
    queue.chosen(answer("a", "1"));
    let ran = false;
    const step = queue.step(async () => {
      ran = true;
      return null;
    });
    const told = expect(step).rejects.toBe(full);
    await settle();
    await disk.fail();
    await told;
    expect(ran).toBe(false);
  });

  it("keeps the banner while the user types on", async () => {
    const { disk, queue, states } = open();
    queue.chosen(answer("a", "1"));
    await settle();
    await disk.fail();
    queue.typed(answer("b", "x"));
    expect(states[states.length - 1]).toBe("failed");
  });
});

describe("a repeat instance that is taken away", () => {
  it("takes its unwritten answers with it and no others", async () => {
    const { disk, queue } = open();
    queue.typed(answer("nguoi/1/ten", "Hoa"));
    queue.typed(answer("nguoi/10/ten", "Tâm"));
    queue.discardUnder("nguoi/1");
    queue.flush();
    await settle();
    expect(disk.asked).toEqual(["nguoi/10/ten=Tâm"]);
  });
});
