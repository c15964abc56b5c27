import { expect, it } from "vitest";
import type { Ledger } from "../../generated/Ledger";
import { asTable } from "./table";

it("copies the ledger as cells that Excel reads as numbers", () => {
  const ledger = {
    sources: [
      { id: "a", name: "Ngân sách xã" },
      { id: "b", name: "Vốn tín\tdụng" },
    ],
    works: [{ id: "w", name: "Cổng\nlàng", group: "", villages: "", check: null, amounts: [70_000_000, null], total: 70_000_000 }],
    without_work: [0, 5_000_000],
    by_source: [70_000_000, 5_000_000],
    total_by_sources: 75_000_000,
    total_by_works: 70_000_000,
  } as unknown as Ledger;
  expect(asTable(ledger).split("\r\n").map((line) => line.split("\t"))).toEqual([
    ["Công trình, hạng mục", "Ngân sách xã", "Vốn tín dụng", "Cộng"],
    ["Cổng làng", "70000000", "", "70000000"],
    ["Chưa gắn với công trình nào", "0", "5000000", "5000000"],
    ["Tổng theo nguồn", "70000000", "5000000", "75000000"],
  ]);
});
