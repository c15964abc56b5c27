import axe from "axe-core";
import { render } from "@testing-library/svelte";
import { describe, expect, it } from "vitest";
import GalleryPage from "./GalleryPage.svelte";

describe("the gallery", () => {
  it("shows every component without a fault that axe finds", async () => {
    const { container } = render(GalleryPage);
    const found = await axe.run(container, {
      // jsdom draws nothing, so colours are judged in the browser tests.
      rules: { "color-contrast": { enabled: false } },
    });
    expect(found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join("\n")}`)).toEqual([]);
  }, 30_000);
});
