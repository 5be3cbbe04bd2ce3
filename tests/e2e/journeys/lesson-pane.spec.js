// A lesson is opened by its address, walked, answered, left and found again.
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const isPhone = (page) => page.viewportSize().width < 640;

const open = async (page, language, path) => {
  await choose(page, { language });
  await page.goto(`./#/learn${path}`);
  await whenReady(page);
};

const at = (page, step) => expect(page.locator(`[data-step="${step}"]`)).toBeVisible();
const action = (page, name) => page.locator(`[data-action="${name}"]`).first();
const option = (page, id) => page.locator(`[data-option="${id}"]`);

for (const language of ["ko", "en"]) {
  test(`steps are walked by address, button and key (${language})`, async ({ page }) => {
    await open(page, language, "/pod-life");
    await at(page, "empty");
    await expect(page.locator("#step-title")).toBeFocused();
    await expectAccessible(page);
    await action(page, "next").click();
    await at(page, "first-seconds");
    await expect(page).toHaveURL(/#\/learn\/pod-life\/first-seconds$/);
    await page.locator("#step-title").press("[");
    await at(page, "empty");
    await page.goBack();
    await at(page, "first-seconds");
    await page.reload();
    await at(page, "first-seconds");
  });

  test(`a wrong guess stands beside the truth (${language})`, async ({ page }) => {
    await open(page, language, "/pod-life/after-delete");
    await at(page, "after-delete");
    await option(page, "object-first").click();
    await expectAccessible(page);
    await action(page, "commit").click();
    await action(page, "to-the-end").click();
    await expect(page.locator('[data-verdict="wrong"]')).toBeVisible();
    await expectAccessible(page);
    await action(page, "again").click();
    await option(page, "process-first").click();
    await action(page, "commit").click();
    await action(page, "to-the-end").click();
    await expect(page.locator('[data-verdict="right"]')).toBeVisible();
    await action(page, "next").click();
    await at(page, "by-hand");
    await page.goBack();
    await expect(page.locator('[data-verdict="right"]')).toBeVisible();
  });

  test(`goals tick in the learner's own run (${language})`, async ({ page }) => {
    await open(page, language, "/pod-life/by-hand");
    await at(page, "by-hand");
    await action(page, "hint-3").click();
    await action(page, "solve").click();
    await expect(page.locator('[data-goal="again"][data-met="true"]')).toBeVisible();
    await expectAccessible(page);
    await action(page, "reset").click();
    await action(page, "next").click();
    await at(page, "in-one-sentence");
  });

  test(`the list knows what is done, and the sandbox waits (${language})`, async ({ page }) => {
    await open(page, language, "/pod-life/recap");
    await at(page, "recap");
    await page.goto("./#/learn");
    const lesson = page.locator('[data-lesson="pod-life"]');
    await expect(lesson.locator("[data-done]")).toHaveAttribute("data-done", "1");
    await expectAccessible(page);
    await page.goto("./#/learn/nothing-of-this-name");
    await expect(page.getByRole("alert")).toBeVisible();
    await page.goto("./#/");
    if (!isPhone(page)) await expect(page.locator("#editor")).toBeVisible();
    await expect(page.locator("#lessons")).toHaveCount(0);
  });
}

test("progress is taken along, forgotten and brought back, and outlives a reload", async ({ page }) => {
  await open(page, "en", "/pod-life/recap");
  await at(page, "recap");
  await page.goto("./#/learn");
  const done = page.locator('[data-lesson="pod-life"] [data-done]');
  await expect(done).toBeVisible();
  await page.reload();
  await expect(done).toBeVisible();
  const download = page.waitForEvent("download");
  await action(page, "export").click();
  const file = await (await download).path();
  await action(page, "forget").click();
  await action(page, "forget-yes").click();
  await expect(done).toHaveCount(0);
  await action(page, "import").setInputFiles({ name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") });
  await expect(done).toHaveCount(0);
  await action(page, "import").setInputFiles(file);
  await expect(done).toHaveAttribute("data-done", "1");
});

test("broken storage does a lesson no harm, and one that cannot be fetched says so", async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem("podarium.progress", '{"podariumProgress":1,"lessons":[3'));
  page.expected.push(/HTTP 503/, /503/);
  await page.route("**/lessons/**/*.md", (route) => route.fulfill({ status: 503, body: "" }), { times: 1 });
  await open(page, "en", "/pod-life/empty");
  await page.locator('[data-action="retry"]').click();
  await at(page, "empty");
});

test("a lesson's files are asked for once, when its link is pointed at", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => {
    const file = /lessons\/pod-life\/(.*)$/.exec(request.url());
    if (file) asked.push(file[1]);
  });
  await open(page, "en", "");
  const link = page.locator('[data-lesson="pod-life"] h3 a');
  await expect(link).toBeVisible();
  expect(asked).toEqual([]);
  await link.hover();
  await expect.poll(() => [...asked].sort()).toEqual(["en.md", "lesson.yaml"]);
  await link.click();
  await at(page, "empty");
  await expect(page.locator(".opening")).toHaveCount(0);
  expect(asked).toHaveLength(2);
});

test("a slow frame does not take the keyboard away", async ({ page }) => {
  await page.addInitScript(() => {
    const request = window.requestAnimationFrame.bind(window);
    window.requestAnimationFrame = (call) => setTimeout(() => request(call), window.frameDelayMs ?? 0);
  });
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(page, "en", "/startup/in-turn");
  const up = page.locator("[data-move=up]");
  // Where nobody went elsewhere, the keyboard stays with the item that it moved.
  await up.last().press("Enter");
  await expect(page.locator("#move-up-3")).toBeFocused();
  await page.evaluate(() => {
    window.frameDelayMs = 300;
  });
  await up.last().press("Enter");
  await action(page, "commit").focus();
  await page.waitForTimeout(600);
  await expect(action(page, "commit")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.locator("[data-verdict]")).toBeVisible();
});
