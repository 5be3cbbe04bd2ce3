// The prompt under the timeline and the levers of the card: everything is a command at the playhead.
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const words = {
  en: { line: "Command line", pause: "Pause", terminal: "Terminal", now: "Now", open: "Open or fold the terminal", delete: "Delete the Pod", fails: "App answers 500" },
  ko: { line: "명령줄", pause: "일시 정지", terminal: "터미널", now: "지금", open: "터미널 펼치기·접기", delete: "파드 삭제", fails: "앱이 500으로 답하기" },
};

const web = `apiVersion: v1
kind: Pod
metadata:
  name: web
spec:
  containers:
  - name: app
    image: nginx
    ports:
    - containerPort: 80
`;

const isPhone = (page) => page.viewportSize().width < 640;

const panel = async (page, name) => {
  if (isPhone(page)) await page.getByRole("tab", { name, exact: true }).last().click();
};

// To the run's start or end.
const wind = (page, key) => page.getByTestId("timeline-slider").press(key);

const open = async (page, language) => {
  await choose(page, { language });
  await page.goto("./");
  await whenReady(page);
  const say = words[language];
  await panel(page, "YAML");
  const editor = page.getByLabel(/Manifest YAML|매니페스트 YAML/);
  await editor.fill(web);
  await editor.press("Control+Enter");
  await panel(page, say.now);
  const pause = page.getByRole("button", { name: say.pause });
  // It may come to its end meanwhile.
  if (await pause.count()) await pause.first().click({ timeout: 5_000 }).catch(() => {});
  await wind(page, "End");
  return say;
};

const type = async (page, say, line) => {
  const field = page.getByLabel(say.line);
  await field.fill(line);
  await field.press("Enter");
};

const entries = (page) => page.getByTestId("terminal-entry");

for (const language of ["ko", "en"]) {
  test(`commands act at the playhead and go when time is wound back (${language})`, async ({ page }) => {
    const say = await open(page, language);
    await panel(page, say.terminal);
    await type(page, say, "kubectl get pods");
    await type(page, say, "kubectl get nosuchthing");
    if (!isPhone(page)) {
      const toggle = page.getByRole("button", { name: say.open });
      if ((await toggle.getAttribute("aria-expanded")) === "false") await toggle.click();
    }
    // The first one applied the manifest.
    await expect(entries(page)).toHaveCount(3);
    await expect(entries(page).nth(1)).toContainText("NAME");
    await expect(entries(page).nth(1)).toContainText("web");
    await expect(entries(page).last()).toContainText("the server doesn't have a resource type");
    await expectAccessible(page);

    await panel(page, say.now);
    await wind(page, "Home");
    await panel(page, say.terminal);
    await expect(entries(page)).toHaveCount(1);
    await panel(page, say.now);
    await wind(page, "End");
    await panel(page, say.terminal);
    await expect(entries(page)).toHaveCount(3);
  });
}

test("keys at the prompt: earlier lines and completion", async ({ page }) => {
  const say = await open(page, "en");
  await panel(page, say.terminal);
  const field = page.getByLabel(say.line);
  await type(page, say, "kubectl get pods -o name");
  await field.press("ArrowUp");
  await expect(field).toHaveValue("kubectl get pods -o name");
  await field.press("ArrowDown");
  await expect(field).toHaveValue("");
  await field.fill("kubectl des");
  await field.press("Tab");
  await expect(field).toHaveValue("kubectl describe ");
  await field.fill("kubectl describe pod w");
  await field.press("Tab");
  await expect(field).toHaveValue("kubectl describe pod web ");
});

test("a lever runs its command, and the Pod goes", async ({ page }) => {
  const say = await open(page, "en");
  await expect(page.getByRole("button", { name: say.fails }).first()).toBeVisible();
  await page.getByTestId("levers").click();
  await page.getByRole("button", { name: /^Delete the Pod/ }).click();
  const pause = page.getByRole("button", { name: say.pause });
  // It may come to its end meanwhile.
  if (await pause.count()) await pause.first().click({ timeout: 5_000 }).catch(() => {});
  await wind(page, "End");
  await expect(page.getByTestId("pod-web")).toHaveCount(0);
  await panel(page, say.terminal);
  if (!isPhone(page)) await page.getByRole("button", { name: say.open }).click();
  await expect(entries(page).last()).toContainText("kubectl delete pod web");
  await expect(entries(page).last()).toContainText('pod "web" deleted');
});
