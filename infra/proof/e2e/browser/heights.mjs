// Measures pages that were too long for a phone, and finds what pays: node heights.mjs '{"portal": …, …}'.
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { logIn } from "./parent.mjs";

// The most that a page may measure on a phone of 390 px, in px. The account has 21 movements as the demo begins;
// what other tests add to them is not counted.
const limits = [
  ["/conto?figlio=A001", "conto-fitto", 2_600],
  ["/refezione?figlio=A001", "refezione-fitta", 2_200],
  ["/riepilogo", "riepilogo-fitto", 2_900],
];

// The same of a parent of three children, all below zero.
const ofThree = [["/conto?figlio=A003", "conto-di-tre", 2_600]];

const walks = [
  { width: 390, person: "BNCMRA85A41A794Y", of: "", pages: limits }, { width: 1280, person: "BNCMRA85A41A794Y", of: "", pages: limits },
  { width: 390, person: "CLMPLA82E17F205U", of: " of three", pages: ofThree },
];

const movements = 21;

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(walks.map(async ({ width, person, of, pages }) => {
      const visitor = await open({ width, javaScript, name: `heights${of} at ${width}${javaScript ? "" : " without JavaScript"}` });
      await visitor.page.goto(settings.portal + "/");
      await logIn(visitor.page, person);
      await measure(visitor, settings, pages);
      if (pages === limits) await inReach(visitor, settings);
      await visitor.close();
    }));
  }
});

async function measure(visitor, settings, pages) {
  const { page, complain, width } = visitor;
  for (const [path, picture, most] of pages) {
    await page.goto(settings.portal + path);
    if (path.startsWith("/conto")) {
      await readMovements(visitor);
    }
    await look(visitor, picture);
    const height = await page.evaluate((rows) => document.documentElement.scrollHeight -
      [...document.querySelectorAll(".table-righe tbody tr")].slice(rows).reduce((sum, r) => sum + r.offsetHeight, 0), movements);
    if (width < 600 && height > most) {
      complain(`${height} px high, want at most ${most}`);
    }
    await print(visitor, path);
  }
}

// print finds that a month and a school year's movements fit one sheet, and what other tests add, two.
async function print({ page, complain, width, folder, javaScript }, path) {
  if (width < 600 || path === "/riepilogo") {
    return;
  }
  const paper = await page.pdf({ format: "A4", path: join(folder, path.slice(1).replaceAll(/\W/g, "-") + ".pdf") });
  const sheets = paper.toString("latin1").match(/\/Type\s*\/Page\b/g)?.length ?? 0;
  const rows = await page.locator(".table-righe tbody tr").count();
  if (sheets < 1 || sheets > (rows > movements ? 2 : 1)) {
    complain(`${sheets} sheets for ${rows} movements`);
  }
  if (path.startsWith("/conto") && javaScript) {
    await noTotalsAlone(page, complain);
  }
}

// noTotalsAlone prints as many movements as fit one sheet, and more until the second is begun for good: the last sheet always
// has some.
async function noTotalsAlone(page, complain) {
  for (let rows = movements, onTwo = 0; onTwo < 4; rows++) {
    await page.evaluate((wanted) => {
      const body = document.querySelector(".table-righe tbody");
      while (body.rows.length < wanted) {
        body.append(body.rows[0].cloneNode(true));
      }
      while (body.rows.length > wanted) {
        body.lastElementChild.remove();
      }
    }, rows);
    const paper = await page.pdf({ format: "A4" });
    const sheets = execFileSync("pdftotext", ["-layout", "-", "-"], { input: paper, encoding: "utf8" }).split("\f").slice(0, -1);
    if (!/Pasto|Ricarica/.test(sheets.at(-1)) || !/Totali dal/.test(sheets.at(-1))) {
      complain(`the last of ${sheets.length} sheets of ${rows} movements has totals alone, or none:\n${sheets.at(-1)}`);
    }
    onTwo += sheets.length > 1 ? 1 : 0;
  }
}

// readMovements counts the rows, and looks for what a movement refers to: a tap away on a phone, there on a desk.
async function readMovements({ page, complain, width }) {
  const rows = page.locator(".table-righe tbody tr");
  if ((await rows.count()) < movements) {
    complain(`${await rows.count()} movements, want ${movements}`);
  }
  const meal = rows.filter({ hasText: "Pasto" }).first();
  const more = meal.getByText(/fascia/);
  if (width < 600) {
    if (await more.isVisible()) {
      complain("a row shows all that it has");
    }
    await meal.getByText("Pasto").click();
    await more.waitFor();
    await meal.getByText("Pasto").click();
  }
  await more.waitFor({ state: width < 600 ? "hidden" : "visible" });
}

// inReach finds the button that pays on the first screen of a list, and the total beside it.
async function inReach(visitor, settings) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/pagamenti");
  await look(visitor, "pagamenti-fitti");
  await page.goto(settings.portal + "/pagamenti"); // without having scrolled
  const button = page.getByRole("button", { name: "AVVIA PAGAMENTO" });
  for (const part of [button, page.getByText("Totale scelto")]) {
    const box = await part.boundingBox();
    const height = page.viewportSize().height;
    if (!box || box.y < 0 || box.y + box.height > height) {
      complain(`what pays is not on the first screen: ${JSON.stringify(box)}`);
    }
  }
}
