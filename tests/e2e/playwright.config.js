// Whole-page journeys against the built page. `cargo xtask test e2e` builds and serves it, finds a
// browser, and sets PODARIUM_URL, PODARIUM_SUBFOLDER_URL and PODARIUM_CHROMIUM.
import { defineConfig } from "@playwright/test";
import { launchOptions, sizes } from "./browser.js";

export default defineConfig({
  testDir: "journeys",
  outputDir: "test-results",
  // A machine under load must not fail a journey; a real failure shows itself the first time too.
  timeout: 60_000,
  expect: { timeout: 15_000 },
  retries: 0,
  fullyParallel: true,
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  reporter: [["list"]],
  use: {
    baseURL: process.env.PODARIUM_URL,
    launchOptions,
    trace: "retain-on-failure",
  },
  projects: Object.entries(sizes).map(([name, size]) => ({ name, use: size })),
});
