// Tells the office of wrong days and reads its answer: node reports.mjs '{"portal": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { logIn } from "./parent.mjs";

const parents = [
  { width: 1280, person: "LDRYSF80S30Z330X", pupil: "A007" },
  { width: 390, person: "CLMPLA82E17F205U", pupil: "A003" },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const name = `reports at ${parent.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...parent, javaScript, name });
      await visitor.page.goto(settings.portal + "/");
      await logIn(visitor.page, parent.person);
      await fromEachPlace(visitor, settings, parent.pupil);
      await theAnswer(visitor, settings);
      await visitor.close();
    }));
  }
});

// fromEachPlace follows the links of a day and of a movement, and sends one report.
async function fromEachPlace(visitor, settings, pupil) {
  const { page, width } = visitor;
  await page.goto(settings.portal + "/refezione?figlio=" + pupil);
  await look(visitor, "refezione-segnala");
  await page.getByRole("link", { name: /^Segnala il giorno \d+$/ }).last().click();
  await filled(visitor, pupil);
  await page.goto(settings.portal + "/refezione?vista=elenco&figlio=" + pupil);
  await page.getByRole("link", { name: /^Segnala il giorno/ }).first().click();
  await filled(visitor, pupil);
  await page.goto(settings.portal + "/conto?figlio=" + pupil);
  const row = page.locator(".table-righe tbody tr").filter({ hasText: "Pasto" }).first();
  if (width < 600) {
    await row.getByText("Pasto").click();
  }
  await look(visitor, "conto-segnala");
  await row.getByRole("link", { name: /^Segnala il movimento/ }).click();
  await filled(visitor, pupil);
  await page.getByLabel("Che cosa è sbagliato, e come dovrebbe essere?").fill("Quel giorno era a casa.");
  await look(visitor, "segnala-giorno");
  await page.getByRole("button", { name: "Invia la segnalazione" }).click();
  await page.getByText("Segnalazione inviata. Il numero è").waitFor();
  await page.getByText("Nuova", { exact: true }).first().waitFor();
  await look(visitor, "segnalazioni-stato");
}

// filled finds child, day and topic in the form.
async function filled({ page, complain }, pupil) {
  await page.getByRole("heading", { level: 1, name: "Segnala un errore" }).waitFor();
  const day = await page.getByLabel(/^Quale giorno/).inputValue();
  const child = await page.getByLabel("Di chi sono i dati?").inputValue();
  const topic = await page.getByRole("radio", { checked: true }).inputValue();
  if (!/^\d\d\/\d\d\/2026$/.test(day) || child !== pupil || topic !== "Presenze o addebiti") {
    complain(`the form is about "${topic}" of "${child}" on "${day}"`);
  }
}

// theAnswer opens the report that was answered.
async function theAnswer(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/anagrafica/segnalazioni");
  await page.getByRole("row").filter({ hasText: "Risposta" }).getByRole("link").last().click();
  await page.getByRole("heading", { name: "La risposta dell'ufficio" }).waitFor();
  await page.getByText("Abbiamo corretto il registro.").waitFor();
  await look(visitor, "segnalazione-risposta");
}
