import { svelte } from "@sveltejs/vite-plugin-svelte";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [svelte()],
  // Relative addresses: the same files are served by the window and by the commune's computer.
  base: "./",
  resolve: process.env.VITEST ? { conditions: ["browser"] } : {},
  build: {
    outDir: "dist",
    target: "es2022",
    // Inlined fonts and pictures would be `data:` addresses, which the content security policy refuses.
    assetsInlineLimit: 0,
    // The polyfill is an inline-script risk and every WebView we ship on preloads modules.
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: {
      "/call": { target: process.env.SOTHON_OFFICE ?? "https://127.0.0.1:8443", secure: false },
      "/office": { target: process.env.SOTHON_OFFICE ?? "https://127.0.0.1:8443", secure: false },
    },
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.ts"],
    setupFiles: ["tests/setup.ts"],
    restoreMocks: true,
  },
});
