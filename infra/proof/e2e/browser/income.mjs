// Desk, income, reports and register of the office: node income.mjs '{"portal": …, "notice": …, …}'. Receipts wait
// and reports are written before it starts; each walk has its own.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const administrator = "FRRLNE75D58A794F";
const accountant = "GRCMRC70R03H501H";
const clerk = "CNTGLI88B49F205V";

await main(async (settings, open) => {
  for (const [i, javaScript] of [true, false].entries()) {
    const as = async (who) => {
      const visitor = await open({ width: 1280, javaScript, name: `income${javaScript ? "" : " without JavaScript"}` });
      await loginOperator(visitor.page, settings, who);
      return visitor;
    };
    const first = await as(accountant);
    await look(first, "ufficio-scrivania-ragioneria");
    await credit(first, settings, settings[`receipt${i}1`]);
    await attach(first, settings, settings[`receipt${i}2`], settings[`notice${i}`]);
    await ask(first, settings, settings[`receipt${i}3`]);
    const second = await as(administrator);
    await look(second, "ufficio-scrivania");
    await approve(second, settings, i);
    await rest(second, settings);
    const third = await as(clerk);
    await answer(third, settings, settings[`report${i}`]);
    for (const visitor of [first, second, third]) {
      await visitor.close();
    }
  }
});

// openReceipt goes from the list to one that waits.
async function openReceipt({ page }, settings, id) {
  await page.goto(settings.portal + "/ufficio/entrate");
  await page.locator(`a[href*="ricevuta=${id}"]`).click();
}

// search finds a payment by its receipt, nothing by what is nowhere, and leads back to the whole list.
async function search(visitor, id) {
  const { page } = visitor;
  await page.getByLabel("Cerca").fill(id);
  await page.getByRole("button", { name: "Cerca" }).click();
  await page.getByText("1 pagamento, dal più vecchio").waitFor();
  await page.locator(`a[href*="ricevuta=${id}"]`).waitFor();
  await look(visitor, "ufficio-entrate-cerca");
  await page.getByLabel("Cerca").fill("nessuno");
  await page.getByRole("button", { name: "Cerca" }).click();
  await page.getByText("Nessun risultato per «nessuno»").waitFor();
  await look(visitor, "ufficio-entrate-cerca-niente");
  await page.getByRole("link", { name: "Mostra tutto" }).click();
}

// credit puts a payment onto the account of a child who is found by name.
async function credit(visitor, settings, id) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/entrate");
  await look(visitor, "ufficio-entrate");
  await search(visitor, id);
  await openReceipt(visitor, settings, id);
  await look(visitor, "ufficio-pagamento");
  await page.getByRole("link", { name: "Accredita a un alunno" }).click();
  await page.getByLabel("Codice, cognome o nome dell’alunno").fill("ferrari");
  await page.getByRole("button", { name: "Cerca" }).click();
  await look(visitor, "ufficio-accredita-cerca");
  await page.getByRole("link", { name: "Ferrari Luca" }).click();
  await page.getByText("Saldo dopo").waitFor();
  await look(visitor, "ufficio-accredita");
  visitor.expected.status = 400;
  await page.getByLabel("Motivo").fill(" "); // An empty field is not sent at all.
  await page.getByRole("button", { name: /^Accredita/ }).click();
  await page.getByText("Scrivi il motivo").first().waitFor();
  await look(visitor, "ufficio-accredita-errore");
  visitor.expected.status = 200;
  await page.getByLabel("Motivo").fill("Chiesto dal genitore per telefono");
  await page.getByRole("button", { name: /^Accredita/ }).click();
  await page.getByText("Pagamento accreditato").waitFor();
}

