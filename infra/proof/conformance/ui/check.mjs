// Judges every page of the portal against the rules on accessibility, HTML and weight:
// node check.mjs '{"root": …, "tools": …, "judges": …, "state": …, "chromium": …}', as make conformance-ui does.
// Prints a table and one line a finding; the exit status is 1 when there is any.
import { join } from "node:path";
import { launch } from "../../e2e/browser/chromium.mjs";
import { logIn } from "../../e2e/browser/parent.mjs";
import { control } from "./control.mjs";
import { keyboardOnly } from "./keyboard.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { beyondEdge, violations } from "./look.mjs";
import { validate } from "./markup.mjs";
import { isForGuests, pages } from "./pages.mjs";
import { startStack } from "./stack.mjs";
import { judgeStates } from "./states.mjs";
import { limits, weigh } from "./weight.mjs";

const settings = JSON.parse(process.argv[2]);
const parent = "BNCMRA85A41A794Y";
const findings = [];
const rows = pages.map(([path, status = 200]) => ({ path, status }));
const forms = [];

const stack = await startStack(settings);
settings.portal = stack.portal_url;
settings.pagopa = stack.pagopa_url;
settings.screenshots = join(settings.state, "screenshots");
const browser = await launch(settings);
try {
  // The flows come first: they leave a payment behind, and so pages that are not empty.
  rows.push(...await keyboardOnly(await open("keyboard", 1280), settings));
  for (const width of [390, 1280]) {
    await judge(width);
  }
  for (const width of [390, 1280]) {
    const inside = await open(`states at ${width}`, width);
    forms.push(...await judgeStates(inside, settings));
    await inside.close();
  }
  await weighAll();
  await validate(settings, rows, findings);
  await report();
  console.log("A bad page, by judge:", await control(browser, settings, findings));
} catch (error) {
  findings.push(error.stack);
} finally {
  await browser.close();
  await stack.stop();
}
for (const finding of findings) {
  console.log("FINDING " + finding);
}
console.log(findings.length === 0 ? "No findings." : `${findings.length} findings.`);
process.exit(findings.length > 0 ? 1 : 0);

// open starts a browser of its own and logs the demo's first parent in.
async function open(name, width) {
  const visitor = await browser.visitor({ name, width, javaScript: true, findings });
  await visitor.page.goto(settings.portal + "/");
  await logIn(visitor.page, parent);
  return visitor;
}

// judge looks at all pages at one width, and at the narrowest on the way. Guests see those that are open to all.
async function judge(width) {
  const guest = await browser.visitor({ name: `guest at ${width}`, width, javaScript: true, findings });
  const inside = await open(`parent at ${width}`, width);
  for (const row of rows) {
    const visitor = isForGuests(row.path) ? guest : inside;
    visitor.expected.status = row.status;
    const answer = await visitor.page.goto(settings.portal + row.path);
    if (answer.status() !== row.status) {
      visitor.complain(`status ${answer.status()}, want ${row.status}`);
    }
    row.html = await answer.text();
    row[`axe${width}`] = await violations(visitor, settings);
    if (width === 390) {
      row.edge = await beyondEdge(visitor);
    }
    visitor.expected.status = 200;
  }
  await guest.close();
  await inside.close();
}

// weighAll measures each page twice: with an empty cache, and again.
async function weighAll() {
  const inside = await open("scales", 390);
  const session = await inside.page.context().storageState();
  await inside.close();
  for (const row of rows) {
    const cookies = isForGuests(row.path) ? [] : session.cookies;
    Object.assign(row, await weigh(browser, settings, cookies, row.path));
    for (const [what, limit] of Object.entries(limits)) {
      if (row[what] > limit) {
        findings.push(`${row.path}: ${what} ${row[what]} bytes, at most ${limit}`);
      }
    }
  }
}

async function report() {
  console.table(Object.fromEntries(rows.map((row) => [row.name ?? row.path, {
    "axe 390": row.axe390, "axe 1280": row.axe1280, "vnu": row.vnu, "over 320 px": row.edge,
    "cold B": row.cold, "warm B": row.warm, "HTML gz B": row.html_gz,
  }])));
  console.table(Object.fromEntries(forms.map((row, i) => [`${row.name} ${i < forms.length / 2 ? 390 : 1280}`, {
    "axe": row.axe390 ?? row.axe1280, "over 320 px": row.edge,
  }])));
  for (const line of await lighthouse(settings, browser, parent)) {
    console.log(line);
  }
}
