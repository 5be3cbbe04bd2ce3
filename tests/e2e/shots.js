// Pictures of the page for people to look at: every state × size × theme × language, into
// target/shots/. `cargo xtask shots phone` takes those with "phone" in their name.
import { mkdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { choose, launchOptions, sizes, whenReady } from "./browser.js";

const crash = `apiVersion: v1
kind: Pod
metadata:
  name: orders
spec:
  initContainers:
  - name: fetch-config
    image: busybox:1.36
    command: [sh, -c, "sleep 2"]
  containers:
  - name: orders
    image: busybox:1.36
    command: [sh, -c, "echo FATAL config: DB_URL is not set; sleep 2; exit 1"]
`;
const init = crash.replace("  containers:", `  - name: migrate
    image: busybox:1.36
    command: [sleep, "8"]
  containers:`);

// On a phone one panel is seen at a time; the tab bar is the last tab list.
const panel = async (page, name) => {
  if (page.viewportSize().width < 640) await page.getByRole("tab", { name }).last().click();
};

// Puts a manifest into the editor and, if asked, applies it.
const write = async (page, text, applies) => {
  await panel(page, /YAML/);
  const editor = page.getByLabel(/Manifest YAML|매니페스트 YAML/);
  await editor.fill(text);
  if (applies) await editor.press("Control+Enter");
  await page.waitForTimeout(400);
  if (applies) await panel(page, /Now|지금/);
};

// Applies a manifest and steps from the start until the STATUS word stands for the n-th time.
const play = async (page, text, word, times) => {
  await write(page, text, true);
  const pause = page.getByRole("button", { name: /^(Pause|일시 정지)/ });
  if (await pause.count()) await pause.first().click();
  await page.getByRole("button", { name: /^(To the start|처음)/ }).first().click();
  let seen = 0;
  let before = "";
  for (let steps = 0; steps < 120 && seen < times; steps += 1) {
    await page.getByRole("button", { name: /^(Next event|다음 사건)/ }).first().click();
    const status = page.getByTestId("status-word");
    const now = (await status.count()) ? await status.first().innerText() : "";
    if (now === word && before !== word) seen += 1;
    before = now;
  }
};

// Applies a sample, acts at some seconds if asked to, and stands at others.
const sample = (name, seconds, act) => async (page) => {
  const file = new URL(`../../src/ui/samples/${name}.yaml`, import.meta.url);
  await write(page, await readFile(file, "utf8"), true);
  const pause = page.getByRole("button", { name: /^(Pause|일시 정지)/ });
  if (await pause.count()) await pause.first().click();
  if (act) {
    await seek(page, act.at);
    await panel(page, /Terminal|터미널/);
    const line = page.locator("#terminal-line");
    await line.fill(act.line);
    await line.press("Enter");
    await panel(page, /Now|지금|Stage|무대/);
  }
  await seek(page, seconds);
};

const seek = async (page, seconds) => {
  const slider = page.getByTestId("timeline-slider");
  await slider.focus();
  await page.keyboard.press("Home");
  for (let step = 0; step < seconds; step += 1) await page.keyboard.press("Shift+ArrowRight");
};

// Scrolls the lanes to their end.
const toEnd = (page) => page.locator(".timeline-frame").evaluate((frame) => frame.scrollTo(0, 999));

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
  { name: "crash", hash: "", act: (page) => play(page, crash, "CrashLoopBackOff", 5) },
  { name: "init", hash: "", act: (page) => play(page, init, "Init:1/2", 1) },
  { name: "readiness", hash: "", act: sample("readiness", 22) },
  { name: "liveness", hash: "", act: sample("liveness", 60) },
  { name: "startup", hash: "", act: sample("startup", 24) },
  { name: "memory", hash: "", act: sample("out-of-memory", 40) },
  {
    name: "graceful",
    hash: "",
    act: sample("graceful", 28, { at: 20, line: "kubectl delete pod polite" }),
  },
  {
    name: "lanes",
    hash: "",
    act: async (page) => {
      await sample("readiness", 22)(page);
      await toEnd(page);
      await page.getByTestId("timeline-slider").hover();
    },
  },
  { name: "broken", hash: "", act: (page) => write(page, crash.replace("containers:", "contianers:"), false) },
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
