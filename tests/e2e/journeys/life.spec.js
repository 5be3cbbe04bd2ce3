// A person pastes a Pod and watches its life, in both languages and with the keyboard alone.
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const words = {
  en: { apply: "Apply", yaml: "Manifest YAML", start: "To the start", end: "To the end", next: "Next event", previous: "Previous event", play: "Play", pause: "Pause", panel: "YAML", stage: "Now" },
  ko: { apply: "적용", yaml: "매니페스트 YAML", start: "처음", end: "끝", next: "다음 사건", previous: "이전 사건", play: "재생", pause: "일시 정지", panel: "YAML", stage: "지금" },
};

const crash = `apiVersion: v1
kind: Pod
metadata:
  name: crash
spec:
  containers:
  - name: app
    image: busybox:1.36
    command: [sh, -c, "sleep 2; exit 3"]
`;

const isPhone = (page) => page.viewportSize().width < 640;

const open = async (page, language) => {
  await choose(page, { language });
  await page.goto("./");
  await whenReady(page);
  return words[language];
};

// On a phone one panel is seen at a time.
const panel = async (page, name) => {
  if (isPhone(page)) await page.getByRole("tab", { name, exact: true }).last().click();
};

const stop = async (page, say) => {
  const pause = page.getByRole("button", { name: say.pause });
  if (await pause.count()) await pause.first().click();
};

const applyText = async (page, say, text) => {
  await panel(page, say.panel);
  await page.getByLabel(say.yaml).fill(text);
  await page.getByLabel(say.yaml).press("Control+Enter");
  await panel(page, say.stage);
};

const status = (page, pod) => page.getByTestId(`pod-${pod}`).getByTestId("status-word");

// Goes on event by event until the chip says one of the words.
const stepUntil = async (page, say, pod, word) => {
  for (let steps = 0; steps < 80; steps += 1) {
    if ((await status(page, pod).count()) && (await status(page, pod).innerText()) === word) return;
    await page.getByRole("button", { name: say.next }).first().click();
  }
  expect(await status(page, pod).innerText()).toBe(word);
};

for (const language of ["ko", "en"]) {
  test(`a sample is there and plays (${language})`, async ({ page }) => {
    const say = await open(page, language);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    await expect(page.getByTestId("stage")).toBeVisible();
    const slider = page.getByTestId("timeline-slider");
    const before = Number(await slider.getAttribute("aria-valuenow"));
    await expect.poll(async () => Number(await slider.getAttribute("aria-valuenow"))).toBeGreaterThan(before);
    await stop(page, say);
    await expectAccessible(page);
  });

  test(`a pasted Pod crashes, waits and shows why (${language})`, async ({ page }) => {
    const say = await open(page, language);
    await stop(page, say);
    await applyText(page, say, crash);
    await stop(page, say);
    await page.getByRole("button", { name: say.start }).first().click();
    await stepUntil(page, say, "crash", "CrashLoopBackOff");
    const pod = page.getByTestId("pod-crash");
    await expect(pod.getByTestId("phase")).toHaveText(/Running/);
    await expect(pod.getByTestId("ready")).toHaveText("0/1");
    await expect(pod.getByTestId("back-off").first()).toBeVisible();
    await expect(page.locator("#explanation")).toContainText("CrashLoopBackOff");
    await expectAccessible(page);
  });
}

test("back is as far as forward", async ({ page }) => {
  const say = await open(page, "en");
  await stop(page, say);
  await applyText(page, say, crash);
  await stop(page, say);
  await page.getByRole("button", { name: say.start }).first().click();
  const seen = [];
  const look = () => page.getByTestId("stage").innerText();
  for (let steps = 0; steps < 12; steps += 1) {
    seen.push(await look());
    await page.getByRole("button", { name: say.next }).first().click();
  }
  for (const before of seen.reverse()) {
    await page.getByRole("button", { name: say.previous }).first().click();
    expect(await look()).toBe(before);
  }
});

test("the language changes in place and nothing is lost", async ({ page }) => {
  const say = await open(page, "en");
  await stop(page, say);
  await applyText(page, say, crash);
  await stop(page, say);
  await page.getByRole("button", { name: say.start }).first().click();
  await stepUntil(page, say, "crash", "Running");
  const slider = page.getByTestId("timeline-slider");
  const time = await slider.getAttribute("aria-valuenow");
  await page.getByRole("button", { name: /한/ }).first().click();
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
  await expect(slider).toHaveAttribute("aria-valuenow", time);
  await expect(status(page, "crash")).toHaveText("Running");
  await panel(page, words.ko.panel);
  await expect(page.getByLabel(words.ko.yaml)).toHaveValue(crash);
});

test("a broken text keeps the last good run and says where it is wrong", async ({ page }) => {
  const say = await open(page, "en");
  await stop(page, say);
  await applyText(page, say, crash);
  await stop(page, say);
  await panel(page, say.panel);
  const editor = page.getByLabel(say.yaml);
  await editor.fill(crash.replace("containers:", "contianers:"));
  await expect(page.locator("#editor")).toContainText("contianers");
  await expect(page.locator("#editor")).toContainText("containers");
  await panel(page, say.stage);
  await expect(page.getByTestId("pod-crash")).toBeVisible();
});

test("the keyboard alone is enough", async ({ page }) => {
  test.skip(isPhone(page), "a phone has no keyboard");
  const say = await open(page, "en");
  const editor = page.getByLabel(say.yaml);
  await editor.focus();
  await page.keyboard.press("Control+A");
  await page.keyboard.insertText(crash);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByTestId("pod-crash")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(editor).not.toBeFocused();
  await page.keyboard.press("F6");
  await page.keyboard.press("k"); // it has played since it was applied
  await page.keyboard.press("Home");
  const slider = page.getByTestId("timeline-slider");
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(slider).toHaveAttribute("aria-valuenow", "0");
  for (let steps = 0; steps < 40; steps += 1) {
    if ((await status(page, "crash").count()) && (await status(page, "crash").innerText()) === "Running") break;
    await page.keyboard.press("ArrowRight");
  }
  await expect(status(page, "crash")).toHaveText("Running");
  await page.keyboard.press("End");
  await expect(slider).not.toHaveAttribute("aria-valuenow", "0");
});

test("nothing reaches over the side of the screen", async ({ page }) => {
  const say = await open(page, "ko");
  await stop(page, say);
  for (const width of [page.viewportSize().width, 320]) {
    await page.setViewportSize({ width, height: page.viewportSize().height });
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(over, `at ${width} px`).toBeLessThanOrEqual(0);
  }
});

test("links at the top lead the keyboard to a region that is there", async ({ page }) => {
  await open(page, "en");
  const link = (id) => page.locator(`.skip a[href="#${id}"]`);
  await expect(link("lesson")).toBeHidden();
  for (const id of ["stage", "manifest-text", "timeline"]) {
    await link(id).press("Enter");
    await expect(page.locator(`#${id}`)).toBeFocused();
  }
  await page.goto("./#/learn/pod-life/empty");
  await expect(page.locator("#step-title")).toBeFocused();
  for (const id of ["stage", "lesson"]) {
    await link(id).press("Enter");
    await expect(page.locator(`#${id}`)).toBeFocused();
  }
  await page.goto("./#/learn");
  await expect(page.locator(".skip")).toBeHidden();
});
