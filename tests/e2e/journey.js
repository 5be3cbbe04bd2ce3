// `test` for journeys: a page that remembers every complaint of the browser, and an accessibility
// scan. A journey fails at its end if the console was not silent or another host was asked for
// anything; one that provokes complaints lists them with `page.expected.push(/pattern/)`.
import { expect, test as base } from "@playwright/test";
import axe from "axe-core";

export { expect };

export const test = base.extend({
  page: async ({ page, baseURL }, use) => {
    const complaints = [];
    const note = (text) => complaints.push(text);
    page.expected = [];
    page.on("console", (message) => {
      if (["error", "warning"].includes(message.type())) note(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => note(`error: ${error.message}`));
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      const isOurs = hostname === new URL(baseURL).hostname || ["data:", "blob:"].includes(protocol);
      if (!isOurs) note(`request to another host: ${request.url()}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400) note(`HTTP ${response.status()}: ${response.url()}`);
    });
    await use(page);
    const surprises = complaints.filter((text) => !page.expected.some((pattern) => pattern.test(text)));
    expect(surprises, "the console is silent and nobody else is asked").toEqual([]);
  },
});

// Fails with the rule and the elements that break it. Runs beside the page's content policy.
export const expectAccessible = async (page) => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => window.axe.run());
  const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map((node) => node.html) }));
  expect(found, "no accessibility violations").toEqual([]);
};
