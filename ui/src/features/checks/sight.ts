import { tick } from "svelte";

/** Keeps the element with the cursor where it is on the screen while the page around it changes. */
export function keepInSight(scroller: HTMLElement): void {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement) || !scroller.contains(focused)) return;
  const before = focused.getBoundingClientRect().top;
  void tick().then(() => {
    if (!focused.isConnected || document.activeElement !== focused) return;
    scroller.scrollTop += focused.getBoundingClientRect().top - before;
  });
}
