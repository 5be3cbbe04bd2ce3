// The browser that journeys and pictures share.

export const launchOptions = {
  executablePath: process.env.PODARIUM_CHROMIUM || undefined,
  // No sandbox, so that it starts as root in a container; no traffic of the browser's own.
  args: [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
  ],
};

export const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 },
};

// Resolves when the app stands.
export const whenReady = (page) => page.waitForSelector("html[data-ready]", { state: "attached" });

// Before the page's own scripts: what a returning visitor has chosen.
export const choose = (page, { theme, language }) =>
  page.addInitScript(
    ([theme, language]) => {
      if (theme) localStorage.setItem("podarium.theme", theme);
      if (language) localStorage.setItem("podarium.lang", language);
    },
    [theme, language],
  );
