import { defineConfig } from "@playwright/test";

// Three kinds of play on the real programs, all built beforehand by `cargo xtask`:
// `office`: the commune's pages in a browser; `native`: the field app's own window, by WebDriver;
// `day`: the scripted day that `cargo xtask run` plays on its own commune.
export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results",
  // The programs are real and the machine is small.
  workers: 1,
  fullyParallel: false,
  forbidOnly: Boolean(process.env.CI),
  retries: 0,
  timeout: 180_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    browserName: "chromium",
    locale: "vi-VN",
    timezoneId: "Asia/Ho_Chi_Minh",
    viewport: { width: 1366, height: 768 },
    // The commune's certificate is its own; devices pin it, a browser is told once by a person.
    ignoreHTTPSErrors: true,
    launchOptions: {
      executablePath: process.env.SOTHON_CHROMIUM ?? "/usr/bin/chromium",
      args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking"],
    },
    screenshot: "only-on-failure",
  },
  projects: [
    { name: "office", testMatch: "office/**/*.spec.ts" },
    { name: "native", testMatch: "native/**/*.spec.ts" },
    { name: "day", testMatch: "day/**/*.spec.ts", timeout: 300_000 },
  ],
});
