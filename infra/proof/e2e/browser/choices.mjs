// What a parent chooses and takes back: the language, messages, a year of spending, a payment that is given up:
// node choices.mjs '{"portal": …, "pagopa": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { choose } from "./parent.mjs";

// One parent each, so that the walks can go side by side.
const walks = [
  { width: 390, javaScript: false, person: "CLMPLA82E17F205U", pupil: "A003" },
  { width: 1280, javaScript: false, person: "BNCMRA85A41A794Y", pupil: "A001" },
  { width: 390, javaScript: true, person: "RNLCHR87P63A794I", pupil: "A006" },
];

await main((settings, open) => Promise.all(walks.map(async (walk) => {
  const visitor = await open({ ...walk, name: `choices at ${walk.width}${walk.javaScript ? "" : " without JavaScript"}` });
  await language(visitor, settings, walk);
  await messages(visitor, settings);
  await spending(visitor, settings);
  await givenUp(visitor, settings, walk.pupil);
  await visitor.close();
})));

// language asks for a page as a guest, chooses English on the way to the login, finds the page in English behind it, and
// English again after leaving; then goes back to Italian.
async function language(visitor, settings, { person, pupil }) {
  const { page } = visitor;
  await page.goto(`${settings.portal}/conto?figlio=${pupil}`);
  await page.getByRole("link", { name: "English" }).click();
  await page.getByRole("heading", { level: 1, name: "Log in to school services" }).waitFor();
  await look(visitor, "accesso-inglese");
  await choose(page, person);
  await page.waitForURL(`**/conto?figlio=${pupil}`);
  await page.getByRole("heading", { level: 1, name: "Virtual account" }).waitFor();
  await look(visitor, "conto-inglese");
  await page.getByRole("button", { name: "Log out" }).click();
  await page.getByRole("link", { name: "Log in" }).first().click();
  await choose(page, person);
  await page.getByRole("heading", { level: 1, name: "Overview" }).waitFor();
  await page.getByRole("link", { name: "Italiano" }).click();
  await page.getByRole("heading", { level: 1, name: "Riepilogo" }).waitFor();
}

// messages chooses how to be told of a payment and of low credit: a wrong amount keeps the choice, the right one saves it.
async function messages(visitor, settings) {
  const { page, expected, complain } = visitor;
  await page.goto(settings.portal + "/anagrafica");
  await page.getByRole("link", { name: "Messaggi che ricevi" }).click();
  await page.getByLabel("Pagamento ricevuto").selectOption("entrambi");
  for (const [threshold, status] of [["0", 400], ["12,5", 200]]) {
    expected.status = status;
    await page.getByLabel("Avvisami quando il credito scende sotto").fill(threshold);
    await page.getByRole("button", { name: "Salva le scelte" }).click();
    await page.getByText(status === 200 ? "Scelte salvate" : "Scrivi un importo maggiore di zero").first().waitFor();
    await look(visitor, status === 200 ? "messaggi-salvati" : "messaggi-errore");
    expected.status = 200;
    const [way, amount] = [await page.getByLabel("Pagamento ricevuto").inputValue(), await page.getByLabel("Avvisami quando").inputValue()];
    if (way !== "entrambi" || amount !== (status === 200 ? "12,50" : threshold)) {
      complain(`the choices are ${way} and ${amount}`);
    }
  }
}

// spending adds up the months of this year and the year before.
async function spending(visitor, settings) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/conto");
  await page.getByRole("link", { name: "spesa per mese" }).click();
  await page.getByRole("heading", { level: 1, name: "Spesa per mese" }).waitFor();
  await look(visitor, "spesa-mesi");
  const cents = async (rows) => (await page.locator(`${rows} td:last-child`).allInnerTexts())
    .reduce((sum, text) => sum + Number(text.replace("\u2212", "-").replace(/[^\d-]/g, "")), 0);
  const [months, total] = [await cents("tbody"), await cents("tfoot")];
  if (months !== total || total <= 0) {
    complain(`the months come to ${months} cents, the total says ${total}`);
  }
  await page.getByRole("link", { name: "Vedi l'anno prima" }).click();
  await page.getByRole("heading", { level: 2, name: "Anno scolastico 2025/2026" }).waitFor();
  await page.getByRole("link", { name: "Vedi quest'anno" }).click();
}

// givenUp leaves for Checkout and comes back by "Annulla": the notice is free at once, to pay or to take back.
async function givenUp(visitor, settings, pupil) {
  const { page, complain } = visitor;
  await page.goto(settings.portal + "/ricariche");
  await page.locator(`input[name=alunno][value="${pupil}"]`).check();
  await page.getByLabel("Importo in euro").fill("13,70");
  await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
  await page.getByText("Ricarica aggiunta").waitFor();
  await page.getByRole("button", { name: "CONFERMA" }).click();
  for (const again of [false, true]) {
    await page.getByRole("button", { name: /^Paga 13,70.* online$/ }).click();
    await page.waitForURL(settings.pagopa + "/checkout/**");
    await page.getByRole("button", { name: "Annulla" }).click();
    await page.getByRole("heading", { level: 1, name: "Pagamento annullato" }).waitFor();
    if (!again) {
      await look(visitor, "esito-annullato");
      await page.getByRole("link", { name: "Riprova il pagamento" }).click();
    }
  }
  await page.goto(settings.portal + "/ricariche/storico");
  const row = page.getByRole("row").filter({ hasText: "13,70" }).first();
  if (/In verifica/.test(await row.innerText())) {
    complain("a payment that was given up is said to be in verification");
  }
  await row.getByRole("link", { name: /^Annulla/ }).click();
  await page.getByRole("button", { name: "Annulla l'avviso" }).click();
  await page.getByText("Ricarica annullata").waitFor();
}
