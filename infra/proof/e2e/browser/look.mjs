// Looks at a page: a picture of it, nothing beyond the edge, a focus that can be seen.
import { mkdir } from "node:fs/promises";
import { join } from "node:path";

// tabs is how many times the Tab key is pressed on a page.
const tabs = 25;

// narrowest is the width at which the rules on reflow are tested (WCAG 1.4.10). No picture of it.
export const narrowest = 320;

// look takes a picture of the page and checks what can be seen. How the focus looks does not depend
// on the width, so one is enough.
export async function look(visitor, name) {
  const { page, width } = visitor;
  await page.waitForLoadState("load");
  if (visitor.javaScript) {
    await page.evaluate(() => document.fonts.ready);
    await checkEdges(visitor);
  }
  if (width === narrowest) {
    return;
  }
  await picture(visitor, name);
  if (visitor.javaScript && width < 600) {
    await checkFocus(visitor);
  }
}

// taken are the pictures of this walk: the same page without JavaScript looks as it did with it.
const taken = new Set();

// picture keeps how the page looks, the first time that the walk comes there.
export async function picture({ page, folder }, name) {
  const path = join(folder, `${name}.png`);
  if (taken.has(path)) {
    return;
  }
  taken.add(path);
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path, fullPage: true });
}

// checkEdges complains about anything that makes the page scroll sideways.
export async function checkEdges({ page, complain }) {
  const beyond = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) {
      return [];
    }
    return [...document.body.querySelectorAll("*")]
      .filter((e) => getComputedStyle(e).position !== "absolute")
      .filter((e) => e.getBoundingClientRect().right > width + 1)
      .map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
  });
  if (beyond.length > 0) {
    complain(`wider than the screen: ${beyond.slice(0, 4).join("; ")}`);
  }
}

// checkFocus walks with the Tab key and complains about elements that do not show their focus.
async function checkFocus({ page, complain }) {
  const blind = new Set();
  for (let i = 0; i < tabs; i++) {
    await page.keyboard.press("Tab");
    const hidden = await page.evaluate(() => {
      const e = document.activeElement;
      if (!e || e === document.body) {
        return "";
      }
      const style = getComputedStyle(e);
      const outlined = style.outlineStyle !== "none" && style.outlineWidth !== "0px";
      const box = e.getBoundingClientRect();
      const shown = (outlined || style.boxShadow !== "none") && box.width > 1 && box.height > 1;
      return shown ? "" : `${e.tagName.toLowerCase()}.${e.className} "${e.innerText}"`;
    });
    if (hidden !== "") {
      blind.add(hidden);
    }
  }
  await page.evaluate(() => document.activeElement?.blur());
  if (blind.size > 0) {
    complain(`focus not seen on ${[...blind].join(", ")}`);
  }
}
