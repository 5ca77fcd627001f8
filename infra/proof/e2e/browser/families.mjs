// Pupils and families of the office: node families.mjs '{"portal": …, …}'. What is added to an account is taken again.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const clerk = "CNTGLI88B49F205V";

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    for (const width of [1280, 390]) {
      const name = `families at ${width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ width, javaScript, name });
      await loginOperator(visitor.page, settings, clerk);
      await search(visitor, settings);
      await adjust(visitor, "Aggiungi al conto", "1", /\+1,00/);
      await adjust(visitor, "Togli dal conto", "1 euro", /−1,00/);
      await deposit(visitor);
      await others(visitor, settings);
      await visitor.close();
    }
  }
});

// search looks for nobody, then for a pupil by the beginning of two names, and goes back from the card to what was found.
async function search(visitor, settings) {
  const { page, expected } = visitor;
  await page.goto(settings.portal + "/ufficio/alunni");
  await look(visitor, "alunni");
  expected.status = 400;
  await type(page, "x");
  await page.getByText("Scrivi almeno due lettere").first().waitFor();
  await look(visitor, "alunni-errore");
  expected.status = 200;
  await type(page, settings.typed);
  await page.getByRole("link", { name: settings.name }).waitFor();
  await look(visitor, "alunni-trovati");
  await page.getByRole("link", { name: settings.name }).click();
  await page.getByRole("heading", { level: 2, name: "Iscrizioni" }).waitFor();
  await page.goBack();
  await page.getByRole("link", { name: settings.name }).click();
  await page.getByRole("heading", { level: 2, name: "Modifiche fatte dal Comune" }).waitFor();
  await look(visitor, "alunno");
  if (page.url().includes(settings.typed)) {
    visitor.complain("the address shows what was typed");
  }
}

async function type(page, text) {
  await page.getByLabel("Cerca", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Cerca" }).click();
}

// adjust goes from the card through form and yes back to the card.
async function adjust(visitor, direction, typed, amount) {
  const { page, expected } = visitor;
  await page.getByRole("link", { name: "Rettifica il conto" }).click();
  await page.getByLabel(direction).check();
  await page.getByLabel("Importo in euro").fill(typed);
  await page.getByLabel("Motivo").fill("Prova della rettifica");
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByRole("heading", { level: 1, name: "Controlla e conferma" }).waitFor();
  await page.getByText(amount).first().waitFor();
  await look(visitor, "alunno-rettifica-conferma");
  await page.getByRole("button", { name: "Registra la rettifica" }).click();
  await page.getByText("Rettifica registrata nel conto.").waitFor();
  await page.getByText("Rettifica dell’ufficio: Prova della rettifica").first().waitFor();
  expected.status = 200;
}

// deposit leaves the amount out, then takes a euro at the counter, and prints the receipt.
async function deposit(visitor) {
  const { page, expected } = visitor;
  const card = page.url().replace(/\?.*/, "");
  await page.getByRole("link", { name: "Registra un versamento" }).click();
  expected.status = 400;
  await page.getByRole("button", { name: "Continua" }).click({ noWaitAfter: true });
  await page.getByLabel("Motivo").fill("Bollettino 12");
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByText("Scrivi l’importo in euro, come 12,50.").first().waitFor();
  await look(visitor, "alunno-versamento-errore");
  expected.status = 200;
  await page.getByLabel("Importo in euro").fill("1");
  await page.getByLabel("Contanti").check();
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByRole("heading", { level: 1, name: "Controlla e conferma" }).waitFor();
  await page.getByRole("button", { name: "Registra il versamento" }).click();
  await page.getByText("Versamento registrato nel conto.").waitFor();
  await look(visitor, "avviso-versamento");
  await page.getByRole("link", { name: "Quietanza da stampare" }).click();
  await page.getByRole("heading", { level: 1, name: "Quietanza di pagamento" }).waitFor();
  await look(visitor, "quietanza");
  await page.goto(card);
}

// others are the remaining forms, which change nothing here.
async function others(visitor, settings) {
  const { page } = visitor;
  const card = page.url();
  for (const [path, heading] of [
    ["/dati", "Correggi i dati dell’alunno"], ["/adulti", "Adulti dell’alunno"], ["/iscrizione", "Cambia classe, fascia o servizio"],
    ["/spostamento", "Sposta credito a un fratello o una sorella"], ["/conto", "Conto dell’alunno"],
    ["/storia", "Modifiche fatte dal Comune"],
  ]) {
    await page.goto(card + path);
    await page.getByRole("heading", { level: 1, name: heading }).waitFor();
    await look(visitor, "alunno" + path.replace("/", "-"));
  }
  await page.goto(card);
  await page.getByRole("link", { name: settings.payer }).first().click();
  await page.getByRole("heading", { level: 1, name: "Scheda dell’adulto" }).waitFor();
  await look(visitor, "adulto");
  await byCode(visitor, settings);
}

// byCode looks a pupil up by code from the page of the search: the card opens at once.
async function byCode({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/alunni");
  await type(page, settings.code);
  await page.getByRole("heading", { level: 1, name: settings.child }).waitFor();
}
