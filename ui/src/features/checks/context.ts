import { flushSync, getContext, setContext } from "svelte";
import type { OpenCheck } from "./filling.svelte";

const KEY = Symbol("check");

/** The check that the questions of a page belong to. */
export const provideCheck = (check: OpenCheck): OpenCheck => setContext(KEY, check);
export const useCheck = (): OpenCheck => getContext(KEY);

/** Id of a question's first input, for labels and for jumping to it. */
export const inputId = (path: string): string => `q-${path}`;

/** Brings a question to the eye and the keyboard. */
export function jumpTo(path: string): boolean {
  const input = document.getElementById(inputId(path));
  if (!input) return false;
  // Inside a closed part of a repeat nothing can take the focus: open it first.
  for (let closed = input.closest("[data-closed]"); closed; closed = closed.parentElement?.closest("[data-closed]") ?? null) {
    closed.parentElement?.querySelector<HTMLElement>("[aria-expanded=false]")?.click();
  }
  flushSync();
  const target = input.matches("input, textarea, select, button") ? input : input.querySelector<HTMLElement>("input, textarea, select, button");
  (input.closest("[data-question]") ?? input).scrollIntoView?.({ block: "start" });
  (target ?? input).focus({ preventScroll: true });
  return true;
}

/** Enter in a one-line answer goes to the next input of the page, and past the last one to the button that goes on. */
export function goOn(from: HTMLElement): void {
  const page = from.closest("[data-section]");
  if (!page) return;
  const inputs = [...page.querySelectorAll<HTMLElement>("[data-question] input, [data-question] textarea, [data-question] select")];
  const questions = [...page.querySelectorAll("[data-question]")];
  const here = questions.indexOf(from.closest("[data-question]") ?? page);
  const next = inputs.find((input) => questions.indexOf(input.closest("[data-question]") ?? page) > here);
  (next ?? document.querySelector<HTMLElement>("[data-testid=next], [data-testid=finish]"))?.focus();
}
