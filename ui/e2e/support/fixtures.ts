// What a test gets: a display, a commune of its own, and a folder per device.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { test as base } from "@playwright/test";

import { Commune } from "./commune";
import { Display } from "./display";
import { FieldApp } from "./field-app";

/** WebKit's processes may still write for a moment after the window is gone. */
const gone = { recursive: true, force: true, maxRetries: 20, retryDelay: 100 };

interface PerTest {
  /** A folder that is gone after the test. */
  dir: string;
  commune: Commune;
  /** Starts the field app on the named device; all are closed after the test. */
  open: (device: string) => Promise<FieldApp>;
}

interface PerRun {
  display: Display;
  seed: string;
}

export const test = base.extend<PerTest, PerRun>({
  display: [
    async ({}, use) => {
      const display = await Display.start();
      await use(display);
      await display.stop();
    },
    { scope: "worker" },
  ],
  seed: [
    async ({}, use) => {
      const seed = await mkdtemp(join(tmpdir(), "sothon-seed-"));
      await Commune.seed(seed);
      await use(seed);
      await rm(seed, gone);
    },
    { scope: "worker", timeout: 180_000 },
  ],
  dir: async ({}, use) => {
    const dir = await mkdtemp(join(tmpdir(), "sothon-"));
    await use(dir);
    await rm(dir, gone);
  },
  commune: async ({ seed, dir }, use) => {
    const commune = await Commune.copy(seed, join(dir, "commune"));
    await use(commune);
    await commune.stop();
  },
  open: async ({ display, dir }, use, info) => {
    const started: FieldApp[] = [];
    await use(async (device) => {
      const app = await FieldApp.start({ data: join(dir, device), display: display.name });
      started.push(app);
      return app;
    });
    const last = started.at(-1);
    if (info.status !== info.expectedStatus && last !== undefined) {
      const file = info.outputPath("window.png");
      await last.picture(file).catch(() => undefined);
      await info.attach("window", { path: file }).catch(() => undefined);
      await info.attach("output", { body: last.output(), contentType: "text/plain" });
    }
    for (const app of started) await app.close();
  },
});

export { expect } from "@playwright/test";
