// The office's pages that no address leads to: forms that come back, what they come to before it is confirmed, and
// refused logins. As in states.mjs: a name, the status of the page, and how to get there.
import { choose } from "../../e2e/browser/parent.mjs";

const why = { Motivo: "Chiesto al telefono" };
const card = "/ufficio/alunni/scheda/A003";
const correction = "/ufficio/presenze/classe/PRI-1A/giorno/2026-11-18/correzione";
const sheet = "/ufficio/presenze/classe/PRI-2A";

// Each sends a form: name, status, address, what is typed by label, button, and what the page says then.
const forms = [
  ["nobody is looked for", 400, "/ufficio/alunni", { Cerca: "x" }, "Cerca", "Scrivi almeno due lettere"],
  ["nobody is found", 200, "/ufficio/alunni", { Cerca: "zzz" }, "Cerca", "Nessuno si chiama così"],
  ["people are found", 200, "/ufficio/alunni", { Cerca: "co" }, "Cerca", "Scarica l’elenco"],
  ["deposit refused", 400, card + "/versamento", why, "Continua", "Scrivi l’importo"],
  ["deposit about to be made", 200, card + "/versamento", { ...why, "Importo in euro": "20", Contanti: true }, "Continua",
    "Controlla e conferma"],
  ["adjustment about to be made", 200, card + "/rettifica", { ...why, "Importo in euro": "1", "Aggiungi al conto": true },
    "Continua", "Controlla e conferma"],
  ["adult refused", 400, card + "/adulti", { "Codice fiscale": "ABC" }, "Continua", "Controlla questi dati"],
  ["pupil about to be corrected", 200, card + "/dati", { Badge: "100999" }, "Continua", "Controlla e conferma"],
  ["sheet with a reason", 200, sheet, { "Non servito": true }, /^(Conferma e invia|Invia di nuovo)$/, "Registro inviato"],
  ["sheet sent", 200, sheet, { Assente: true }, /^(Conferma e invia|Invia di nuovo)$/, "Registro inviato"],
  ["correction refused", 400, correction, { Assente: true }, "Vedi che cosa cambia", "Scrivi il motivo"],
  ["correction about to be made", 200, correction, { Assente: true, "Motivo della correzione": "Segnalazione 1/2026" },
    "Vedi che cosa cambia", "Che cosa succede se confermi"],
  ["prices about to be changed", 200, "/ufficio/presenze/classe/PRI-1A/ricalcolo", { ...why, "Dal giorno": "01/10/2026" },
    "Vedi che cosa cambia", "Nessun pasto cambia prezzo"],
  ["suspension refused", 400, "/ufficio/calendario/sospendi", {}, "Mostra che cosa succede", "Scrivi il motivo"],
  ["suspension about to be made", 200, "/ufficio/calendario/sospendi", { "Primo giorno": "18/11/2026", Motivo: "Neve" },
    "Mostra che cosa succede", "si riaccreditano"],
  ["tariff refused", 400, "/ufficio/tariffe/nuova", { Fascia: "P1" }, "Mostra che cosa succede", "Controlla questi dati"],
  ["tariff about to be added", 200, "/ufficio/tariffe/nuova", {
    Fascia: "X1", "Importo in euro": "4,70", Descrizione: "Mensa, prova", "Vale dal": "16/11/2026",
  }, "Mostra che cosa succede", "Il primo giorno è già passato"],
  ["tariffs about to be copied", 200, "/ufficio/tariffe/copia?anno=2026", {}, "Controlla", "Controlla e conferma"],
  ["message about to be published", 200, "/ufficio/comunicazioni/nuova", {
    Titolo: "Menù invernale", Testo: "Da lunedì cambia.",
  }, "Mostra l’anteprima", "Come la leggono le famiglie"],
  ["operator refused", 422, "/ufficio/operatori/nuovo", {}, "Aggiungi", "Controlla questi dati"],
  ["a tablet's link", 200, "/ufficio/dispositivi", {
    Scuola: "Scuola primaria Bosco Verde", "Nome del tablet": "portineria",
  }, "Crea il link", "Fatto"],
  ["nobody found", 200, "/ufficio/entrate", { Cerca: "nessuno" }, "Cerca", "Nessun risultato"],
  ["no kind of file chosen", 400, "/ufficio/importazioni", {}, "Avanti", "Scegli che cosa contiene il file"],
];

