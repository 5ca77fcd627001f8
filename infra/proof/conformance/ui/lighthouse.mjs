// Prints Lighthouse's four figures for a phone, when Lighthouse could be installed.
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { logIn } from "../../e2e/browser/parent.mjs";

const flags = "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run " +
  "--disable-background-networking --disable-component-update --disable-sync";

// lighthouse returns a line a page. The figures depend on the machine, so none of them is a finding.
export async function lighthouse(settings, browser, person) {
  const program = join(settings.judges, "node_modules/lighthouse/cli/index.js");
  if (!existsSync(program)) {
    return ["Lighthouse is not installed: no figures."];
  }
  const visitor = await browser.visitor({ name: "lighthouse", width: 390, javaScript: true, findings: [] });
  await visitor.page.goto(settings.portal + "/");
  await logIn(visitor.page, person);
  const cookies = (await visitor.page.context().cookies()).map((c) => `${c.name}=${c.value}`).join("; ");
  await visitor.close();
  const headers = join(settings.state, "lighthouse-headers.json");
  await writeFile(headers, JSON.stringify({ Cookie: cookies }), { mode: 0o600 });
  const lines = [];
  for (const [path, more] of [["/", []], ["/riepilogo", [`--extra-headers=${headers}`]]]) {
    lines.push(`Lighthouse mobile ${path}: ${await measure(settings, program, path, more)}`);
  }
  return lines;
}

async function measure(settings, program, path, more) {
  const result = join(settings.state, "lighthouse.json");
  const parameters = [program, settings.portal + path, "--quiet", "--output=json", `--output-path=${result}`,
    `--chrome-flags=${flags}`, ...more];
  const failure = await new Promise((done) => {
    const env = { ...process.env, CHROME_PATH: settings.chromium };
    execFile(process.execPath, parameters, { env, timeout: 120_000 }, (error) => done(error));
  });
  if (failure) {
    return "failed: " + failure.message.split("\n")[0];
  }
  const { categories, audits } = JSON.parse(await readFile(result, "utf8"));
  const scores = Object.values(categories).map((c) => `${c.title} ${Math.round(c.score * 100)}`).join(", ");
  const weak = Object.values(categories).flatMap((c) => c.auditRefs.filter((a) => a.weight > 0).map((a) => audits[a.id]))
    .filter((a) => a.score !== null && a.score < 0.9).map((a) => a.id);
  return scores + (weak.length > 0 ? ` (${[...new Set(weak)].join(", ")})` : "");
}
