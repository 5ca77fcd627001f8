// The sheets of classes, a past day's correction and the kitchens: node sheets.mjs '{"portal": …, …}'. It is a Monday, 8:00.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";
import { paper } from "./paper.mjs";

const school = "VLLSRA92H61A794C";
const cook = "RVILCU81T05F205Y";
const clerk = "CNTGLI88B49F205V";

const walks = [
  { width: 320, javaScript: true, class: "1A" }, { width: 320, javaScript: false, class: "2A" },
  { width: 1280, javaScript: true, class: "3A" }, { width: 1280, javaScript: false, class: "4A" },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(walks.filter((walk) => walk.javaScript === javaScript).map(async (walk) => {
      const at = `at ${walk.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...walk, name: `sheets ${at}` });
      await loginOperator(visitor.page, settings, school, "Presenze");
      await send(visitor, settings, walk.class);
      await meet(visitor, settings, walk.class);
      await refused(visitor, settings, walk.class);
      if (javaScript) {
        await offline(visitor, settings, walk.class);
      }
      await month(visitor, settings, walk.class);
      await visitor.close();
      const kitchen = await open({ ...walk, name: `kitchen ${at}` });
      await loginOperator(kitchen.page, settings, cook, "Cucina");
      await cooks(kitchen, settings);
      await kitchen.close();
    }));
  }
  await Promise.all([true, false].map(async (javaScript, i) => {
    const visitor = await open({ width: 1280, javaScript, name: `correction${javaScript ? "" : " without JavaScript"}` });
    await loginOperator(visitor.page, settings, clerk);
    await correct(visitor, settings, ["PRI-1A", "PRI-2A"][i]);
    await visitor.close();
  }));
});

// openSheet opens the sheet of a class from the list.
async function openSheet(page, settings, name) {
  await page.goto(settings.portal + "/ufficio/presenze");
  await page.getByRole("link", { name: new RegExp(`^${name}\\s*,`) }).click();
  await page.getByText("Registro della mensa di oggi").waitFor();
}

// pupil is a pupil's part of the sheet, by its place.
function pupil(page, place) {
  return page.locator("fieldset.presenza").nth(place);
}

// mark taps one of a pupil's marks.
async function mark(page, place, name) {
  await pupil(page, place).getByRole("radio", { name, exact: true }).check();
}

function button(page) {
  return page.getByRole("button", { name: /^(Conferma e invia|Invia di nuovo)$/ });
}

// send marks four pupils with a tap each, changes one reason with another tap, and sends.
async function send(visitor, settings, name) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/ufficio/presenze");
  await look(visitor, "ufficio-presenze");
  await paper(visitor, "Lunedì 23 novembre 2026");
  await openSheet(page, settings, name);
  await look(visitor, "ufficio-registro");
  await mark(page, 0, "Assente");
  await mark(page, 1, "Pasto in bianco");
  await mark(page, 2, "Non servito");
  await mark(page, 3, "Uscita anticipata");
  if (visitor.javaScript) {
    if (await page.getByRole("button", { name: "Cerca" }).count()) complain("the button of browsers without JavaScript is shown");
    const absent = await page.locator('[data-conta-stato="B"]').textContent();
    if (absent !== "1") complain(`the totals count ${absent} plain meals`);
  } else {
    await page.locator(".barra-invio noscript .nota").waitFor(); // of when the totals are
  }
  await mark(page, 3, "uscita decisa dalla scuola");
  await smallest(visitor);
  await look(visitor, "ufficio-registro-segnato");
  await find(visitor);
  const [sent, all] = [page.waitForRequest((r) => r.method() === "POST"), await page.locator("fieldset.presenza").count()];
  await button(page).click();
  const marks = [...new URLSearchParams((await sent).postData()).keys()].filter((name) => name.startsWith("stato-"));
  if (marks.length !== all) complain(`${marks.length} of ${all} pupils are sent`);
  await page.getByText(
    /Registro inviato alle 8:00: presente \d+, assente \d+, pasto in bianco \d+, uscita anticipata 1, non servito 1/).waitFor();
  await chosen(visitor, 2, "pasto mancante");
  await chosen(visitor, 3, "uscita decisa dalla scuola");
  await look(visitor, "ufficio-registro-inviato");
}

// find looks for a pupil of the sheet as one types; without JavaScript Enter asks for the same sheet with the pupil in it.
async function find(visitor) {
  const { page, complain, javaScript } = visitor;
  const field = page.getByLabel("Cerca un alunno");
  const names = await page.locator("fieldset.presenza > legend").allInnerTexts();
  const words = names[2].toUpperCase().split(" ").reverse().slice(0, 2).map((word) => word.slice(0, 4));
  await field.fill(words.join(" "));
  if (!javaScript) {
    await field.press("Enter");
    await page.getByText("Le tue scelte restano: non abbiamo ancora registrato nulla.").waitFor();
    const found = await page.locator("fieldset.presenza > legend:has(mark)").allInnerTexts();
    if (!found.includes(names[2]) || found.length === names.length) complain(`${words} finds ${found} of ${names}`);
    const focus = page.locator(found.length === 1 ? "fieldset.presenza:has(mark) input:focus" : "#trovati a:focus");
    if (await focus.count() !== 1) complain("who was found is not in focus");
    if (page.url().includes("?")) complain(`the search stands in ${page.url()}`);
    await look(visitor, "ufficio-registro-cercato");
    return;
  }
  const seen = await page.locator("fieldset.presenza:visible > legend").allInnerTexts();
  if (!seen.includes(names[2]) || seen.length === names.length) complain(`${words} finds ${seen} of ${names}`);
  await page.getByText(`Alunni mostrati: ${seen.length} di ${names.length}.`).waitFor();
  await field.press("Enter"); // sends nothing
  await look(visitor, "ufficio-registro-cercato");
}

// chosen complains unless the one reason of a pupil that can be seen as chosen is the named one.
async function chosen({ page, complain }, place, name) {
  const seen = await pupil(page, place).locator(".motivo .tasto:has(:checked):visible").allInnerTexts();
  if (seen.length !== 1 || !seen[0].endsWith(name)) complain(`chosen is ${seen}, not ${name}`);
}

// smallest complains about a button of a mark that a finger may miss.
async function smallest({ page, complain }) {
  const box = await page.locator(".tasto:visible").evaluateAll((all) => all.map((e) => e.getBoundingClientRect())
    .reduce((least, b) => ({ width: Math.min(least.width, b.width), height: Math.min(least.height, b.height) })));
  if (box.width < 44 || box.height < 44) {
    complain(`a mark is ${box.width} by ${box.height} px`);
  }
}

// meet sends the same sheet from two windows: the second sees both, and decides.
async function meet(visitor, settings, name) {
  const { page, expected } = visitor;
  const other = await page.context().newPage();
  await openSheet(page, settings, name);
  await openSheet(other, settings, name);
  await mark(page, 3, "Assente");
  await button(page).click();
  await page.getByText("Registro inviato").waitFor();
  await mark(other, 4, "Assente");
  expected.status = 409;
  await button(other).click();
  await other.getByRole("heading", { name: "Intanto il registro è cambiato" }).waitFor();
  await look({ ...visitor, page: other }, "ufficio-registro-conflitto");
  await button(other).click();
  await other.getByText("Registro inviato").waitFor();
  expected.status = 200;
  await other.close();
}

// refused marks and sends after the session has ended: the page keeps the marks until somebody is logged in and sends them.
async function refused(visitor, settings, name) {
  const { page, expected, complain } = visitor;
  await openSheet(page, settings, name);
  await mark(page, 0, "Non servito");
  await mark(page, 0, "consegna in ritardo");
  const pupilName = await pupil(page, 0).locator("legend").first().textContent();
  await page.context().clearCookies();
  expected.status = 401;
  await button(page).click();
  await page.getByRole("heading", { level: 1, name: "Serve un nuovo accesso" }).waitFor();
  await page.getByRole("term").filter({ hasText: pupilName.replace(" (dieta)", "") }).waitFor();
  await page.getByText("Non servito: consegna in ritardo").first().waitFor();
  await look(visitor, "ufficio-registro-rifiutato");
  const [login] = await Promise.all([
    page.context().waitForEvent("page"), page.getByRole("link", { name: "Accedi di nuovo (si apre un’altra scheda)" }).click(),
  ]);
  await login.waitForLoadState();
  await loginOperator(login, settings, school, "Presenze");
  await login.close();
  expected.status = 403;
  await page.getByRole("button", { name: "Invia di nuovo" }).click();
  await page.getByRole("heading", { level: 1, name: "Controlla e invia di nuovo" }).waitFor();
  await look(visitor, "ufficio-registro-da-inviare-di-nuovo");
  expected.status = 200;
  await page.getByRole("button", { name: "Invia di nuovo" }).click();
  await page.getByText("Registro inviato").waitFor();
  await chosen(visitor, 0, "consegna in ritardo");
  if (await page.evaluate(() => Object.keys(localStorage).some((k) => k.startsWith("presenze:")))) {
    complain("marks that were sent stay on the device");
  }
}

// offline marks and sends without a connection: a reload keeps the marks, and they go out when the connection is back.
async function offline(visitor, settings, name) {
  const { page, expected, complain } = visitor;
  await openSheet(page, settings, name);
  expected.status = 0;
  await page.context().setOffline(true);
  await mark(page, 5, "Uscita anticipata");
  await mark(page, 5, "attività fuori dalla scuola");
  await button(page).click();
  await page.getByText("Manca la connessione").waitFor();
  const seen = await page.locator("#stato-invio").evaluate((e) => {
    const { top, bottom } = e.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight;
  });
  if (!seen) complain("that the connection is missing is told out of sight");
  await look(visitor, "ufficio-registro-senza-rete");
  await page.context().setOffline(false);
  await page.getByText("Registro inviato").waitFor();
  await chosen(visitor, 5, "attività fuori dalla scuola");
  expected.status = 200;
  const kept = await page.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith("presenze:")).length);
  if (kept !== 0) complain("what was sent stays on the device");

  // A tablet that is closed before it could send finds its marks again; those of another day are gone.
  await mark(page, 6, "Assente");
  await page.evaluate(() => localStorage.setItem("presenze:2026-11-20:PRI-1A", "{}"));
  await openSheet(page, settings, name);
  await page.getByText("Ritrovi le presenze che non avevi ancora inviato").waitFor();
  if (!(await pupil(page, 6).getByRole("radio", { name: "Assente" }).isChecked())) complain("a mark is lost");
  if (await page.evaluate(() => localStorage.getItem("presenze:2026-11-20:PRI-1A"))) complain("another day's marks stay");
  await button(page).click();
  await page.getByText("Registro inviato").waitFor();
}

// month looks at the class's month.
async function month(visitor, settings, name) {
  const { page } = visitor;
  await openSheet(page, settings, name);
  await page.getByRole("link", { name: "Mese della classe" }).click();
  await page.getByText("Presenze alla mensa di novembre 2026").waitFor();
  await look(visitor, "ufficio-mese");
  await paper(visitor, "Presenze alla mensa di novembre 2026");
  await page.getByRole("link", { name: /lunedì\s+16$/ }).click();
  await page.getByText("Registro della mensa di lunedì 16 novembre 2026").waitFor();
  await look(visitor, "ufficio-giorno");
  await paper(visitor, "Registro della mensa di lunedì 16 novembre 2026");
}

// cooks reads today's meals and tomorrow's, in figures that can be read from far.
async function cooks(visitor, settings) {
  const { page, complain, width } = visitor;
  await page.goto(settings.portal + "/ufficio/cucina");
  await page.getByRole("heading", { name: "Cucina CENTRO" }).waitFor();
  await look(visitor, "ufficio-cucina");
  const size = await page.locator(".cifre dd").first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize));
  if (size < (width < 600 ? 64 : 100)) complain(`the figures are ${size} px high`);
  await page.getByRole("link", { name: "Domani" }).click();
  await page.getByText("Martedì 24 novembre 2026").waitFor();
  await look(visitor, "ufficio-cucina-domani");
  await paper(visitor, "Martedì 24 novembre 2026");
  if (await page.getByText("ARCOBALENO").count()) complain("another kitchen is shown");
}

// correct corrects a day of October, reading what it comes to before it is confirmed.
async function correct(visitor, settings, code) {
  const { page, expected } = visitor;
  await page.goto(`${settings.portal}/ufficio/presenze/classe/${code}/giorno/${settings.day}`);
  await page.getByRole("link", { name: "Correggi" }).click();
  await page.getByRole("heading", { level: 1, name: /^Correggi/ }).waitFor();
  const eaten = page.locator('fieldset.presenza:has(input[value="P"]:checked)').first();
  await eaten.getByRole("radio", { name: "Assente", exact: true }).check();
  expected.status = 400;
  await page.getByRole("button", { name: "Vedi che cosa cambia" }).click();
  await page.getByText("Scrivi il motivo").first().waitFor();
  await look(visitor, "ufficio-correzione-errore");
  expected.status = 200;
  await page.getByLabel("Motivo della correzione").fill("Segnalazione 12/2026");
  await page.getByRole("button", { name: "Vedi che cosa cambia" }).click();
  await page.getByRole("cell", { name: "riaccredito" }).waitFor();
  await look(visitor, "ufficio-correzione");
  await page.getByRole("button", { name: "Conferma la correzione" }).click();
  await page.getByText("Registro corretto").waitFor();
  await page.goto(`${settings.portal}/ufficio/presenze/classe/${code}/ricalcolo`);
  await page.getByLabel("Dal giorno").fill("1/10/2026");
  await page.getByLabel("Motivo", { exact: true }).fill("Verifica");
  await page.getByRole("button", { name: "Vedi che cosa cambia" }).click();
  await page.getByText("Nessun pasto cambia prezzo").waitFor();
  await look(visitor, "ufficio-ricalcolo");
}
