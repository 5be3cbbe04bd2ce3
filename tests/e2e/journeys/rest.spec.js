// The release page is two modules: what a first visit runs, and the rest of the program, which comes
// at the first sign of a person. Wherever it is when it is needed, the page is the same page.
import { choose, whenReady } from "../browser.js";
import { expect, test } from "../journey.js";

const isRest = (request) => request.url().endsWith("_rest.wasm");

const asksForRest = (page) => {
  const asked = [];
  page.on("request", (request) => isRest(request) && asked.push(request.url()));
  return asked;
};

// Which code runs depends a little on how fast the machine happens to be; a visit that needs more
// than those that the first module was made for is an exception.
const VISITS = 3;

for (const locale of ["ko-KR", "en-US"]) {
  test(`${locale}: a first visit opens and plays without the rest`, async ({ browser }) => {
    let without = 0;
    for (let visit = 0; visit < VISITS; visit += 1) {
      const context = await browser.newContext({ locale });
      const page = await context.newPage();
      const asked = asksForRest(page);
      await page.goto("./");
      await whenReady(page);
      await expect(page.getByTestId("pod-web")).toBeAttached();
      await expect(page.getByTestId("timeline-slider")).not.toHaveAttribute("aria-valuenow", "0");
      without += Number(asked.length === 0);
      await context.close();
    }
    expect(without).toBeGreaterThan(VISITS / 2);
  });
}

test("who has been here before gets the whole at once", async ({ page }) => {
  await choose(page, { theme: "dark" });
  const asked = asksForRest(page);
  await page.goto("./");
  await whenReady(page);
  expect(asked).toHaveLength(1);
});

test("the first sign of a person fetches the rest, once", async ({ page }) => {
  const asked = asksForRest(page);
  await page.goto("./");
  await whenReady(page);
  await page.mouse.move(2, 2); // where nothing answers: what needs the rest asks for it, too
  await page.mouse.move(4, 2);
  await expect(page.locator("html[data-whole]")).toBeAttached();
  await page.mouse.move(300, 200);
  await page.keyboard.press("Tab");
  expect(asked).toHaveLength(1);
});

test("code that needs the rest before it has come waits for it", async ({ page, isMobile }) => {
  test.skip(isMobile, "the samples are behind a tab there");
  page.expected.push(/preload/, /Synchronous XMLHttpRequest/);
  // What is fetched ahead never arrives; what is waited for does.
  await page.addInitScript(() => {
    const { fetch } = window;
    window.fetch = (address, ...others) =>
      String(address).endsWith("_rest.wasm") ? new Promise(() => {}) : fetch(address, ...others);
  });
  const asked = asksForRest(page);
  await page.goto("./");
  await whenReady(page);
  await page.getByRole("button", { name: /^(Samples|예제)/ }).first().click();
  await expect(page.locator("#samples .menu-item").first()).toBeVisible();
  expect(asked).toHaveLength(1);
});

test("when the rest cannot be had, the page says so", async ({ page }) => {
  page.expected.push(/Failed to load resource/, /HTTP 404: .*_rest\.wasm/, /error: HTTP 404/, /Synchronous XMLHttpRequest/);
  await page.route("**/*_rest.wasm", (route) => route.fulfill({ status: 404, body: "no such file" }));
  await page.goto("./");
  await whenReady(page);
  await page.evaluate(() => window.podarium.waitForRest()).catch(() => {});
  await expect(page.locator("#failure")).toBeVisible();
  await expect(page.locator("#report")).toContainText("_rest.wasm");
});
