// Keeps the whole page in the browser, so that it opens without a network once it has been used.
//
// The start script asks for it ("keep") when the whole program has arrived. `files.txt` lists what
// there is; files with a hash in their names never change, the others are asked for anew while
// there is a network.
"use strict";

const SHELF = "podarium";
const NEVER_CHANGES = /-[0-9a-f]{16}[._]/;

const listed = async () => {
  const response = await fetch("files.txt", { cache: "no-cache" });
  if (!response.ok) throw new Error(`HTTP ${response.status} for files.txt`);
  const names = (await response.text()).split("\n").filter(Boolean);
  return new Set(["./", ...names].map((name) => new URL(name, self.registration.scope).href));
};

const keepAll = async () => {
  const shelf = await caches.open(SHELF);
  const wanted = await listed();
  const kept = new Set((await shelf.keys()).map((request) => request.url));
  for (const url of wanted) {
    if (!kept.has(url) || !NEVER_CHANGES.test(url)) await shelf.add(url);
  }
  for (const url of kept) {
    if (!wanted.has(url)) await shelf.delete(url);
  }
};

const answer = async (request) => {
  const kept = await caches.match(request, { ignoreSearch: true });
  if (kept && NEVER_CHANGES.test(request.url)) return kept;
  try {
    return await fetch(request);
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));
self.addEventListener("message", (event) => {
  // What could not be fetched now is asked for again at the next visit.
  if (event.data === "keep") event.waitUntil(keepAll().catch(() => {}));
});
self.addEventListener("fetch", (event) => {
  const { method, url } = event.request;
  if (method === "GET" && url.startsWith(self.registration.scope)) event.respondWith(answer(event.request));
});
