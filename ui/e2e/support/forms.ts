// Forms of every kind filled past the screens, by the commands that the screens use; in either shell.

/** Asks the core of a shell. */
export type Ask = <T>(command: string, args: unknown) => Promise<T>;

interface FoundNode {
  path?: string;
  kind?: string;
  choices?: { name: string }[];
  children?: FoundNode[];
  instances?: { path: string; children: FoundNode[] }[];
}

function node(nodes: FoundNode[], path: string): FoundNode | undefined {
  for (const one of nodes) {
    if (one.path === path) return one;
    const within = [...(one.children ?? []), ...(one.instances ?? []).flatMap((instance) => instance.children)];
    const found = node(within, path);
    if (found) return found;
  }
  return undefined;
}

/** The paths of a repeat's rows, with one more where `add`. */
export async function rows(ask: Ask, check: string, section: number, repeat: string, add = false): Promise<string[]> {
  const args = { check, section, path: repeat };
  const page = await ask<{ nodes: FoundNode[] }>(add ? "checks.add_repeat" : "checks.section", args);
  return node(page.nodes, repeat)?.instances?.map((instance) => instance.path) ?? [];
}

/** Questions that one check may ask before it can be finished. */
const MOST_QUESTIONS = 200;

/** Fills and finishes a form about a subject: these answers, and what `finish` finds for the rest. */
export async function fill(ask: Ask, subject: string, form: string, answers: Record<string, string>): Promise<string> {
  const { check } = await ask<{ check: string }>("checks.start", { household: subject, form });
  for (const [path, value] of Object.entries(answers)) await ask("checks.answer", { check, section: 0, path, value });
  return finish(ask, check);
}

/** Finishes a check: the choice preferred, the first one, or something plausible for what is still asked. */
export async function finish(ask: Ask, check: string, preferred?: string): Promise<string> {
  let last = "";
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const reply = await ask<{ finished: boolean; problems: { path: string; message: string }[]; filling: { nodes: FoundNode[] } | null }>(
      "checks.finish",
      { check },
    );
    if (reply.finished) return check;
    const path = reply.problems[0]?.path ?? "";
    const found = node(reply.filling?.nodes ?? [], path);
    const plausible: Record<string, string> = { acknowledge: "OK", text: "Bùi Thị Nga", date: "2026-06-01" };
    const choice = found?.choices?.find((one) => one.name === preferred) ?? found?.choices?.[0];
    const value = choice?.name ?? plausible[found?.kind ?? ""] ?? "12";
    await ask("checks.answer", { check, section: 0, path, value });
    last = `${path} = ${value}: ${reply.problems[0]?.message}`;
  }
  throw new Error(`check ${check} does not end; last ${last}`);
}