// receipt opens a form about the payment that fits no notice.
async function receipt(page, portal, form) {
  await page.goto(portal + "/ufficio/entrate");
  await page.locator("a[href*='/ufficio/entrate/ricevuta']").first().click();
  await page.getByRole("link", { name: form }).click();
}

async function credit(page, portal) {
  await receipt(page, portal, "Accredita a un alunno");
  await send(page, { "Codice, cognome o nome dell’alunno": "colombo" }, "Cerca", "A chi?");
}

export const officeStates = [
  ...forms.map(([name, status, address, typed, button, text]) => [name, status, async (page, portal) => {
    await page.goto(portal + address);
    await send(page, typed, button, text);
  }]),
  ["pupils found for a payment", 200, credit],
  ["payment about to be credited", 200, async (page, portal) => {
    await credit(page, portal);
    await page.getByRole("link", { name: /^Colombo/ }).first().click();
    await page.getByText("Saldo dopo").waitFor();
  }],
  ["credit refused", 400, async (page) => { // on the page before
    await send(page, { Motivo: " " }, /^Accredita/, "Scrivi il motivo");
  }],
  ["notice refused", 400, async (page, portal) => {
    await receipt(page, portal, "Collega a un avviso");
    await send(page, { "Codice dell’avviso, 18 cifre": "302202500000012356" }, "Mostra", "Nessun avviso del Comune");
  }],
  ["refund refused", 400, async (page, portal) => {
    await receipt(page, portal, "Chiedi il rimborso");
    await send(page, { ...why, IBAN: "IT00" }, "Chiedi il rimborso", "L'IBAN non è valido");
  }],
  ["answer refused", 400, async (page, portal) => {
    await page.goto(portal + "/ufficio/segnalazioni");
    await page.locator("td a, th a").first().click();
    await send(page, {}, "Invia la risposta", "La risposta non è partita");
  }],
  ["operator's session over", 401, async (page, portal) => {
    await page.goto(portal + "/ufficio/calendario/sospendi");
    await page.context().clearCookies();
    await send(page, {}, "Mostra che cosa succede", "Serve un nuovo accesso");
  }],
  ["no operator", 403, async (page, portal) => {
    await page.goto(portal + "/ufficio/accesso");
    await page.getByRole("link", { name: /SPID/ }).first().click();
    await choose(page, "CLMPLA82E17F205U");
  }],
  ["the Comune's account without a group", 403, (page, portal) => account(page, portal, "", "nessuno dei gruppi")],
  ["login with the Comune's account cancelled", 403,
    (page, portal) => account(page, portal, "annulla", "Hai annullato l'accesso")],
];

// account comes back from the Comune's own provider, which answers something special.
async function account(page, portal, special, text) {
  await page.goto(portal + "/ufficio/accesso");
  await page.getByRole("link", { name: "Entra con l’account del Comune" }).click();
  await page.getByText("Risposte particolari").click();
  await page.locator(`[name=special][value="${special}"]`).check();
  await page.getByRole("button", { name: "Paolo Serra" }).click();
  await page.getByText(text).first().waitFor();
}

// send types, chooses and ticks what belongs to each label, presses a button and waits for what the page says then.
async function send(page, typed, button, text) {
  for (const [label, value] of Object.entries(typed)) {
    const field = page.getByLabel(label, { exact: true }).first();
    if (value === true) {
      await field.check();
    } else if (await field.evaluate((e) => e.matches("select"))) {
      await field.selectOption({ label: value });
    } else {
      await field.fill(value);
    }
  }
  await page.getByRole("button", { name: button }).first().click();
  await page.getByText(text).first().waitFor();
}
