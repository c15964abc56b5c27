// The ledger as lines and tabs, as Excel takes it from the clipboard.

import type { Ledger } from "../../generated/Ledger";

const TAB = "\t";

/** Numbers go over bare, so that Excel reads them as numbers whatever its language. */
export function asTable(ledger: Ledger): string {
  const line = (name: string, amounts: (number | null)[], total: number) =>
    [clean(name), ...amounts.map((amount) => (amount === null ? "" : String(amount))), String(total)].join(TAB);
  const lines = [
    ["Công trình, hạng mục", ...ledger.sources.map((source) => clean(source.name)), "Cộng"].join(TAB),
    ...ledger.works.map((work) => line(work.name, work.amounts, work.total)),
    line("Chưa gắn với công trình nào", ledger.without_work, ledger.total_by_sources - ledger.total_by_works),
    line("Tổng theo nguồn", ledger.by_source, ledger.total_by_sources),
  ];
  return lines.join("\r\n");
}

/** A tab or line break in a name would shift the cells. */
function clean(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}
