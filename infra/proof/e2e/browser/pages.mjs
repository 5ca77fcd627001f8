// Goes through all pages and looks at each.
import { look } from "./look.mjs";
import { identify, logIn } from "./parent.mjs";

// Every page that has an address of its own; the status is what it answers.
const pages = [
  ["riepilogo", "/riepilogo"], ["anagrafica", "/anagrafica"], ["refezione", "/refezione"],
  ["assenze", "/refezione/assenze"], ["menu", "/refezione/menu"], ["spesa", "/conto/spesa"],
  ["documenti", "/documenti"], ["documento", "/documenti/2026-108"], ["conto", "/conto"],
  ["pagamenti", "/pagamenti"],
  ["ricariche", "/ricariche"], ["ricariche-storico", "/ricariche/storico"], ["sposta", "/ricariche/sposta"], ["aiuto", "/aiuto"],
  ["messaggi", "/messaggi"], ["contatti-ufficio", "/contatti"], ["contatti", "/anagrafica/contatti"], ["messaggi-scelte", "/anagrafica/messaggi"],
  ["attestazioni", "/anagrafica/attestazioni"], ["segnala", "/anagrafica/segnalazioni/nuova"],
  ["segnalazioni", "/anagrafica/segnalazioni"], ["verifica", "/verifica"],
  ["privacy", "/privacy"], ["note-legali", "/note-legali"], ["accessibilita", "/accessibilita"],
  ["non-trovata", "/questa-pagina-non-esiste", 404],
];

// visitAll looks at every page as a guest and as the demo's first parent.
export async function visitAll(visitor, settings) {
  const { page, width } = visitor;
  await page.goto(settings.portal + "/");
  await look(visitor, "inizio");
  await page.goto(settings.portal + "/accesso");
  await look(visitor, "accesso");
  await refusedLogin(visitor, settings, "Elena Greco", "senza-figli", 200);
  await refusedLogin(visitor, settings, "Annulla", "accesso-non-riuscito", 403);
  await page.goto(settings.portal + "/");
  await logIn(page, "BNCMRA85A41A794Y");
  for (const [name, path, status = 200] of pages) {
    visitor.expected.status = status;
    const answer = await page.goto(settings.portal + path);
    if (answer.status() !== status) {
      visitor.complain(`status ${answer.status()}, want ${status}`);
    }
    await look(visitor, name);
    visitor.expected.status = 200;
  }
  await refusedForm(visitor, settings);
  if (width < 600) {
    await openMenu(visitor, settings);
  }
}

// refusedLogin looks at the page of a login that opens nothing.
async function refusedLogin(visitor, settings, choice, name, status) {
  visitor.expected.status = status;
  await visitor.page.goto(settings.portal + "/");
  await identify(visitor.page, choice);
  await look(visitor, name);
  visitor.expected.status = 200;
}

// refusedForm looks at a form that comes back with an error.
async function refusedForm(visitor, settings) {
  const { page, expected } = visitor;
  await page.goto(settings.portal + "/ricariche");
  expected.status = 400;
  await page.getByLabel("Importo in euro").fill("quattro");
  await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
  await page.getByText("Controlla questi dati").waitFor();
  await look(visitor, "ricariche-errore");
  expected.status = 200;
}

async function openMenu(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/riepilogo");
  await page.getByRole("button", { name: "Apri o chiudi il menu" }).click();
  await page.getByRole("link", { name: "Ricariche", exact: true }).waitFor();
  await look(visitor, "menu");
}
