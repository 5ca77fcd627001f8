// Weighs pages as they come over the wire: headers and compressed bodies.
import { readFile } from "node:fs/promises";

// limits are the most bytes of a page: all of it with an empty cache, with a full one, and its HTML.
export const limits = { cold: 60 << 10, warm: 12 << 10, html_gz: 10 << 10 };

// growth is how many bytes a page may be heavier, cold, than before.json says.
export const growth = 4 << 10;

// before are the cold bytes of pages at an earlier commit, which README.md names, by name or path.
const before = JSON.parse(await readFile(new URL("before.json", import.meta.url), "utf8"));

// excess returns by how many bytes a row's page is beyond each limit, and beyond what it may have grown.
export function excess({ name, path, ...weight }, earlier = before) {
  const over = Object.fromEntries(Object.entries(limits).map(([what, limit]) => [what, Math.max(0, weight[what] - limit)]));
  const allowed = (earlier[name ?? path] ?? Infinity) + growth;
  return { ...over, growth: Math.max(0, weight.cold - allowed) };
}

// weigh loads a page twice in a fresh browser that has the cookies.
export async function weigh(browser, settings, cookies, path) {
  const visitor = await browser.visitor({ name: "scales", width: 390, javaScript: true, findings: [] });
  const context = visitor.page.context();
  await context.addCookies(cookies);
  const wire = await context.newCDPSession(visitor.page);
  await wire.send("Network.enable");
  let total = 0;
  let html = 0;
  const kinds = new Map();
  wire.on("Network.responseReceived", (event) => kinds.set(event.requestId, event.type));
  wire.on("Network.loadingFinished", (event) => {
    total += event.encodedDataLength;
    if (kinds.get(event.requestId) === "Document") {
      html = event.encodedDataLength;
    }
  });
  const load = async () => {
    total = 0;
    await visitor.page.goto(settings.portal + path, { waitUntil: "networkidle" });
    return Math.round(total);
  };
  const cold = await load();
  const warm = await load();
  await visitor.close();
  return { cold, warm, html_gz: Math.round(html) };
}
