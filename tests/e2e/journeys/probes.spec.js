// Probes, a Service's endpoints and the way down of a Pod, as a person sees them.
import { choose, whenReady } from "../browser.js";
import { expect, expectAccessible, test } from "../journey.js";

const shop = `apiVersion: v1
kind: Service
metadata:
  name: shop
  annotations:
    podarium.dev/traffic: 4 a second
spec:
  selector:
    app: shop
  ports:
  - port: 80
    targetPort: 8080
---
apiVersion: v1
kind: Pod
metadata:
  name: shop
  labels:
    app: shop
  annotations:
    podarium.dev/behaviour: |
      listens after 9s
      on SIGTERM exits 0 after 8s
spec:
  containers:
  - name: web
    image: example.com/shop:1.4
    ports:
    - containerPort: 8080
    readinessProbe:
      httpGet:
        path: /ready
        port: 8080
      periodSeconds: 5
      successThreshold: 3
    lifecycle:
      preStop:
        exec:
          command: [sleep, "5"]
`;

const isPhone = (page) => page.viewportSize().width < 640;

const panel = async (page, name) => {
  if (isPhone(page)) await page.getByRole("tab", { name }).last().click();
};

const open = async (page, language) => {
  await choose(page, { language });
  await page.goto("./");
  await whenReady(page);
  await panel(page, /YAML/);
  const editor = page.getByLabel(/Manifest YAML|매니페스트 YAML/);
  await editor.fill(shop);
  await editor.press("Control+Enter");
  await panel(page, /Now|지금/);
  const pause = page.getByRole("button", { name: /^(Pause|일시 정지)/ });
  if (await pause.count()) await pause.first().click();
  await page.getByTestId("level-cluster").click();
};

// The playhead to a second of the run.
const at = async (page, seconds) => {
  const slider = page.getByTestId("timeline-slider");
  await slider.press("Home");
  for (let step = 0; step < Math.floor(seconds / 10); step += 1) await slider.press("l");
  for (let step = 0; step < seconds % 10; step += 1) await slider.press("Shift+ArrowRight");
};

for (const language of ["ko", "en"]) {
  test(`a Pod gets requests once its readiness probe has succeeded (${language})`, async ({ page }) => {
    await open(page, language);
    const endpoint = page.getByTestId("endpoint-shop");
    await at(page, 8);
    await expect(page.getByTestId("ready").first()).toHaveText("0/1");
    await expect(page.getByTestId("probe-readiness")).toContainText("0/3");
    await expect(endpoint).toContainText("ready");
    const before = await endpoint.getAttribute("class");
    await expectAccessible(page);

    await at(page, 30);
    await expect(page.getByTestId("ready").first()).toHaveText("1/1");
    await expect(page.getByTestId("network")).toBeVisible();
    expect(await endpoint.getAttribute("class")).not.toBe(before);
  });
}

test("a deletion shows both tracks, and going back takes them away", async ({ page }) => {
  await open(page, "en");
  await at(page, 30);
  await panel(page, /Terminal/);
  const field = page.getByLabel("Command line");
  await field.fill("kubectl delete pod shop --wait=false");
  await field.press("Enter");
  await panel(page, /Now/);
  await page.getByTestId("level-pod").click();
  const slider = page.getByTestId("timeline-slider");
  await slider.press("Shift+ArrowRight");
  await expect(page.getByTestId("status-word").first()).toHaveText("Terminating");
  const stopping = page.getByTestId("stopping");
  await expect(stopping).toContainText("preStop");
  // After the hook the signal, and a time by which the process has to be gone.
  for (let step = 0; step < 6; step += 1) await slider.press("Shift+ArrowRight");
  await expect(stopping).toContainText("SIGTERM");
  await expect(stopping).toContainText("SIGKILL");
  await expectAccessible(page);
  await at(page, 20);
  await expect(stopping).toHaveCount(0);
});
