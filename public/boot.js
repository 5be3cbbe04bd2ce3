// Starts the page: the chosen theme and language before the first paint, then the WebAssembly
// module, and a readable report in place of a spinner when that fails.
//
// The app says that it stands with data-ready on <html> or the event "podarium:ready", and that it
// fell with the event "podarium:failed" (detail: one line of text). Both are sent to `document`.
"use strict";

(() => {
  const page = document.documentElement;
  const { js, wasm } = document.currentScript.dataset;
  const READY_LIMIT_MS = 3000;

  const stored = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // storage is blocked: the system's choice stands
    }
  };

  // The link, then the person's choice; else, and with "auto", the system's.
  const chooseTheme = () => {
    const inLink = /[?&]theme=(light|dark|auto)\b/.exec(location.hash);
    const theme = inLink ? inLink[1] : stored("podarium.theme");
    if (theme === "light" || theme === "dark") page.dataset.theme = theme;
  };

  // The link, then the person's choice, then the browser; Korean if it prefers that, else English.
  const chooseLanguage = () => {
    const inLink = /[?&]lang=(ko|en)\b/.exec(location.hash);
    const language = inLink ? inLink[1] : stored("podarium.lang");
    const preferred = (navigator.language || "").startsWith("ko") ? "ko" : "en";
    page.lang = language === "ko" || language === "en" ? language : preferred;
  };

  const whenParsed = (action) => {
    if (document.readyState === "loading") {
      document.addEventListener("DOMContentLoaded", action, { once: true });
    } else {
      action();
    }
  };

  const isReady = () => page.dataset.ready !== undefined;

  const showReceived = (bytes) => {
    const place = document.getElementById("received"); // not there yet while the page is parsed
    if (place) place.textContent = `${Math.round(bytes / 1000)} kB`;
  };

  const showShell = (visible) => whenParsed(() => {
    document.getElementById("loading").hidden = !visible;
  });

  // Only the first failure is shown: the ones after it are its consequences.
  const showFailure = (reason) => whenParsed(() => {
    if (page.dataset.failed !== undefined) return;
    page.dataset.failed = "";
    const version = document.querySelector("meta[name=version]").content;
    document.getElementById("report").textContent = `Podarium ${version} · ${wasm} · ${reason}`;
    showShell(true);
  });

  // Counts what arrives and hands it on under the right content type, whatever the host called it.
  const fetchModule = async () => {
    const response = await fetch(new URL(wasm, document.baseURI));
    if (!response.ok) throw new Error(`HTTP ${response.status} for ${wasm}`);
    let received = 0;
    const count = new TransformStream({
      transform(chunk, controller) {
        received += chunk.byteLength;
        showReceived(received);
        controller.enqueue(chunk);
      },
    });
    const headers = { "Content-Type": "application/wasm" };
    return new Response(response.body.pipeThrough(count), { headers });
  };

  const start = async () => {
    if (typeof WebAssembly !== "object") throw new Error("no WebAssembly");
    const [module, bytes] = await Promise.all([import(new URL(js, document.baseURI)), fetchModule()]);
    if (document.readyState === "loading") await new Promise(whenParsed);
    await module.default({ module_or_path: bytes });
    setTimeout(() => isReady() || showFailure("nothing was shown"), READY_LIMIT_MS);
  };

  chooseTheme();
  chooseLanguage();
  document.addEventListener("podarium:ready", () => showShell(false), { once: true });
  document.addEventListener("podarium:failed", (event) => showFailure(event.detail));
  start().then(() => isReady() && showShell(false), showFailure);
})();
