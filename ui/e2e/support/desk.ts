// What people do in the field app, in their own words.

import { type FieldApp } from "./field-app";
import { type Answer, type Section, sections } from "./household-form";
import { until } from "./programs";

export const pin = "246810";

/** An answer and when it was given, so that a test can ask for those older than a second. */
export interface Given {
  section: string;
  answer: Answer;
  atMs: number;
}

/** First start: the code from the commune and a new PIN. */
export async function pair(app: FieldApp, code: string): Promise<void> {
  await app.type("pair-code", code);
  await app.type("pair-pin", pin);
  await app.type("pair-pin-again", pin);
  await app.click("pair-submit");
  await app.find("nav-home");
}

export async function unlock(app: FieldApp): Promise<void> {
  await app.type("unlock-pin", pin);
  await app.click("unlock-submit");
  await app.find("nav-home");
}

interface TransferStatus {
  running: boolean;
  last: { at_ms: number; message: string } | null;
}

/** One press, and waiting for the plain result on the screen. */
export async function transfer(app: FieldApp): Promise<string> {
  await app.click("nav-transfer");
  const before = (await call<TransferStatus>(app, "transfer.status")).last?.at_ms;
  await app.click("transfer-start");
  return until("the result of sending", 90_000, async () => {
    const { running, last } = await call<TransferStatus>(app, "transfer.status");
    if (running || last === null || last.at_ms === before || !(await app.has("transfer-result"))) return undefined;
    const shown = await app.text("transfer-result").catch(() => "");
    return shown.includes(last.message) ? shown : undefined;
  });
}

/** Finds a household by typing and opens it. */
export async function openHousehold(app: FieldApp, search: string): Promise<void> {
  await app.click("nav-households");
  await app.type("search", search);
  await until(`a household for "${search}"`, 20_000, async () => {
    const rows = await app.count('[data-testid="household-row"]');
    const loud = (await app.words()).toLocaleLowerCase("vi");
    return rows > 0 && loud.includes(search.toLocaleLowerCase("vi")) ? true : undefined;
  });
  await app.click("household-row");
  await app.find("start-check");
}

/** Answers everything of a section, as far as asked. */
export async function fillSection(app: FieldApp, section: Section, given: Given[], stopAfter?: number): Promise<void> {
  for (const answer of section.answers.slice(0, stopAfter)) {
    await give(app, answer);
    given.push({ section: section.name, answer, atMs: Date.now() });
  }
}

/** The whole form from its first page; leaves it on the last. */
export async function fillCheck(app: FieldApp, given: Given[] = [], from = 0): Promise<void> {
  for (const [index, section] of sections.entries()) {
    if (index < from) continue;
    await onSection(app, index);
    await fillSection(app, section, given);
    if (index + 1 < sections.length) await app.click("next");
  }
}

/** Waits until a section's page is open. */
export async function onSection(app: FieldApp, index: number): Promise<void> {
  const first = sections[index]?.answers[0];
  if (first === undefined) throw new Error(`no section ${index}`);
  await app.locate(selector(first, first.choices?.[0]), `section ${index}`);
}

export function selector(answer: Answer, choice?: string): string {
  const question = choice === undefined ? answer.question : `${answer.question}-${choice}`;
  return `[data-testid^="q-"][data-testid$="/${question}"]`;
}

async function give(app: FieldApp, answer: Answer): Promise<void> {
  if (answer.text !== undefined) return app.typeInto(selector(answer), answer.text);
  if (answer.press) return app.press(selector(answer));
  for (const choice of answer.choices ?? []) {
    if (await app.chosen(selector(answer, choice))) continue;
    await app.press(selector(answer, choice));
    await until(`${answer.question} = ${choice}`, 10_000, async () =>
      (await app.chosen(selector(answer, choice))) ? true : undefined,
    );
  }
}

/** Which of these answers are not on the page that is open. */
export async function missing(app: FieldApp, answers: Answer[]): Promise<string[]> {
  const gone: string[] = [];
  for (const answer of answers) {
    if (answer.text !== undefined && (await app.value(selector(answer))) !== answer.text) gone.push(answer.question);
    for (const choice of answer.choices ?? []) {
      if (!(await app.chosen(selector(answer, choice)))) gone.push(`${answer.question}-${choice}`);
    }
  }
  return gone;
}

/** Asks the app's core what it knows, past the screens. */
export async function call<T>(app: FieldApp, command: string, args: unknown = {}): Promise<T> {
  const script = `return window.__TAURI_INTERNALS__.invoke('call', { command: arguments[0], args: arguments[1] })
    .then((answer) => ({ answer }), (error) => ({ error }));`;
  const { answer, error } = await app.run<{ answer?: T; error?: unknown }>(script, command, args);
  if (error !== undefined) throw new Error(`${command}: ${JSON.stringify(error)}`);
  return answer as T;
}

/** Some household of the device that has a name of its own. */
export async function anyHousehold(app: FieldApp): Promise<{ id: string; name: string }> {
  const { rows } = await call<{ rows: { id: string; name: string }[] }>(app, "households.list", { limit: 200 });
  const own = rows.find((row) => rows.filter((other) => other.name === row.name).length === 1);
  if (own === undefined) throw new Error(`no household among ${rows.length}`);
  return own;
}

/** Finished checks on the device that the commune has not confirmed. */
export async function unsafeChecks(app: FieldApp): Promise<number> {
  const status = await call<{ unsafe_work: { checks: number } }>(app, "device.status");
  return status.unsafe_work.checks;
}

/** Changes facts of a household on its page. */
export async function editHousehold(app: FieldApp, id: string, facts: Record<string, string>): Promise<void> {
  await app.go(`#/ho/${id}`);
  await app.click("edit-household");
  for (const [field, text] of Object.entries(facts)) await app.type(`edit-${field}`, text);
  await app.click("edit-save");
  await app.find("edit-household");
}
