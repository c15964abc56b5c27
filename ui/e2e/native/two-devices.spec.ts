// Two devices edit one household without knowing of each other.

import { anyHousehold, call, editHousehold, pair, transfer } from "../support/desk";
import { expect, test } from "../support/fixtures";
import { ask, signIn } from "../support/office";

interface Conflict {
  subject: string;
  field: string;
  values: { revision: string; text: string }[];
}

test("different fields both survive unasked, the same field is listed alike on both and at the office", async ({
  commune,
  open,
  page,
}) => {
  const laptop = await open("laptop");
  const tablet = await open("tablet");
  await pair(laptop, await commune.invite("Máy thôn", "Cán bộ thôn"));
  await pair(tablet, await commune.invite("Máy xã", "Công chức xã"));
  for (const app of [laptop, tablet]) await transfer(app);
  const household = await anyHousehold(laptop);

  await editHousehold(laptop, household.id, { phone: "0100111222", address: "Số 1, ngõ Mít" });
  await editHousehold(tablet, household.id, { phone: "0100333444", note: "Cổng sau nhà văn hóa" });
  for (const app of [laptop, tablet, laptop]) await transfer(app);

  const seen = [];
  for (const app of [laptop, tablet]) {
    await app.go(`#/ho/${household.id}`);
    await app.find("edit-household");
    const words = await app.words();
    expect(words).toContain("Số 1, ngõ Mít");
    expect(words).toContain("Cổng sau nhà văn hóa");
    await app.click("nav-review");
    expect(await app.text("conflict")).toMatch(/0100111222[^]*0100333444|0100333444[^]*0100111222/);
    seen.push((await call<{ items: Conflict[] }>(app, "conflicts.list")).items);
  }
  await signIn(page, commune.address);
  seen.push((await ask<{ items: Conflict[] }>(page, "conflicts.list")).items);
  await page.goto(`${commune.address}/#/xem-lai`);
  await expect(page.getByTestId("conflict")).toHaveCount(1);

  const plain = seen.map((items) =>
    items.map(({ subject, field, values }) => ({ subject, field, values: values.map(({ revision, text }) => ({ revision, text })) })),
  );
  expect(plain[0]).toHaveLength(1);
  expect(plain[0]![0]).toMatchObject({ subject: household.id, field: "phone" });
  expect(plain[1]).toEqual(plain[0]);
  expect(plain[2]).toEqual(plain[0]);

  await laptop.click("keep-value");
  await expect.poll(() => laptop.count('[data-testid="conflict"]')).toBe(0);
  for (const app of [laptop, tablet]) await transfer(app);
  await tablet.click("nav-review");
  expect(await tablet.count('[data-testid="conflict"]')).toBe(0);
});
