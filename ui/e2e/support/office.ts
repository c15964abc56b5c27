// The commune's pages in a real browser.

import { type Page, expect } from "@playwright/test";

import { officer } from "./commune";
import { fill } from "./forms";

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

/** As `fill`, at the office. */
export const fillForm = (page: Page, subject: string, form: string, answers: Record<string, string>): Promise<string> =>
  fill((command, args) => ask(page, command, args), subject, form, answers);
