// The page starts on any host, and says so readably when it cannot.
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const failure = (page) => page.locator("#failure");

test("the page opens, silent and accessible", async ({ page }) => {
  await page.goto("./");
  await whenReady(page);
  await expect(page.locator("#loading")).toBeHidden();
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expectAccessible(page);
});

test("each file is asked for once", async ({ page }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("./", { waitUntil: "load" });
  await whenReady(page);
  const twice = asked.filter((url, at) => asked.indexOf(url) !== at);
  expect(twice).toEqual([]);
  expect(asked.filter((url) => url.endsWith("_bg.wasm"))).toHaveLength(1);
});

test("it opens in a sub-folder too", async ({ page }) => {
  await page.goto(process.env.PODARIUM_SUBFOLDER_URL);
  await whenReady(page);
});

test("a choice made earlier holds before the app starts", async ({ page }) => {
  await choose(page, { theme: "dark", language: "ko" });
  await page.route("**/*.wasm", () => {}); // never answered
  await page.goto("./", { waitUntil: "commit" });
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.locator("html")).toHaveAttribute("lang", "ko");
});

test("the link decides theme and language before the earlier choice", async ({ page }) => {
  await choose(page, { theme: "dark", language: "ko" });
  await page.goto("./#/embed?theme=light&lang=en");
  await expect(page.locator("html")).toHaveAttribute("data-theme", "light");
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a wrong content type does not matter", async ({ page }) => {
  await page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "text/plain" } });
  });
  await page.goto("./");
  await whenReady(page);
});

test("nothing is drawn before its style is there", async ({ page }) => {
  let styled = false;
  await page.route("**/*.css", async (route) => {
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    styled = true;
    await route.continue();
  });
  let wasStyled;
  await page.exposeFunction("noteReady", () => (wasStyled ??= styled));
  await page.addInitScript(() => document.addEventListener("podarium:ready", () => window.noteReady()));
  await page.goto("./", { waitUntil: "commit" });
  await whenReady(page);
  await expect.poll(() => wasStyled).toBe(true);
});

test("without its style the page opens all the same", async ({ page }) => {
  page.expected.push(/Failed to load resource/);
  await page.route("**/*.css", (route) => route.abort());
  await page.goto("./");
  await whenReady(page);
});

test("a slow line shows the picture at once and progress after three seconds", async ({ page }) => {
  page.expected.push(/preload/); // the browser wonders, too, where the module stays
  await page.route("**/*.wasm", () => {});
  await page.goto("./", { waitUntil: "commit" });
  await expect(page.getByRole("heading", { name: "Podarium" })).toBeVisible();
  await expect(page.locator("#progress")).toBeHidden();
  await expect(page.locator("#progress")).toBeVisible({ timeout: 5_000 });
  await expect(failure(page)).toBeHidden();
  await expectAccessible(page);
});

const breakdowns = {
  "the module is missing": (route) => route.fulfill({ status: 404, body: "no such file" }),
  "the module is not one": (route) => route.fulfill({ body: "<!doctype html>", contentType: "text/html" }),
  "the module is blocked": (route) => route.abort("blockedbyclient"),
};

for (const [name, breakdown] of Object.entries(breakdowns)) {
  test(`within three seconds it says so when ${name}`, async ({ page }) => {
    page.expected.push(/Failed to load resource/, /HTTP 404: .*\.wasm/, /preload/);
    await page.route("**/*.wasm", breakdown);
    await page.goto("./");
    await expect(failure(page)).toBeVisible({ timeout: 3_000 });
    await expect(page.locator("#report")).toContainText(/Podarium \d+\.\d+\.\d+ · .*\.wasm · .+/);
    await expect(page.locator("#story")).toBeVisible();
    await expect(page.locator("#progress")).toBeHidden();
    await expectAccessible(page);
  });
}

test("without WebAssembly it says so", async ({ page }) => {
  await page.addInitScript(() => delete globalThis.WebAssembly);
  await page.goto("./");
  await expect(failure(page)).toBeVisible({ timeout: 3_000 });
  await expect(page.locator("#report")).toContainText("no WebAssembly");
});

test("when the app falls later, the report stands above it", async ({ page }) => {
  await page.goto("./");
  await whenReady(page);
  await page.evaluate(() => {
    document.dispatchEvent(new CustomEvent("podarium:failed", { detail: "seed 7" }));
  });
  await expect(failure(page)).toBeVisible();
  await expect(page.locator("#report")).toContainText("seed 7");
  await expect(page.locator("#story")).toBeHidden();
});

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("picture, story and links are there", async ({ page }) => {
    await page.goto("./");
    await expect(page.locator("#loading img")).toBeVisible();
    await expect(page.locator("#story")).toBeVisible();
    await expect(failure(page)).toBeVisible();
    await expect(page.getByRole("link")).toHaveCount(2);
    await expect(page.locator("#progress")).toBeHidden();
  });
});
