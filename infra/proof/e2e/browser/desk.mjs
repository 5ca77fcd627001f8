// The office's desk, the ISEE that end and the register of operations: node desk.mjs '{"portal": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";
import { paper } from "./paper.mjs";

const administrator = "FRRLNE75D58A794F";

// waits are the cards that the demo's desk has, each with the page on which as many rows wait.
const waits = new Map([
  ["Entrate da sistemare", "Entrate da sistemare"], ["Segnalazioni dei genitori", "Segnalazioni dei genitori"],
  ["Crediti molto negativi", "Elenco dei debitori"], ["ISEE in scadenza", "ISEE in scadenza"],
  ["Avvisi rifiutati da pagoPA", "Avvisi rifiutati"],
]);

// perPage is how many rows a page of a list has at most.
const perPage = 50;

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    const visitor = await open({ width: 1280, javaScript, name: `desk${javaScript ? "" : " without JavaScript"}` });
    await loginOperator(visitor.page, settings, administrator);
    await desk(visitor, settings);
    await isee(visitor, settings);
    await register(visitor, settings);
    await visitor.close();
  }
});

// rows are the rows of the page's table, each a list of what its cells say.
function rows(page) {
  return page.locator("main tbody tr").evaluateAll(
    (all) => all.map((row) => [...row.cells].map((cell) => cell.innerText.replace(/\s+/g, " ").trim())));
}

// file reads the file of the page: its rows without the header, each a list of cells.
async function file({ page, complain }) {
  const address = await page.getByRole("link", { name: /^Scarica.*\(CSV\)$/ }).getAttribute("href");
  const answer = await page.request.get(new URL(address, page.url()).href);
  if (!answer.ok()) complain(`the file ${address}: ${answer.status()}`);
  const lines = (await answer.text()).replace(/^\uFEFF/, "").split("\r\n").filter((line) => line !== "").slice(1);
  return lines.map((line) => line.split(";").map((cell) => cell.replace(/^"|"$/g, "")));
}

