// Tariffs, calendar and messages of the office: node offer.mjs '{"portal": …, …}'. What is suspended is opened again.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const clerk = "CNTGLI88B49F205V";

await main(async (settings, open) => {
  for (const [i, javaScript] of [true, false].entries()) {
    const visitor = await open({ width: 1280, javaScript, name: `offer${javaScript ? "" : " without JavaScript"}` });
    await loginOperator(visitor.page, settings, clerk);
    await suspend(visitor, settings);
    await price(visitor, settings, `X${i}`);
    await copy(visitor, settings);
    await write(visitor, settings, i);
    await visitor.close();
  }
});

// suspend closes the canteen of a class for three days, sees it in the calendar, and opens it again.
async function suspend(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/calendario");
  await look(visitor, "ufficio-calendario");
  await page.getByRole("link", { name: "Sospendi un servizio" }).click();
  await page.getByLabel("Primo giorno").fill(settings.from);
  await page.getByLabel("Ultimo giorno").fill(settings.to);
  await page.getByLabel("Per chi").selectOption({ label: "Classe 1A (PRI-1A)" });
  visitor.expected.status = 400;
  await page.getByRole("button", { name: "Mostra che cosa succede" }).click();
  await page.getByText("Scrivi il motivo").first().waitFor();
  await look(visitor, "ufficio-sospensione-errore");
  visitor.expected.status = 200;
  await page.getByLabel("Motivo").fill("Neve");
  await page.getByRole("button", { name: "Mostra che cosa succede" }).click();
  await page.getByRole("heading", { name: "Che cosa succede" }).waitFor();
  await look(visitor, "ufficio-sospensione");
  await page.getByRole("button", { name: "Conferma la sospensione" }).click();
  await page.getByText("Sospensione registrata").waitFor();
  await look(visitor, "ufficio-calendario-sospeso");
  await page.getByRole("link", { name: /^Riapri Neve/ }).click();
  await page.getByRole("heading", { level: 1, name: "Riapri il servizio" }).waitFor();
  await look(visitor, "ufficio-riapri");
  await page.getByRole("button", { name: "Togli la sospensione" }).click();
  await page.getByText("Sospensione tolta").waitFor();
}

// price gives a new band a price.
async function price(visitor, settings, band) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/tariffe");
  await look(visitor, "ufficio-tariffe");
  await page.getByRole("link", { name: "Aggiungi una tariffa" }).click();
  await page.getByLabel("Fascia").fill(band);
  await page.getByLabel("Importo in euro").fill("4,70");
  await page.getByLabel("Descrizione").fill("Mensa, prova");
  await page.getByLabel("Vale dal").fill(settings.from);
  await page.getByRole("button", { name: "Mostra che cosa succede" }).click();
  await page.getByRole("heading", { name: "Che cosa succede" }).waitFor();
  await look(visitor, "ufficio-tariffa");
  await page.getByRole("button", { name: "Conferma la tariffa" }).click();
  await page.getByText("Tariffa aggiunta").waitFor();
}

// copy looks at the tariffs of the year after with one amount changed, and does not confirm them.
async function copy(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/tariffe");
  await page.getByRole("link", { name: "Copia nell’anno dopo" }).click();
  await page.getByLabel("Importo in euro, Refezione scolastica, fascia P5", { exact: true }).fill("5,40");
  await look(visitor, "ufficio-tariffe-copia");
  await page.getByRole("button", { name: "Controlla" }).click();
  await page.getByText("1 importo cambiato").waitFor();
  await look(visitor, "ufficio-tariffe-copia-controllo");
}

// write publishes a message and withdraws it.
async function write(visitor, settings, i) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/comunicazioni");
  await page.getByRole("link", { name: "Scrivi una comunicazione" }).click();
  await page.getByLabel("Titolo").fill(`Nuovo menù invernale ${i}`);
  await page.getByLabel("Testo", { exact: true }).fill("Da lunedì cambia il menù.\n\nGli allergeni sono sul portale.");
  await page.getByLabel("Avvisa anche").check();
  await page.getByRole("button", { name: "Mostra l’anteprima" }).click();
  await page.getByRole("heading", { name: "Come la leggono le famiglie" }).waitFor();
  await look(visitor, "ufficio-comunicazione");
  await page.getByRole("button", { name: "Pubblica" }).click();
  await page.getByText("Comunicazione pubblicata").waitFor();
  await look(visitor, "ufficio-comunicazioni");
  await page.getByRole("button", { name: `Ritira Nuovo menù invernale ${i}` }).click();
  await page.getByText("Comunicazione ritirata").waitFor();
}
