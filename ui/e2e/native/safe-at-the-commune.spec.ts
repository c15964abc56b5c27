// A household check made offline in the real window is safe at the commune.

import { join } from "node:path";

import { Commune } from "../support/commune";
import { Cut } from "../support/cut";
import {
  type Given,
  anyHousehold,
  call,
  fillCheck,
  fillSection,
  missing,
  onSection,
  openHousehold,
  pair,
  transfer,
  unlock,
  unsafeChecks,
} from "../support/desk";
import type { FieldApp } from "../support/field-app";
import { expect, test } from "../support/fixtures";
import { readable, sections } from "../support/household-form";
import { checksOf, signIn } from "../support/office";

/** Answers younger than this may be lost in a power cut. */
const durableMs = 1_000;

test("a check survives a killed app and reaches the office with the same values", async ({ commune, open, page }) => {
  const first = await open("laptop");
  await pair(first, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await transfer(first);
  const household = await anyHousehold(first);
  await commune.stop();

  await openHousehold(first, household.name);
  await first.click("start-check");
  const given: Given[] = [];
  for (const index of [0, 1, 2]) {
    await onSection(first, index);
    await fillSection(first, sections[index]!, given);
    await first.click("next");
  }
  await onSection(first, 3);
  await fillSection(first, sections[3]!, given, 3);
  const killedAtMs = Date.now();
  await first.kill();

  const again = await open("laptop");
  await unlock(again);
  await openHousehold(again, household.name);
  await again.click("start-check");
  for (const [index, section] of sections.entries()) {
    const durable = given.filter((one) => one.section === section.name && one.atMs <= killedAtMs - durableMs);
    if (durable.length === 0) continue;
    await again.click(`section-${index}`);
    await onSection(again, index);
    expect(await missing(again, durable.map((one) => one.answer)), section.name).toEqual([]);
  }
  await again.click("section-3");
  await fillCheck(again, [], 3);
  await again.click("finish");
  await again.find("flash");

  await commune.start();
  const result = await transfer(again);
  expect(result).toContain("an toàn ở xã");

  await signIn(page, commune.address);
  const checks = await checksOf(page, household.id);
  expect(checks).toHaveLength(1);
  await page.goto(`${commune.address}/#/phieu/${checks[0]!.id}`);
  for (const words of readable) await expect(page.getByText(words).first()).toBeVisible();
});

/** A new device that pairs, fills the whole form of some household and presses finish. */
async function pairAndFinish(app: FieldApp, commune: Commune): Promise<{ id: string; name: string }> {
  await pair(app, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await transfer(app);
  const household = await anyHousehold(app);
  await openHousehold(app, household.name);
  await app.click("start-check");
  await fillCheck(app);
  await app.click("finish");
  return household;
}

test("a network cut in the middle of sending, and sending three times, leave one check", async ({ seed, dir, open, page }) => {
  let cut: Cut | undefined;
  const commune = await Commune.copy(seed, join(dir, "commune"), async (port) => {
    cut = await Cut.before(port);
    return cut.address;
  });
  if (cut === undefined) throw new Error("no network");
  try {
    const app = await open("laptop");
    const household = await pairAndFinish(app, commune);
    await app.find("flash");

    // First before the commune has anything, then at every stage up to a lost answer.
    for (const bytes of [500, 1_000, 1_500, 2_000]) {
      cut.afterSent(bytes);
      await transfer(app);
      if (bytes === 500) expect(await unsafeChecks(app)).toBe(1);
      cut.mend();
    }
    for (const bytes of [900, 1_300, 1_700]) {
      cut.afterAnswered(bytes);
      await transfer(app);
      cut.mend();
    }
    expect(cut.cuts).toBeGreaterThan(3);
    for (let round = 0; round < 3; round += 1) await transfer(app);
    expect(await unsafeChecks(app)).toBe(0);

    await signIn(page, commune.address);
    expect(await checksOf(page, household.id)).toHaveLength(1);
  } finally {
    await commune.stop();
    await cut.close();
  }
});

test("somebody who presses on before a check is finished gets where they pressed, and the check is finished", async ({
  commune,
  open,
}) => {
  const app = await open("laptop");
  const household = await pairAndFinish(app, commune);
  await app.click("nav-transfer");
  await app.find("transfer-start");
  expect(await transfer(app)).toContain("an toàn ở xã");
  const { checks } = await call<{ checks: { status: string; safe: boolean }[] }>(app, "households.get", { id: household.id });
  expect(checks.map(({ status, safe }) => ({ status, safe }))).toEqual([{ status: "complete", safe: true }]);
});
