// What axe and a ruler say of the page on the screen.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { narrowest } from "../../e2e/browser/look.mjs";

const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// violations returns how many of axe's rules the page breaks, and complains about each.
export async function violations({ page, complain }, settings) {
  // evaluate is not bound by the page's Content-Security-Policy, a script element would be.
  await page.evaluate(await readFile(join(settings.judges, "node_modules/axe-core/axe.min.js"), "utf8"));
  const broken = await page.evaluate(async (tags) => {
    const found = await axe.run(document, { runOnly: { type: "tag", values: tags } });
    return found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(" ")).slice(0, 3).join("; ")}`);
  }, rules);
  broken.forEach((what) => complain(`axe: ${what}`));
  return broken.length;
}

// beyondEdge returns by how many pixels the page is at most wider than its window, a phone's also as the narrowest
// screen has it (WCAG 1.4.10).
export async function beyondEdge({ page, complain }) {
  const before = page.viewportSize();
  let most = 0;
  for (const width of before.width < 600 ? [before.width, narrowest] : [before.width]) {
    await page.setViewportSize({ ...before, width });
    const over = await page.evaluate(() => {
      const e = document.documentElement;
      return Math.max(0, e.scrollWidth - e.clientWidth);
    });
    if (over > 0) {
      complain(`${over} pixels wider than a screen of ${width}`);
    }
    most = Math.max(most, over);
  }
  await page.setViewportSize(before);
  return most;
}
