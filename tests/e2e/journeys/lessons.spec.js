// Every lesson to its end, in both languages, with the keyboard alone: wrong answers first where
// there are any, and every task by its model solution.
import { readFileSync } from "node:fs";
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const catalogue = readFileSync(new URL("../../../src/lesson/content/catalogue.yaml", import.meta.url), "utf8");
const ids = [...catalogue.split("\nlater:")[0].matchAll(/^ {2}- id: (\S+)/gm)].map(([, id]) => id);

const isPhone = (page) => page.viewportSize().width < 640;

const open = async (page, language, place) => {
  // Whoever wants no motion is taken to where the run would have played.
  await page.emulateMedia({ reducedMotion: "reduce" });
  await choose(page, { language });
  await page.goto(`./#/learn/${place}`);
  await whenReady(page);
  await expect(page.locator("[data-step]")).toBeVisible();
};

const act = (page, action) => page.locator(`[data-action="${action}"]`);
const press = (page, action) => act(page, action).first().press("Enter");

// Looks at the verdict: a wrong guess stands beside the truth, and a cause is told.
const isRightByVerdict = async (page) => {
  const verdict = page.locator("[data-verdict]");
  await expect(verdict).toBeVisible();
  const isRight = (await verdict.getAttribute("data-verdict")) === "right";
  if (!isRight) {
    const [guess, truth] = [verdict.locator("dd").nth(0), verdict.locator("dd").nth(1)];
    await expect(guess).not.toBeEmpty();
    await expect(truth).not.toBeEmpty();
    expect(await guess.innerText()).not.toBe(await truth.innerText());
  }
  await expect(verdict.locator("p").last()).not.toBeEmpty();
  expect(await verdict.innerText(), "every value is there").not.toContain("…");
  return isRight;
};

const commit = async (page) => {
  await press(page, "commit");
  return isRightByVerdict(page);
};

// Tries every option until one is right; returns how many were wrong.
const tryOptions = async (page) => {
  await page.locator(".lesson [data-option]").first().waitFor();
  const count = await page.locator(".lesson [data-option]").count();
  for (let index = 0; index < count; index += 1) {
    const option = page.locator(".lesson [data-option]").nth(index);
    const radio = option.locator("input");
    let isRight;
    if (await radio.count()) {
      await radio.press("Space");
      isRight = await commit(page);
    } else {
      // A part is chosen by pressing it.
      await option.press("Enter");
      isRight = await isRightByVerdict(page);
    }
    if (isRight) return index;
    if (index + 1 < count) await press(page, "again");
  }
  throw new Error("no option was right");
};

const predict = async (page) => {
  await page.locator(".lesson input[type=radio], [data-action=mark], [data-move=up]").first().waitFor();
  if (await page.locator(".lesson input[type=radio]").count()) return tryOptions(page);
  if (await act(page, "mark").count()) {
    await page.locator('[data-action="mark"] button').last().press("ArrowRight");
    await commit(page);
    return null;
  }
  // An order: the last item goes up by one.
  await page.locator("[data-move=up]").last().press("Enter");
  await commit(page);
  return null;
};

const explain = async (page) => {
  const pieces = page.locator(".pieces [data-option]");
  await pieces.first().waitFor();
  while (await pieces.count()) await pieces.first().press("Enter");
  await commit(page);
};

// Hints one after the other, then the model solution; every goal ticks.
const work = async (page) => {
  for (const tier of [1, 2, 3]) {
    await press(page, `hint-${tier}`);
    await expect(page.locator(`[data-hint="${tier}"] .hint-text`)).not.toBeEmpty();
  }
  for (const goal of await page.locator("[data-goal]").all()) {
    await expect(goal, "nothing is reached by doing nothing").toHaveAttribute("data-met", "false");
  }
  await press(page, "solve");
  for (const goal of await page.locator("[data-goal]").all()) {
    await expect(goal).toHaveAttribute("data-met", "true");
    await expect(goal.locator(".reason")).not.toBeEmpty();
  }
};

const step = async (page, kind) => {
  if (kind === "observe") {
    await tryOptions(page);
  } else if (kind === "predict") {
    await predict(page);
  } else if (kind === "explain") {
    await explain(page);
  } else if (kind === "diagnose") {
    await tryOptions(page);
    await work(page);
  } else if (kind === "do") {
    await work(page);
  }
};

for (const language of ["ko", "en"]) {
  for (const id of ids) {
    test(`lesson ${id} to its end (${language})`, async ({ page }) => {
      test.skip(isPhone(page), "once is enough");
      // Some thirty answers, on a machine under load.
      test.setTimeout(180_000);
      await open(page, language, id);
      const met = [];
      for (let count = 0; count < 40; count += 1) {
        const pane = page.locator("[data-step]");
        const [name, kind] = [await pane.getAttribute("data-step"), await pane.getAttribute("data-kind")];
        met.push(kind);
        await expect(page).toHaveURL(new RegExp(`#/learn/${id}/${name}$`));
        await expect(pane.locator("h2")).not.toBeEmpty();
        if (kind === "recap") break;
        await step(page, kind);
        await press(page, "next");
        await expect(page.locator(`[data-step="${name}"]`)).toHaveCount(0);
      }
      expect(met.at(-1)).toBe("recap");
      expect(met.filter((kind) => kind === "predict").length).toBeGreaterThanOrEqual(2);
      await expect(page.locator(".cards li")).toHaveCount(3);
    });
  }
}

test("a lesson on a phone, and its list, without accessibility violations", async ({ page }) => {
  await open(page, "ko", "readiness");
  await expectAccessible(page);
  await page.goto("./#/learn");
  await expect(page.locator("[data-lesson]").first()).toBeVisible();
  await expectAccessible(page);
});

test("an unknown lesson leads to the list, and the sandbox waits unharmed", async ({ page }) => {
  await choose(page, { language: "en" });
  await page.goto("./");
  await whenReady(page);
  const editor = page.getByLabel("Manifest YAML");
  const before = await editor.inputValue();
  await page.goto("./#/learn/nothing-of-that-name");
  await expect(page.locator("[data-lesson]").first()).toBeVisible();
  await expect(page.getByRole("alert")).toBeVisible();
  await page.goto("./#/learn/termination");
  await expect(page.locator("[data-step]")).toBeVisible();
  await page.goto("./#/");
  await expect(page.locator("[data-step]")).toHaveCount(0);
  await expect(page.locator("#stage")).toBeAttached();
  expect(await editor.inputValue()).toBe(before);
});
