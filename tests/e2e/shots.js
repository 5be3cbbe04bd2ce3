// Pictures of the page for people to look at: every state × size × theme × language, into
// target/shots/. `cargo xtask shots phone` takes those with "phone" in their name.
import { mkdir } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { choose, launchOptions, sizes, whenReady } from "./browser.js";

// A state is an address and, where that is not enough, what to do there.
const states = [
  {
    name: "loading",
    hash: "",
    before: (page) => page.route("**/*.wasm", () => {}),
    isUp: (page) => page.waitForSelector("#loading img"),
  },
  {
    name: "failed",
    hash: "",
    before: (page) => page.route("**/*.wasm", (route) => route.abort()),
    isUp: (page) => page.waitForSelector("#failure", { state: "visible" }),
  },
  { name: "first", hash: "" },
];

const folder = fileURLToPath(new URL("../../target/shots/", import.meta.url));
const wanted = process.argv.slice(2);

const shots = states.flatMap((state) =>
  Object.keys(sizes).flatMap((size) =>
    ["light", "dark"].flatMap((theme) =>
      ["ko", "en"].map((language) => {
        return { state, size, theme, language, name: [state.name, size, theme, language].join(".") };
      }),
    ),
  ),
);

const take = async (browser, { state, size, theme, language, name }) => {
  const context = await browser.newContext({ ...sizes[size], reducedMotion: "reduce" });
  const page = await context.newPage();
  await choose(page, { theme, language });
  await state.before?.(page);
  await page.goto(process.env.PODARIUM_URL + state.hash, { waitUntil: "commit" });
  await (state.isUp ?? whenReady)(page);
  await state.act?.(page);
  await page.screenshot({ path: `${folder}${name}.png`, animations: "disabled" });
  await context.close();
};

const chosen = shots.filter(({ name }) => wanted.every((word) => name.includes(word)));
await mkdir(folder, { recursive: true });
const browser = await chromium.launch(launchOptions);
for (const shot of chosen) await take(browser, shot);
await browser.close();
console.log(`${chosen.length} pictures in ${folder}`);
if (chosen.length === 0) process.exitCode = 1;
