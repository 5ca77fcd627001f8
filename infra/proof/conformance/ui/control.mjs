// The negative control: a page on which every judge has to find something.
import { randomBytes } from "node:crypto";
import { createServer } from "node:http";
import { join } from "node:path";
import { beyondEdge, violations } from "./look.mjs";
import { validate } from "./markup.mjs";
import { officePages } from "./office.mjs";
import { excess, growth, limits, weigh } from "./weight.mjs";

// No language, no title, a picture without words, grey on grey, an id twice, too wide and too heavy.
const bad = `<!doctype html><html><head><meta charset="utf-8"></head><body>
<h1></h1><img src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><p id="a" style="color:#999;background:#aaa">Testo</p>
<p id="a"><input></p><div style="width:900px">largo</div><!-- ${randomBytes(limits.cold).toString("base64")} --></body></html>`;

// control complains about every judge that lets the bad page pass.
export async function control(browser, settings, findings) {
  const server = createServer((_, answer) => answer.end(answer.setHeader("Content-Type", "text/html") && bad));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const row = { path: "/", html: bad };
  const there = {
    ...settings, portal: `http://127.0.0.1:${server.address().port}`, state: join(settings.state, "control"),
  };
  try {
    const visitor = await browser.visitor({ name: "control", width: 390, javaScript: true, findings: [] });
    await visitor.page.goto(there.portal);
    const axe = await violations(visitor, settings);
    const edge = await beyondEdge(visitor);
    const unlinked = [];
    await officePages({ ...visitor, complain: (what) => unlinked.push(what) }, there, ["/ufficio/nessuna"], []);
    await visitor.close();
    await validate(there, [row], []);
    const weight = await weigh(browser, there, [], "/");
    const over = excess({ path: "/", ...weight }, { "/": weight.cold - growth - 1 });
    const found = { axe, "the Nu HTML checker": row.vnu, "the ruler": edge, "the search for pages": unlinked.length };
    for (const [what, bytes] of Object.entries(over)) {
      found[`the scales (${what})`] = bytes;
    }
    for (const [judge, count] of Object.entries(found)) {
      if (count === 0) {
        findings.push(`${judge} lets a bad page pass`);
      }
    }
    return found;
  } finally {
    server.close();
  }
}
