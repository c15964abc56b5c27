import { render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Node } from "../../generated/Node";
import type { Question } from "../../generated/Question";
import type { Call } from "../../platform";
import { filling, question, waterChoices } from "../gallery/samples";
import { OpenCheck } from "./filling.svelte";
import TestPage from "../../../tests/TestPage.svelte";

const user = userEvent.setup();
let sent: string[];
beforeEach(() => void (sent = []));

/** Opens a page of one question; the core answers as `reply` says. */
function open(one: Question, reply: (value: string | null) => Partial<Question> = (value) => ({ value })) {
  const nodes = (more: Partial<Question> = {}): Node[] => [{ node: "question", ...one, ...more }];
  const core = (async (_: string, args: { path: string; value: string | null }) => {
    sent.push(`${args.path}=${args.value ?? ""}`);
    return filling({ nodes: nodes(reply(args.value)) });
  }) as unknown as Call;
  const check = new OpenCheck("c1", core);
  check.filling = filling({ nodes: nodes() });
  render(TestPage, { check });
  return check;
}

const input = (path: string) => screen.getByTestId<HTMLInputElement>(`q-${path}`);

describe("a text", () => {
  it("is written when the cursor leaves", async () => {
    open(question("p/ten", "text", "Họ và tên"));
    await user.type(input("p/ten"), "Bùi Thị Hoa");
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/ten=Bùi Thị Hoa"));
    expect(input("p/ten").value).toBe("Bùi Thị Hoa");
  });

  it("that is cleared clears the answer", async () => {
    open(question("p/ten", "text", "Họ và tên", { value: "Hoa" }));
    await user.clear(input("p/ten"));
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/ten="));
  });
});

describe("a number", () => {
  it("with a comma is stored with a dot and shown with a comma", async () => {
    open(question("p/m2", "decimal", "Diện tích"));
    await user.type(input("p/m2"), "62,5");
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/m2=62.5"));
    expect(input("p/m2").value).toBe("62,5");
  });

  it("that is none keeps what was typed, says so after leaving, and is not sent", async () => {
    const check = open(question("p/khau", "integer", "Số khẩu"));
    await user.type(input("p/khau"), "bốn");
    expect(document.getElementById("q-p/khau-error")).toBeNull();
    await user.tab();
    expect(input("p/khau").value).toBe("bốn");
    expect(input("p/khau").getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById("q-p/khau-error")?.textContent).toContain("số nguyên");
    expect(check.entryErrors["p/khau"]).toBeDefined();
    expect(sent).toEqual([]);
  });
});

describe("an error of the form", () => {
  it("waits until the cursor leaves, and typing clears it", async () => {
    open(question("p/nam", "integer", "Năm sinh"), (value) => ({
      value,
      error: value === "1890" ? "Năm sinh từ 1900 trở đi." : null,
    }));
    await user.type(input("p/nam"), "1890");
    await waitFor(() => expect(sent.length).toBeGreaterThan(0));
    expect(screen.queryByText("Năm sinh từ 1900 trở đi.")).toBeNull();
    await user.tab();
    await screen.findByText("Năm sinh từ 1900 trở đi.");
    await user.clear(input("p/nam"));
    expect(screen.queryByText("Năm sinh từ 1900 trở đi.")).toBeNull();
  });
});

describe("a date", () => {
  it("is typed the Vietnamese way and stored the ISO way", async () => {
    open(question("p/ngay", "date", "Ngày đến hộ"));
    await user.type(input("p/ngay"), "5/1/2026");
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/ngay=2026-01-05"));
    await waitFor(() => expect(input("p/ngay").value).toBe("05/01/2026"));
  });
});

