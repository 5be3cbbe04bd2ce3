// Starts the page: the chosen theme and language before the first paint, then the WebAssembly
// module, and a readable report in place of a spinner when that fails.
//
// The app says that it stands with data-ready on <html> or the event "podarium:ready", and that it
// fell with the event "podarium:failed" (detail: one line of text). Both are sent to `document`.
// With data-whole on <html> the rest of the program is there.
"use strict";

(() => {
  const page = document.documentElement;
  const { js, wasm, rest } = document.currentScript.dataset;
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

  // What is measured before its style is there has another size.
  const isStyled = () => {
    const styles = Array.from(document.querySelectorAll("link[rel=stylesheet]"));
    return document.readyState === "complete" || styles.every(({ sheet }) => sheet);
  };

  const whenStyled = () => new Promise((resolve) => {
    const look = () => isStyled() && resolve();
    window.addEventListener("load", look, { capture: true }); // each link's, and the page's own
    look();
  });

  const isReady = () => page.dataset.ready !== undefined;

  const showReceived = (bytes) => {
    const place = document.getElementById("received"); // not there yet while the page is parsed
    if (place) place.textContent = `${Math.round(bytes / 1000)} kB`;
  };

  const showShell = (visible) => whenParsed(() => {
    document.getElementById("loading").hidden = !visible;
  });

  const hasFailed = () => page.dataset.failed !== undefined;

  // A page that fell while it was shown keeps its report.
  const showPage = () => isReady() && !hasFailed() && showShell(false);

  // Only the first failure is shown: the ones after it are its consequences.
  const showFailure = (reason) => whenParsed(() => {
    if (hasFailed()) return;
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

  // A release page is two modules: what a first visit runs, and the rest of the program (`data-rest`).
  // The rest is fetched as soon as a person is there: at the first move of a pointer, at the first key.
  // Who has been here before, or comes by a link to something else, gets the whole at once.
  const restUrl = rest && new URL(rest, document.baseURI);
  const SIGNS_OF_A_PERSON = ["pointermove", "pointerdown", "touchstart", "wheel", "keydown", "click", "input"];
  let first = null;
  let ahead = null;
  let fetching = null;

  const isFirstVisit = () => {
    try {
      const isKnown = Object.keys(localStorage).some((key) => key.startsWith("podarium."));
      return !isKnown && !/^#\/./.test(location.hash);
    } catch {
      return true; // storage is blocked: nothing is known of anyone
    }
  };

  const isWhole = () => !restUrl || !first || first.laterIsHere.value === 1;

  const join = (rest) => {
    if (isWhole()) return;
    const given = { ...first };
    for (const { kind, name } of WebAssembly.Module.imports(rest)) {
      if (kind === "function") given[name] = first.table.get(Number(name));
    }
    new WebAssembly.Instance(rest, { "": given });
    first.laterIsHere.value = 1;
    page.dataset.whole = "";
  };

  const compileRest = async (signal) => {
    const response = await fetch(restUrl, { signal });
    if (!response.ok) throw new Error(`HTTP ${response.status} for ${restUrl}`);
    return WebAssembly.compile(await response.arrayBuffer());
  };

  const fetchRest = async () => {
    if (fetching || isWhole()) return;
    fetching = new AbortController();
    try {
      join(await compileRest(fetching.signal));
    } catch {
      fetching = null; // the next sign of a person asks again; code that needs it says what is wrong
    }
  };

  // Code that runs now needs the rest now: the page stands still until it is here.
  const waitForRest = () => {
    if (isWhole()) return;
    if (fetching) fetching.abort(); // its answer would have to wait for this very function to return
    try {
      const request = new XMLHttpRequest();
      request.open("GET", restUrl, false);
      request.overrideMimeType("text/plain; charset=x-user-defined"); // bytes, one a character
      request.send();
      if (request.status !== 200) throw new Error(`HTTP ${request.status} for ${restUrl}`);
      join(new WebAssembly.Module(Uint8Array.from(request.response, (letter) => letter.charCodeAt(0))));
    } catch (error) {
      // The code that waited cannot go on, and nothing that it had begun can be relied on.
      showFailure(error.message);
      throw error;
    }
  };

  // The program's first words are about itself: what it exports, for the rest to join.
  const introduce = (exports) => {
    first = exports;
    if (ahead) join(ahead);
  };

  window.podarium = { introduce, waitForRest };

  const start = async () => {
    if (typeof WebAssembly !== "object") throw new Error("no WebAssembly");
    const whole = restUrl && !isFirstVisit() ? compileRest().catch(() => null) : null;
    const [module, bytes] = await Promise.all([import(new URL(js, document.baseURI)), fetchModule()]);
    ahead = await whole;
    if (document.readyState === "loading") await new Promise(whenParsed);
    await whenStyled();
    await module.default({ module_or_path: bytes });
    for (const sign of SIGNS_OF_A_PERSON) document.addEventListener(sign, fetchRest, { capture: true, passive: true });
    setTimeout(() => isReady() || showFailure("nothing was shown"), READY_LIMIT_MS);
  };

  chooseTheme();
  chooseLanguage();
  document.addEventListener("podarium:ready", showPage, { once: true });
  document.addEventListener("podarium:failed", (event) => showFailure(event.detail));
  start().then(showPage, showFailure);
})();
