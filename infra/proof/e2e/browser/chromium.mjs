// Starts Chromium and gives each walk a fresh profile that reports everything that goes wrong.
import { createRequire } from "node:module";
import { join } from "node:path";

// A browser that never speaks to anybody but the local stack.
const quiet = [
  "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic",
  "--no-first-run", "--disable-gpu", "--disable-features=OptimizationHints,MediaRouter,Translate",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
];

// main does the work of a script with the settings of its command line and a way to open visitors. Every
// finding is one line; the exit status is 1 when there is any.
export async function main(work) {
  const settings = JSON.parse(process.argv[2]);
  const findings = [];
  const browser = await launch(settings);
  try {
    await work(settings, (walk) => browser.visitor({ ...walk, findings }));
  } catch (error) {
    findings.push(error.stack);
  } finally {
    await browser.close();
  }
  for (const finding of findings) {
    console.log(finding);
  }
  process.exit(findings.length > 0 ? 1 : 0);
}

export async function launch(settings) {
  const { chromium } = createRequire(join(settings.tools, "package.json"))("playwright-core");
  const asRoot = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  const browser = await chromium.launch({ executablePath: settings.chromium, args: [...quiet, ...asRoot] });
  return { visitor: (walk) => visitor(browser, settings, walk), close: () => browser.close() };
}

async function visitor(browser, settings, { name, width, javaScript, findings, context: more = {} }) {
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 900 }, javaScriptEnabled: javaScript, locale: "it-IT",
    timezoneId: "Europe/Rome", reducedMotion: "reduce", ...more,
  });
  context.setDefaultTimeout(15_000);
  const page = await context.newPage();
  // A page that is meant to be an error says so, and one that is without a connection says 0; anything else that fails
  // to load is a finding.
  const expected = { status: 200 };
  const complain = (what) => findings.push(`${name}: ${page.url()}: ${what}`);
  page.on("pageerror", (error) => complain(`script error: ${error.message}`));
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()) && expected.status === 200) {
      complain(`console: ${message.text()}`);
    }
  });
  page.on("requestfailed", (request) => {
    const why = request.failure()?.errorText ?? "";
    if (why !== "net::ERR_ABORTED" && expected.status !== 0) { // A page left before it was complete.
      complain(`not loaded: ${request.url()} ${why}`);
    }
  });
  const folder = join(settings.screenshots, String(width));
  return { page, width, folder, expected, complain, javaScript, close: () => context.close() };
}
