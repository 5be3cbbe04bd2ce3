// Pays the first visits that the release page's first module is made for (`xtask/src/modules.rs`), to
// a page that remembers where its code came through, and writes the numbers of those places, one a
// line. Nobody touches anything: what a person does first fetches the rest of the program.
import { writeFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { choose, launchOptions, sizes, whenReady } from "./browser.js";

const tablet = { viewport: { width: 900, height: 1100 }, hasTouch: true };
const wide = { viewport: { width: 2200, height: 1200 } };
const visits = [
  { size: sizes.desktop, language: "ko", theme: "light" },
  { size: { ...sizes.desktop, reducedMotion: "reduce" }, language: "en", theme: "dark" },
  { size: sizes.phone, language: "ko" },
  { size: { ...sizes.phone, locale: "ko-KR", colorScheme: "dark" } },
  { size: { ...tablet, locale: "en-GB" } },
  { size: wide, language: "en", slowness: 6 },
];
// The sample has played to its end by then, and the page has settled.
const WATCHED_MS = 45_000;

const browser = await chromium.launch(launchOptions);

const pay = async ({ size, language, theme, slowness }) => {
  const context = await browser.newContext(size);
  const page = await context.newPage();
  if (slowness) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  }
  if (language) await choose(page, { theme, language });
  await page.addInitScript(() => {
    // The module is handed over when it introduces itself to the start script.
    let script;
    Object.defineProperty(window, "podarium", {
      get: () => script,
      set: ({ introduce, ...others }) => {
        script = { ...others, introduce: (exports) => introduce((window.remembering = exports)) };
      },
    });
  });
  await page.goto(process.env.PODARIUM_URL);
  await whenReady(page);
  await page.waitForTimeout(WATCHED_MS);
  const marks = await page.evaluate(() => {
    const bytes = new Uint8Array(window.remembering.ran.buffer);
    return Array.from(bytes.keys()).filter((number) => bytes[number]);
  });
  await context.close();
  return marks;
};

const marks = (await Promise.all(visits.map(pay))).flat();
await browser.close();
const places = [...new Set(marks)].sort((one, other) => one - other);
await writeFile(process.env.PODARIUM_MARKS, `${places.join("\n")}\n`);
console.log(`${visits.length} visits came through ${places.length} places.`);
