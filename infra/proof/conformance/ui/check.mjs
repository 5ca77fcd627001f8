// Judges every page of the portal against the rules on accessibility, HTML and weight:
// node check.mjs '{"root": …, "tools": …, "judges": …, "state": …, "chromium": …}', as make conformance-ui does.
// Prints a table and one line a finding; the exit status is 1 when there is any.
import { join } from "node:path";
import { launch } from "../../e2e/browser/chromium.mjs";
import { control } from "./control.mjs";
import { doorsOf, parent } from "./doors.mjs";
import { keyboardOnly } from "./keyboard.mjs";
import { lighthouse } from "./lighthouse.mjs";
import { beyondEdge, violations } from "./look.mjs";
import { validate } from "./markup.mjs";
import { officePages, officeRoutes } from "./office.mjs";
import { officeStates } from "./officestates.mjs";
import { work } from "./officework.mjs";
import { isForGuests, pages } from "./pages.mjs";
import { startStack } from "./stack.mjs";
import { judgeStates, states } from "./states.mjs";
import { excess, weigh } from "./weight.mjs";

const settings = JSON.parse(process.argv[2]);
const findings = [];
const rows = pages.map(([path, status = 200]) => ({ as: isForGuests(path) ? "guest" : "parent", path, status }));
const forms = [];

const stack = await startStack(settings);
settings.portal = stack.portal_url;
settings.pagopa = stack.pagopa_url;
settings.lambda = stack.lambda_url;
settings.notice = stack.demo.open_notices[0].number;
settings.screenshots = join(settings.state, "screenshots");
const doors = doorsOf(settings, stack.demo.tablet_url);
const browser = await launch(settings);
try {
  // The flows come first: they leave a payment behind, and so pages that are not empty.
  rows.push(...await keyboardOnly(await open("parent", "keyboard"), settings));
  const left = await work((as) => open(as, `${as} at work`, 1280, false), settings);
  const links = await open("operator", "links");
  rows.push(...await officePages(links, settings, await officeRoutes(settings.root), left));
  await links.close();
  for (const width of [390, 1280]) {
    await judge(width);
  }
  for (const width of [390, 1280]) {
    for (const [as, list] of [["parent", states], ["operator", officeStates]]) {
      const inside = await open(as, `states at ${width}`, width);
      forms.push(...await judgeStates(inside, settings, list));
      await inside.close();
    }
  }
  await weighAll();
  await validate(settings, [...rows, ...forms], findings);
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

// open starts a browser of its own and lets somebody in.
async function open(as, name, width = 1280, javaScript = true) {
  const visitor = await browser.visitor({ name, width, javaScript, findings });
  await doors[as](visitor.page);
  return visitor;
}

// openAll opens a browser for each of those who see the rows' pages.
async function openAll(name, width) {
  const inside = {};
  for (const { as } of rows) {
    inside[as] ??= await open(as, `${as}, ${name}`, width);
  }
  return inside;
}

// judge looks at all pages at one width, and at the narrowest on the way.
async function judge(width) {
  const inside = await openAll(`at ${width}`, width);
  for (const row of rows) {
    const visitor = inside[row.as];
    visitor.expected.status = row.status;
    const answer = await visitor.page.goto(settings.portal + row.path);
    if (answer.status() !== row.status) {
      visitor.complain(`status ${answer.status()}, want ${row.status}`);
    }
    row.html = await answer.text();
    row[`axe${width}`] = await violations(visitor, settings);
    row.edge = Math.max(row.edge ?? 0, await beyondEdge(visitor));
    visitor.expected.status = 200;
  }
  await Promise.all(Object.values(inside).map((visitor) => visitor.close()));
}

// weighAll measures each page twice: with an empty cache, and again.
async function weighAll() {
  const inside = await openAll("scales", 390);
  for (const row of rows) {
    const { cookies } = await inside[row.as].page.context().storageState();
    Object.assign(row, await weigh(browser, settings, cookies, row.path));
    for (const [what, over] of Object.entries(excess(row)).filter(([, bytes]) => bytes > 0)) {
      findings.push(`${row.name ?? row.path}: ${what}: ${over} bytes too many`);
    }
  }
  await Promise.all(Object.values(inside).map((visitor) => visitor.close()));
}

async function report() {
  console.table(Object.fromEntries(rows.map((row) => [`${row.as} ${row.name ?? row.path}`, {
    "axe 390": row.axe390, "axe 1280": row.axe1280, "vnu": row.vnu, "over the edge, px": row.edge,
    "cold B": row.cold, "warm B": row.warm, "HTML gz B": row.html_gz,
  }])));
  console.table(Object.fromEntries(forms.map((row) => [`${row.name} at ${row.width}`, {
    "axe": row.axe, "vnu": row.vnu, "over the edge, px": row.edge,
  }])));
  for (const line of await lighthouse(settings, browser, parent)) {
    console.log(line);
  }
}
