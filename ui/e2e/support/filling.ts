// Checks filled through the office's core, as the screens do it, for tests that need many.

import { type Page } from "@playwright/test";

import { type Section, sections } from "./household-form";
import { ask } from "./office";

interface Node {
  node: string;
  path: string;
  children?: Node[];
  instances?: { children: Node[] }[];
}

interface Filling {
  check: string;
  sections: { index: number; title: string; relevant: boolean }[];
  nodes: Node[];
}

/** Every question on the page of a form, also inside groups and rows of repeats. */
function questions(nodes: Node[]): string[] {
  return nodes.flatMap((node) =>
    node.node === "question"
      ? [node.path]
      : [...questions(node.children ?? []), ...(node.instances ?? []).flatMap((instance) => questions(instance.children))],
  );
}

/** Fills and finishes a household's check. `other` replaces answers by the question's name; answers the check's id. */
export async function checkHousehold(page: Page, household: string, other: Record<string, string> = {}, all: Section[] = sections): Promise<string> {
  let filling = await ask<Filling>(page, "checks.start", { household });
  const check = filling.check;
  for (const section of filling.sections) {
    filling = await ask<Filling>(page, "checks.section", { check, section: section.index });
    for (const answer of all[section.index]?.answers ?? []) {
      const path = questions(filling.nodes).find((known) => known.endsWith(`/${answer.question}`));
      if (path === undefined) continue;
      const typed = answer.text?.replace(",", ".") ?? answer.choices?.join(" ") ?? "OK";
      const value = other[answer.question] ?? typed;
      filling = await ask<Filling>(page, "checks.answer", { check, section: section.index, path, value });
    }
  }
  const { problems } = await ask<{ problems: { path: string; message: string }[] }>(page, "checks.finish", { check });
  if (problems.length > 0) throw new Error(problems.map((problem) => `${problem.path}: ${problem.message}`).join("\n"));
  return check;
}