// same complains unless two lists say the same.
function same({ complain }, what, got, want) {
  if (JSON.stringify(got) !== JSON.stringify(want)) {
    complain(`${what}: ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
  }
}

// desk reads what waits, in the file too, and goes where each card leads: as many rows wait there as the card says.
async function desk(visitor, settings) {
  const { page, complain } = visitor;
  await look(visitor, "ufficio-scrivania-amministratore");
  const cards = await page.locator(".scheda-lavoro").evaluateAll(
    (all) => all.map((card) => [card.querySelector("h2").innerText, card.querySelector(".quanto").innerText]));
  const taken = (await file(visitor)).map((cells) => cells.slice(0, 2));
  same(visitor, "the desk's file", taken.slice(0, cards.length), cards);
  const evening = await page.locator("#sera").allInnerTexts();
  same(visitor, "the evening in the desk's file", taken.map(([name]) => name).filter((name) => evening.includes(name)), evening);
  const told = new Map(cards);
  for (const [name, heading] of waits) {
    const many = parseInt((told.get(name) ?? "").replace(/^più di /, ""), 10);
    if (!(many > 0)) {
      complain(`the desk says «${told.get(name)}» of ${name}`);
      continue;
    }
    await page.goto(settings.portal + "/ufficio");
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: heading, exact: true }).waitFor();
    same(visitor, `rows behind ${name}`, (await rows(page)).length, Math.min(many, perPage));
  }
}

// isee reads whose ISEE ends, in the file too, finds one of them by name, and opens the card with the same band.
async function isee(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/isee");
  const seen = await rows(page), written = await file(visitor);
  same(visitor, "the file of the ISEE", written.map((cells) => `${cells[2]} ${cells[3]}`), seen.map((cells) => cells[1]));
  await look(visitor, "ufficio-isee");
  const [, code, family, name, , , , band] = written.at(-1);
  await page.getByLabel("Cerca").fill(`${family} ${name}`);
  await page.getByRole("button", { name: "Cerca", exact: true }).click();
  await page.getByRole("link", { name: "Mostra tutto" }).waitFor();
  same(visitor, `the search for ${name}`, await rows(page), seen.filter((cells) => cells[1] === `${family} ${name}`));
  await paper(visitor, `Ricerca: «${family} ${name}».`);
  await page.getByRole("link", { name: `${family} ${name}` }).first().click();
  await page.waitForURL(`**/ufficio/alunni/scheda/${code}`);
  await page.getByRole("heading", { level: 1, name: `${name} ${family}` }).waitFor();
  await page.getByRole("cell", { name: band, exact: true }).first().waitFor();
}

// register filters what was done by operator and by operation; the file has the rows that are left.
async function register(visitor, settings) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/ufficio/registro");
  const every = await rows(page), all = every.length;
  for (const [, , , what, change] of every) { // days of files' names are the files'
    const strange = `${what} ${change}`.match(/[0-9a-f]{32}|\b\d{4}-\d{2}-\d{2}\b(?!\.csv)|acr=/);
    if (strange) complain(`the register says ${strange[0]} of ${what}`);
  }
  const squeezed = await page.evaluate(() => innerWidth < 992 ? [] :
    [...document.querySelectorAll(".registro thead th")].filter((th) => th.offsetWidth < 120).map((th) => th.textContent));
  if (squeezed.length > 0) complain(`the register squeezes ${squeezed}`);
  await page.getByLabel("Operatore").selectOption({ label: "Elena Ferrari" });
  await page.getByLabel("Operazione").selectOption("ISEE in scadenza consultati");
  await page.getByRole("button", { name: "Mostra" }).click();
  await page.getByText(/operazion[ei] di novembre 2026, dalla più recente/).waitFor();
  await look(visitor, "ufficio-registro-operazioni");
  await paper(visitor, "Operatore: Elena Ferrari. Operazione: ISEE in scadenza consultati.");
  const left = await rows(page);
  const next = page.getByRole("link", { name: "Pagina successiva" });
  while (await next.isVisible()) { // A page looks at a part of the month.
    await next.click();
    await page.waitForLoadState();
    left.push(...await rows(page));
  }
  if (left.length === 0 || left.length >= all) complain(`the filter leaves ${left.length} of ${all} rows`);
  for (const [, who, what] of left) {
    if (!who.startsWith("Elena Ferrari") || !/ISEE in scadenza/.test(what)) complain(`the filter leaves ${who}: ${what}`);
  }
  same(visitor, "the register's file", (await file(visitor)).map((cells) => [`${cells[0]}, ${cells[1]}`, cells[4], cells[5]]),
    left.map((cells) => [cells[0], cells[2], cells[3]]));
  await page.getByLabel("Operazione").selectOption("Tariffe copiate");
  await page.getByRole("button", { name: "Mostra" }).click();
  await page.getByText(/Nessuna operazione con queste scelte|nessuna riga corrisponde/).waitFor();
  await registerOfAPupil(visitor, settings);
}

// registerOfAPupil finds, by name, of whom a row is, and has the rows about that pupil alone.
async function registerOfAPupil(visitor, settings) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/ufficio/registro?azione=Risposta+a+una+segnalazione");
  const [, , , about] = (await rows(page))[0];
  const [, code, name] = about.match(/^alunno (\S+) \(([^)]+)\)/);
  const seek = async (words) => {
    await page.getByLabel("Cerca").fill(words);
    await page.getByRole("button", { name: "Cerca", exact: true }).click();
    await page.waitForLoadState();
  };
  await seek(name.split(" ").at(-1));
  if (await page.getByText("scegli di chi vuoi vedere").isVisible()) {
    await look(visitor, "ufficio-registro-quale-alunno");
    await page.goBack();
    await seek(name);
  }
  await page.getByText(`Solo le operazioni su: ${code} (${name})`).waitFor();
  if (page.url().includes(encodeURIComponent(name.split(" ")[0]))) complain("a name is in the address of the register");
  await look(visitor, "ufficio-registro-alunno");
  await paper(visitor, `Alunno: ${code} (${name}).`);
  for (const [, , , one] of await rows(page)) if (!one.includes(code)) complain(`not about ${code}: ${one}`);
}
