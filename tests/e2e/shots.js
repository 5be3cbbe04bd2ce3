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

const service = `apiVersion: v1
kind: Service
metadata:
  name: web
  annotations:
    podarium.dev/traffic: 8 a second to /
spec:
  selector: {app: web}
  ports: [{port: 80, targetPort: 8080}]
`;
const web = (name, behaviour, extra) => `---
apiVersion: v1
kind: Pod
metadata:
  name: ${name}
  labels: {app: web}
  annotations: {podarium.dev/behaviour: "${behaviour}"}
spec:
  containers:
  - name: web
    image: example.com/app:1
    ports: [{containerPort: 8080}]
${extra}`;
const ready = "    readinessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 5, successThreshold: 3}\n";
const traffic = service + web("web-a", "listens", "") + web("web-b", "listens after 12s", ready);
const startup = service + web("web-b", "listens after 30s", ready
  + "    startupProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 4, failureThreshold: 20}\n"
  + "    livenessProbe: {httpGet: {path: /ready, port: 8080}, periodSeconds: 10}\n");
const grace = service + web("web-a", "listens\\non SIGTERM exits 0 after 8s", ready
  + '    lifecycle: {preStop: {exec: {command: [sleep, "5"]}}}\n');
const memory = web("leak", "memory grows 4Mi per second", "    resources: {limits: {memory: 96Mi}}\n");

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

// The playhead forward by whole and tenth seconds, with the keys.
const forward = async (page, seconds) => {
  const press = async (key, times) => {
    for (let pressed = 0; pressed < times; pressed += 1) await page.keyboard.press(key);
  };
  await page.locator("body").click({ position: { x: 2, y: 2 } });
  await press("l", Math.floor(seconds / 10));
  await press("Shift+ArrowRight", Math.floor(seconds) % 10);
  await press(".", Math.round((seconds % 1) * 10));
  await page.waitForTimeout(500);
};

// Applies a manifest and goes to a moment of its run, with a Pod in focus.
const at = async (page, text, seconds, pod) => {
  await play(page, text, "", 0);
  await forward(page, seconds);
  if (pod) await page.getByTestId(`pod-${pod}`).first().click({ position: { x: 8, y: 8 } });
  await page.locator(".stage-floor").evaluate((floor) => floor.scrollTo(0, 0));
  await page.locator(".toast").waitFor({ state: "hidden" });
};

const command = async (page, line) => {
  await panel(page, /Terminal|터미널/);
  await page.locator("#terminal-line").fill(line);
  await page.locator("#terminal-line").press("Enter");
  await page.waitForTimeout(400);
  await panel(page, /Now|지금/);
};

// Deletes a Pod close up and goes on.
const stopped = async (page, text, seconds) => {
  await at(page, text, 30);
  await command(page, "kubectl delete pod web-a --wait=false");
  await forward(page, seconds);
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

// A lesson's step; what is to be done there, and on a phone the panel to be seen.
const step = (act) => async (page) => {
  await page.locator("[data-step]").waitFor();
  await act?.(page);
  await page.waitForTimeout(300);
};
const option = (page, id) => page.locator(`[data-option="${id}"]`).click();
const action = (page, name) => page.locator(`[data-action="${name}"]`).first().click();

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
  { name: "traffic", hash: "", act: (page) => at(page, traffic, 28, "web-b") },
  { name: "asked", hash: "", act: (page) => at(page, traffic, 24.2, "web-b") },
  { name: "startup", hash: "", act: (page) => at(page, startup, 17.4) },
  { name: "grace", hash: "", act: (page) => stopped(page, grace, 7.2) },
  { name: "memory", hash: "", act: (page) => at(page, memory, 20) },
  { name: "readiness", hash: "", act: sample("readiness", 22) },
  { name: "liveness", hash: "", act: sample("liveness", 60) },
  { name: "startup-sample", hash: "", act: sample("startup", 24) },
  { name: "oom", hash: "", act: sample("out-of-memory", 40) },
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
  { name: "lesson-list", hash: "#/learn", act: (page) => page.locator("[data-lesson]").first().waitFor() },
  { name: "lesson-read", hash: "#/learn/pod-life/scrub", act: step() },
  { name: "lesson-order", hash: "#/learn/pod-life/first-seconds", act: step() },
  {
    name: "lesson-observe",
    hash: "#/learn/pod-life/who-chose",
    act: step((page) => page.locator('[data-option="scheduler"]').waitFor()),
  },
  {
    name: "lesson-wrong",
    hash: "#/learn/pod-life/after-delete",
    act: step(async (page) => {
      await option(page, "object-first");
      await action(page, "commit");
      await page.locator("[data-verdict]").scrollIntoViewIfNeeded();
    }),
  },
  {
    name: "lesson-do",
    hash: "#/learn/pod-life/by-hand",
    act: step(async (page) => {
      await command(page, "kubectl delete pod web");
      await panel(page, /Lesson|레슨/);
      await action(page, "hint-2");
    }),
  },
  {
    name: "lesson-explain",
    hash: "#/learn/pod-life/in-one-sentence",
    act: step(async (page) => {
      await option(page, "api-stores");
      await option(page, "node-chosen");
    }),
  },
  { name: "lesson-recap", hash: "#/learn/pod-life/recap", act: step() },
  { name: "lesson-mark", hash: "#/learn/readiness/when-ready", act: step() },
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
