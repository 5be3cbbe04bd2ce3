// Pays the first visits that the release page's first module is made for (`xtask/src/modules.rs`), to
// a page that remembers where its code came through, and writes the numbers of those places, one a
// line. Nobody touches anything: what a person does first fetches the rest of the program.
//
// Where code comes through depends on how fast the machine is: some visits are paid side by side and
// slowly, and then each alone, until there is nothing new to see.
import { writeFile } from "node:fs/promises";
import { chromium } from "@playwright/test";
import { choose, launchOptions, sizes, whenReady } from "./browser.js";

const tablet = { viewport: { width: 900, height: 1100 }, hasTouch: true };
const wide = { viewport: { width: 2200, height: 1200 } };
const laptop = { viewport: { width: 1280, height: 720 } };
const visits = [
  { size: sizes.desktop, language: "ko", theme: "light" },
  { size: { ...sizes.desktop, reducedMotion: "reduce" }, language: "en", theme: "dark" },
  { size: sizes.phone, language: "ko" },
  { size: { ...sizes.phone, locale: "ko-KR", colorScheme: "dark" } },
  { size: { ...tablet, locale: "en-GB" } },
  { size: { ...laptop, locale: "en-US" } },
  { size: wide, language: "en", slowness: 6 },
  // At which moments a frame is drawn is chance; these leave out none, and many.
  { size: laptop, language: "ko", frameMs: 3 },
  { size: sizes.phone, language: "en", frameMs: 3 },
  { size: laptop, language: "en", frameMs: 130 },
  { size: sizes.desktop, language: "ko", frameMs: 700 },
];
// The sample has played to its end by then, and the page has settled.
const WATCHED_MS = 45_000;
// A visit alone: the page has come and moves.
const WATCHED_ALONE_MS = 4_000;
const ROUNDS_ALONE_MAX = 4;

const browser = await chromium.launch(launchOptions);

// Frames that follow each other by so much of the page's time, as fast as they can be drawn.
const frameBy = (frameMs) => {
  let now = performance.now();
  window.requestAnimationFrame = (call) => setTimeout(() => call((now += frameMs)));
  window.cancelAnimationFrame = (frame) => clearTimeout(frame);
};

const pay = async ({ size, language, theme, slowness, frameMs }, watched) => {
  const context = await browser.newContext(size);
  const page = await context.newPage();
  if (slowness) {
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setCPUThrottlingRate", { rate: slowness });
  }
  if (language) await choose(page, { theme, language });
  if (frameMs) await page.addInitScript(frameBy, frameMs);
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
  await page.waitForTimeout(watched);
  const marks = await page.evaluate(() => {
    const bytes = new Uint8Array(window.remembering.ran.buffer);
    return Array.from(bytes.keys()).filter((number) => bytes[number]);
  });
  await context.close();
  return marks;
};

const places = new Set();
// How many places are new.
const remember = (marks) => {
  const before = places.size;
  for (const mark of marks) places.add(mark);
  return places.size - before;
};

for (const marks of await Promise.all(visits.map((visit) => pay(visit, WATCHED_MS)))) remember(marks);
console.log(`${visits.length} visits side by side came through ${places.size} places.`);
for (let round = 1; round <= ROUNDS_ALONE_MAX; round += 1) {
  let found = 0;
  for (const visit of visits) found += remember(await pay({ ...visit, slowness: undefined }, WATCHED_ALONE_MS));
  console.log(`${visits.length} visits one by one: ${found} more.`);
  if (found === 0) break;
}
await browser.close();
await writeFile(process.env.PODARIUM_MARKS, `${[...places].sort((one, other) => one - other).join("\n")}\n`);
