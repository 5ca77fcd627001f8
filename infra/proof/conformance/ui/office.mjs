// The pages of the office: those that links lead to, one of each route, and those that only people at work have.
import { readFile } from "node:fs/promises";
import { join } from "node:path";

// elsewhere are the routes that answer no page of ours, with where they lead; files to download end with csv.
const elsewhere = {
  "/ufficio/oidc": "the Comune's own provider",
  "/ufficio/oidc/ritorno": "the page that was asked for, or a refusal, which is a state",
  "/ufficio/importazioni/{id}/{table}": "a file",
  "/ufficio/registro/righe/{id}/{table}": "a file",
};

// The addresses to judge besides, by who sees them, with the status that each answers.
const addresses = [
  ["guest", "/ufficio/accesso"], ["guest", "/ufficio/tablet?chiave=x", 404],
  ["tablet", "/ufficio/presenze"], ["tablet", "/ufficio/presenze/classe/PRI-1A"], ["tablet", "/ufficio/alunni", 403],
  ["cook", "/ufficio/cucina?auto=1"], ["cook", "/ufficio/cucina?giorno=2026-11-24"],
  ["operator", "/ufficio"], ["operator", "/ufficio/presenze/mai-inviati"], ["operator", "/ufficio/presenze/senza-tariffa"],
  ["operator", "/ufficio/presenze/classe/PRI-1A"],
  ["operator", "/ufficio/presenze/classe/PRI-1A/mese?mese=2026-10"],
  ["operator", "/ufficio/presenze/classe/PRI-1A/giorno/2026-11-18"],
  ["operator", "/ufficio/alunni/scheda/A001"], ["operator", "/ufficio/alunni/scheda/A001/storia"],
  ["operator", "/ufficio/alunni/scheda/A001/scambio?dato=badge&con=A002"],
  ["operator", "/ufficio/alunni/scheda/NESSUNO", 404], ["operator", "/ufficio/questa-pagina-non-esiste", 404],
  ["operator", "/ufficio/prospetti?costo=6%2C50&scuola=PRI"], ["operator", "/ufficio/prospetti?costo=molto", 400],
  ["operator", "/ufficio/prospetti/debitori?oltre=20"], ["operator", "/ufficio/registro?azione=Rimborso+approvato"],
  ...["importo", "sostituzione", "annullo"].map((action) => ["operator", `/ufficio/alunni/avvisi/{open}/${action}`]),
];

// officeRoutes reads all routes that a link may lead to.
export async function officeRoutes(root) {
  const table = await readFile(join(root, "shared/office/routes.txt"), "utf8");
  return [...table.matchAll(/^GET +(\S+)/gm)].map(([, route]) => route);
}

// officePages returns a row of each address and of each route, and complains about a route that no link leads to.
// Links are followed from the operator's rows that there are.
export async function officePages({ page, complain }, settings, routes, left) {
  const rows = [...left, ...addresses.map(([as, path, status = 200]) => (
    { as, path: path.replace("{open}", settings.notice), status }))];
  // Of the routes that fit an address, the one with the fewest variable parts serves it.
  const patterns = routes.map((route) => [route, new RegExp(`^${route.replaceAll(/\{\w+\}/g, "[^/]+")}(\\?|$)`)])
    .sort(([a], [b]) => a.split("{").length - b.split("{").length);
  const served = (path) => patterns.find(([, pattern]) => pattern.test(path))?.[0];
  const missing = new Set(routes.filter((route) => !route.endsWith("csv") && !(route in elsewhere)));
  const followed = ({ as, status }) => as === "operator" && status === 200;
  rows.filter((row) => followed(row) || row.as === "guest").forEach(({ path }) => missing.delete(served(path)));
  for (const row of rows) { // It grows on the way.
    if (followed(row)) {
      await page.goto(settings.portal + row.path);
      const links = await page.locator("a[href^='/ufficio']").evaluateAll((all) => all.map((a) => a.getAttribute("href")));
      const first = links.filter((path) => missing.delete(served(path)));
      rows.push(...first.map((path) => ({ as: "operator", path, status: 200 })));
    }
  }
  missing.forEach((route) => complain(`no link leads to a page of ${route}`));
  return rows;
}