describe("choices", () => {
  it("one of many is written at once and can be taken back", async () => {
    open(question("p/nuoc", "select_one", "Nước?", { choices: waterChoices }));
    await user.click(screen.getByTestId("q-p/nuoc-gieng_khoan"));
    await waitFor(() => expect(sent).toEqual(["p/nuoc=gieng_khoan"]));
    expect(screen.getByTestId("q-p/nuoc-gieng_khoan").querySelector("input")?.checked).toBe(true);
    await user.click(screen.getByTestId("q-p/nuoc-clear"));
    await waitFor(() => expect(sent[1]).toBe("p/nuoc="));
  });

  it("several keep the order of the form", async () => {
    open(question("p/dung", "select_multiple", "Điều nào đúng?", { choices: waterChoices }));
    await user.click(screen.getByTestId("q-p/dung-nuoc_may"));
    await user.click(screen.getByTestId("q-p/dung-gieng_dao"));
    await waitFor(() => expect(sent[1]).toBe("p/dung=gieng_dao nuoc_may"));
  });

  it("work with the keyboard", async () => {
    open(question("p/dung", "select_multiple", "Điều nào đúng?", { choices: waterChoices }));
    await user.tab();
    await user.keyboard(" ");
    await waitFor(() => expect(sent).toEqual(["p/dung=gieng_dao"]));
  });
});

describe("an acknowledgement", () => {
  it("is OK or nothing", async () => {
    open(question("p/ok", "acknowledge", "Tôi đã nói"));
    await user.click(screen.getByTestId("q-p/ok"));
    await waitFor(() => expect(sent).toEqual(["p/ok=OK"]));
    await user.click(screen.getByTestId("q-p/ok"));
    await waitFor(() => expect(sent[1]).toBe("p/ok="));
  });
});

describe("what people cannot answer", () => {
  it("is shown as text", () => {
    open(question("p/tuoi", "calculated", "Tuổi", { text: "47", value: "47", readonly: true }));
    expect(input("p/tuoi").textContent).toContain("47");
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});

describe("a place in an order", () => {
  it("is moved by the arrows and stored best first", async () => {
    open(question("p/hang", "rank", "Việc cần làm", { choices: waterChoices.slice(0, 3) }));
    const [first, second, third] = waterChoices.map((choice) => choice.name);
    expect(screen.getByTestId(`q-p/hang-up-${first}`)).toHaveProperty("disabled", true);
    await user.click(screen.getByTestId(`q-p/hang-down-${first}`));
    await waitFor(() => expect(sent[sent.length - 1]).toBe(`p/hang=${second} ${first} ${third}`));
  });

  it("is not answered before somebody says so", async () => {
    open(question("p/hang", "rank", "Việc cần làm", { choices: waterChoices.slice(0, 2) }));
    expect(sent).toEqual([]);
    await user.click(screen.getByTestId("q-p/hang-keep"));
    await waitFor(() => expect(sent[sent.length - 1]).toBe(`p/hang=${waterChoices[0]?.name} ${waterChoices[1]?.name}`));
  });
});

describe("a moment", () => {
  it("needs a day and a time", async () => {
    open(question("p/luc", "date_time", "Lúc đo"));
    await user.type(screen.getByTestId("q-p/luc-day"), "05/01/2026");
    await user.type(screen.getByTestId("q-p/luc-time"), "7:30");
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/luc=2026-01-05T07:30:00.000+07:00"));
  });
});

describe("a range", () => {
  it("of few steps is chosen", async () => {
    open(question("p/muc", "range", "Mức", { range: { start: 0, end: 1, step: 0.5 } }));
    await user.click(screen.getByTestId("q-p/muc-0.5"));
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/muc=0.5"));
    expect(screen.getByTestId("q-p/muc-0.5").textContent).toContain("0,5");
  });

  it("of many steps is typed and says its bounds", () => {
    open(question("p/muc", "range", "Mức", { range: { start: 0, end: 100, step: 1 } }));
    expect(document.body.textContent).toContain("Từ 0 đến 100.");
  });
});

describe("a line walked", () => {
  it("is typed as points and says how many and how long", async () => {
    open(question("p/tuyen", "geotrace", "Tuyến"));
    await user.type(screen.getByTestId("q-p/tuyen-points"), "19,900 105,3\n19,901 105,3");
    await user.tab();
    await waitFor(() => expect(sent[sent.length - 1]).toBe("p/tuyen=19.9 105.3 0 0;19.901 105.3 0 0"));
    expect(screen.getByTestId("q-p/tuyen-sum").textContent).toMatch(/2 điểm, dài khoảng 111 m/);
  });
});
