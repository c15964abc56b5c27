// What goes wrong on the way to the commune is said plainly, and nothing is lost.

import { join } from "node:path";

import { Commune } from "../support/commune";
import { anyHousehold, call, editHousehold, pair, transfer } from "../support/desk";
import { expect, test } from "../support/fixtures";

/** Changes that the commune has not confirmed. */
interface Status {
  unsafe_work: { revisions: number };
}

test("a commune out of reach and a stranger in its place get nothing", async ({ commune, dir, open }) => {
  const app = await open("laptop");
  await pair(app, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await transfer(app);
  const household = await anyHousehold(app);
  await editHousehold(app, household.id, { note: "Mới xây bể nước" });

  await commune.stop();
  expect(await transfer(app)).toMatch(/mạng|liên lạc|máy của xã/i);
  expect((await call<Status>(app, "device.status")).unsafe_work.revisions).toBe(1);

  const stranger = await Commune.stranger(join(dir, "stranger"), commune.port);
  try {
    expect(await transfer(app)).toContain("không phải máy của xã");
    expect((await call<Status>(app, "device.status")).unsafe_work.revisions).toBe(1);
  } finally {
    await stranger.stop();
  }

  await commune.start();
  await transfer(app);
  expect((await call<Status>(app, "device.status")).unsafe_work.revisions).toBe(0);
});
