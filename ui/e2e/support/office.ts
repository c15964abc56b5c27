// The commune's pages in a real browser.

import { type Page, expect } from "@playwright/test";

import { officer } from "./commune";

export async function signIn(page: Page, address: string, who = officer): Promise<void> {
  await page.goto(address);
  await page.getByTestId("office-user").fill(who.user);
  await page.getByTestId("office-password").fill(who.password);
  await page.getByTestId("office-sign-in").click();
  await expect(page.getByTestId("office-sign-in")).toBeHidden();
}

/** Asks the office's core what it knows, with the page's own session. */
export async function ask<T>(page: Page, command: string, args: unknown = {}): Promise<T> {
  const origin = new URL(page.url()).origin;
  const reply = await page.request.post(`${origin}/call/${command}`, { data: args, headers: { "X-Sothon": "1" } });
  expect(reply.ok(), `${command}: ${await reply.text()}`).toBe(true);
  return (await reply.json()) as T;
}

export interface CheckRow {
  id: string;
  household: string;
  household_name: string;
  status: string;
  device_name: string;
}

/** The finished checks of a household that the office has. */
export async function checksOf(page: Page, household: string): Promise<CheckRow[]> {
  const { checks } = await ask<{ checks: CheckRow[] }>(page, "households.get", { id: household });
  return checks;
}

/** Keeps a photo or file as the answer of a question of a draft, as a person would by choosing it. */
export async function attach(page: Page, check: string, path: string, name: string, bytes: Buffer): Promise<void> {
  const origin = new URL(page.url()).origin;
  const headers = { "X-Sothon": "1", "Content-Type": "application/octet-stream" };
  const reply = await page.request.put(`${origin}/office/upload`, { data: bytes, headers });
  expect(reply.ok(), await reply.text()).toBe(true);
  const { hash } = (await reply.json()) as { hash: string };
  await ask(page, "checks.attach", { check, section: 0, path, file: hash, name });
}

interface FoundNode {
  path?: string;
  kind?: string;
  choices?: { name: string }[];
  nodes?: FoundNode[];
  children?: FoundNode[];
  instances?: FoundNode[];
}

function question(nodes: FoundNode[], path: string): FoundNode | undefined {
  for (const node of nodes) {
    if (node.path === path) return node;
    const within = [...(node.nodes ?? []), ...(node.children ?? []), ...(node.instances ?? [])];
    const found = question(within, path);
    if (found) return found;
  }
  return undefined;
}

/** Questions that one check may ask before it can be finished. */
const MOST_QUESTIONS = 200;

/** Fills and finishes a form about a subject: these answers, and the first choice or something plausible for what else is asked. */
export async function fillForm(page: Page, subject: string, form: string, answers: Record<string, string>): Promise<string> {
  const { check } = await ask<{ check: string }>(page, "checks.start", { household: subject, form });
  const answer = (path: string, value: string) => ask(page, "checks.answer", { check, section: 0, path, value });
  for (const [path, value] of Object.entries(answers)) await answer(path, value);
  for (let asked = 0; asked < MOST_QUESTIONS; asked += 1) {
    const reply = await ask<{ finished: boolean; problems: { path: string }[]; filling: { nodes: FoundNode[] } | null }>(
      page,
      "checks.finish",
      { check },
    );
    if (reply.finished) return check;
    const path = reply.problems[0]?.path ?? "";
    const found = question(reply.filling?.nodes ?? [], path);
    const plausible: Record<string, string> = { acknowledge: "OK", text: "Bùi Thị Nga", date: "2026-06-01" };
    await answer(path, found?.choices?.[0]?.name ?? plausible[found?.kind ?? ""] ?? "12");
  }
  throw new Error(`the form ${form} does not end`);
}