// attach lets a payment pay a notice, after one that it does not fit.
async function attach(visitor, settings, id, notice) {
  const { page } = visitor;
  await openReceipt(visitor, settings, id);
  await page.getByRole("link", { name: "Collega a un avviso" }).click();
  visitor.expected.status = 400;
  await page.getByLabel("Codice dell’avviso, 18 cifre").fill("302202500000012356");
  await page.getByRole("button", { name: "Mostra" }).click();
  await page.getByText("Nessun avviso del Comune").first().waitFor();
  await look(visitor, "ufficio-collega-errore");
  visitor.expected.status = 200;
  await page.getByLabel("Codice dell’avviso, 18 cifre").fill(notice);
  await page.getByRole("button", { name: "Mostra" }).click();
  await page.getByRole("heading", { name: "Conferma il collegamento" }).waitFor();
  await look(visitor, "ufficio-collega");
  await page.getByLabel("Motivo").fill("Pagato con un codice sbagliato");
  await page.getByRole("button", { name: "Collega il pagamento" }).click();
  await page.getByText("Pagamento collegato").waitFor();
}

// ask wants a payment back to who paid; the same person cannot approve it.
async function ask(visitor, settings, id) {
  const { page } = visitor;
  await openReceipt(visitor, settings, id);
  await page.getByRole("link", { name: "Chiedi il rimborso" }).click();
  await page.getByLabel("A chi: cognome e nome").fill("Bianchi Maria");
  await page.getByLabel("Codice fiscale").fill("BNCMRA85A41A794Y");
  await page.getByLabel("IBAN").fill("IT60 X054 2811 1010 0000 0123 456");
  await page.getByLabel("Motivo").fill(`Pagato due volte, ${id}`);
  await look(visitor, "ufficio-rimborsa");
  await page.getByRole("button", { name: "Chiedi il rimborso" }).click();
  await page.getByText("Rimborso chiesto").waitFor();
  await page.getByText("Lo approva un’altra persona").first().waitFor();
  await look(visitor, "ufficio-rimborsi-chiesti");
}

// approve is the second person's part, up to the treasury's order.
async function approve(visitor, settings, i) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/entrate/rimborsi");
  await page.getByRole("link", { name: /^Approva/ }).first().click();
  await page.getByRole("heading", { level: 1, name: "Approva un rimborso" }).waitFor();
  await look(visitor, "ufficio-approva");
  await page.getByRole("button", { name: /^Approva il rimborso/ }).click();
  await page.getByText("Rimborso approvato").waitFor();
  await look(visitor, "ufficio-rimborsi");
  await page.getByRole("link", { name: /^Registra il pagamento/ }).first().click();
  await page.getByLabel("Numero del mandato").fill(`41${i}`);
  await look(visitor, "ufficio-rimborso-pagato");
  await page.getByRole("button", { name: /^Registra il pagamento/ }).click();
  await page.getByText("Rimborso registrato come pagato").waitFor();
}

// rest looks at what was done, at refused notices, debts and the register.
async function rest(visitor, settings) {
  const { page } = visitor;
  for (const [path, name, text] of [
    ["/ufficio/entrate/storico", "ufficio-entrate-storico", "Rimborsato con il mandato"],
    ["/ufficio/entrate/avvisi", "ufficio-avvisi-rifiutati", "Avvisi rifiutati"],
    ["/ufficio/prospetti/debitori?oltre=20,00", "ufficio-debitori-oltre", "Elenco dei debitori"],
    ["/ufficio/registro?azione=Rimborso+approvato", "ufficio-registro", "dalla più recente"],
  ]) {
    await page.goto(settings.portal + path);
    await page.getByText(text).first().waitFor();
    await look(visitor, name);
  }
}

// answer takes a parent's report up and answers it.
async function answer(visitor, settings, number) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/segnalazioni");
  await look(visitor, "ufficio-segnalazioni");
  await page.getByRole("link", { name: number, exact: true }).click();
  await page.getByRole("button", { name: "Prendi in carico" }).click();
  await page.getByText("presa in carico").first().waitFor();
  await page.getByLabel("Risposta per il genitore").fill("Hai ragione.\nAbbiamo corretto il registro.");
  await look(visitor, "ufficio-segnalazione");
  await page.getByRole("button", { name: "Invia la risposta" }).click();
  await page.getByText("Risposta inviata").waitFor();
  await look(visitor, "ufficio-segnalazione-risposta");
}
