import { cleanup, render, screen, waitFor } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, vi } from "vitest";

import type { FileInfo } from "../../generated/FileInfo";
import { Failure } from "../../platform";

const shell = vi.hoisted(() => ({ call: vi.fn(), save: vi.fn() }));
vi.mock("../../platform", async (original) => ({ ...(await original<object>()), ...shell, shell: "field" }));

const { default: FileActions } = await import("./FileActions.svelte");
const { default: Thumbnails } = await import("./Thumbnails.svelte");

const file: FileInfo = {
  hash: "a".repeat(64),
  thumbnail: null,
  name: "QĐ 512.pdf",
  media_type: "application/pdf",
  bytes: 600_000,
  here: false,
  state: "safe",
};
const failure = (message: string) => new Failure({ code: "unreachable", message, advice: "Khi có mạng hãy bấm lại.", detail: null });

beforeEach(() => {
  // Not part of the test's browser.
  HTMLDialogElement.prototype.showModal = function (this: HTMLDialogElement) {
    this.open = true;
  };
  shell.call.mockReset();
  shell.save.mockReset();
});
afterEach(cleanup);

it("fetches a file that is not here, says how far it is, and hands it on", async () => {
  let come: (file: FileInfo) => void = () => {};
  shell.call.mockImplementation((command: string) =>
    command === "photos.fetch" ? new Promise((resolve) => (come = resolve)) : Promise.resolve({ running: true, done: 102_400, total: 614_400 }),
  );
  const onfetched = vi.fn();
  render(FileActions, { file, onfetched });
  await userEvent.click(screen.getByRole("button", { name: "Tải tệp về" }));
  await waitFor(() => expect(screen.getByRole("status").textContent).toBe("100 KB trên 600 KB"));
  await userEvent.click(screen.getByRole("button", { name: "Dừng" }));
  expect(shell.call).toHaveBeenCalledWith("photos.stop", { hash: file.hash });
  come({ ...file, here: true });
  await waitFor(() => expect(onfetched).toHaveBeenCalledWith({ ...file, here: true }));
  expect(screen.queryByRole("status")).toBeNull();
});

it("says why a file did not come, and offers it again", async () => {
  shell.call.mockRejectedValue(failure("Chưa kết nối được với xã nên chưa tải được. Ảnh, tệp này đang an toàn ở xã."));
  const onfetched = vi.fn();
  render(FileActions, { file, onfetched });
  await userEvent.click(screen.getByRole("button", { name: "Tải tệp về" }));
  expect((await screen.findByRole("alert")).textContent).toContain("đang an toàn ở xã");
  expect(onfetched).not.toHaveBeenCalled();
  expect(screen.getByRole("button", { name: "Tải tệp về" })).toBeTruthy();
});

it("saves a file that is here and tells where it lies, or why it does not", async () => {
  shell.save.mockResolvedValueOnce("/home/hoa/Tải về/QĐ 512.pdf").mockRejectedValueOnce(failure("Máy hết chỗ trống."));
  render(FileActions, { file: { ...file, here: true }, onfetched: vi.fn() });
  const keep = screen.getByRole("button", { name: "Lưu bản sao" });
  await userEvent.click(keep);
  expect((await screen.findByTestId("kept")).textContent).toContain("/home/hoa/Tải về/QĐ 512.pdf");
  expect(shell.save).toHaveBeenCalledWith(file.hash, file.name);
  await userEvent.click(keep);
  expect((await screen.findByRole("alert")).textContent).toContain("Máy hết chỗ trống.");
  expect(screen.queryByTestId("kept")).toBeNull();
});

it("fetches the photo behind a dashed tile of the evidence, which opens with it", async () => {
  const photo = { ...file, name: "bếp.jpg", media_type: "image/jpeg" };
  shell.call.mockResolvedValue({ ...photo, here: true });
  const paper = { label: "Quyết định", file };
  render(Thumbnails, { files: [{ label: "Ảnh bếp", file: photo }, paper], total: 2, check: "c1" });
  screen.getByText("2 tệp an toàn ở xã, bấm vào để tải về");
  expect(screen.getByRole("link", { name: /QĐ 512.pdf/ }).getAttribute("href")).toContain("c1");
  await userEvent.click(screen.getByRole("button", { name: /Ảnh bếp: bếp.jpg. An toàn ở xã/ }));
  const viewer = screen.getByTestId("viewer");
  expect(viewer.querySelector("img")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Tải ảnh về" }));
  await waitFor(() => expect(viewer.querySelector("img")?.getAttribute("alt")).toBe("Ảnh bếp"));
  expect(screen.getByRole("button", { name: "Lưu bản sao" })).toBeTruthy();
});
