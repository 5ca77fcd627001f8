// What an administrator does in Chromium: node operators.mjs '{"portal": …, "administrator": …, …}'.
import { main } from "./chromium.mjs";
import { look, narrowest } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const walks = [{ width: 390, javaScript: true }, { width: 390, javaScript: false }, { width: 1280, javaScript: false }, { width: 1280, javaScript: true }];

await main(async (settings, open) => {
  for (const walk of walks) { // One after the other: they change the same operators.
    await manage(settings, open, walk);
  }
  await tablet(settings, open);
  await account(settings, open);
});

async function manage(settings, open, walk) {
  const visitor = await open({ name: `operators at ${walk.width}, script ${walk.javaScript}`, ...walk });
  const { page, expected } = visitor;
  await loginOperator(page, settings, settings.administrator);
  await page.goto(settings.portal + "/ufficio/operatori");
  await page.getByRole("heading", { level: 1, name: "Operatori" }).waitFor();
  await openMenu(visitor, walk);
  await look(visitor, "ufficio-operatori");
  await page.getByRole("link", { name: "Riva Luca" }).click();
  await page.getByRole("checkbox", { name: /^lettura/ }).check();
  await page.getByRole("checkbox", { name: /^CENTRO/, checked: true }).waitFor();
  await look(visitor, "ufficio-operatore");
  await page.getByRole("button", { name: "Salva" }).click();
  await page.getByText("Modifiche salvate").waitFor();
  await page.getByRole("link", { name: "Riva Luca" }).click();
  await page.getByRole("checkbox", { name: /^lettura/ }).uncheck();
  await page.getByRole("button", { name: "Salva" }).click();
  await page.getByText("Modifiche salvate").waitFor();
  await page.getByRole("link", { name: "Aggiungi un operatore" }).click();
  expected.status = 422;
  await page.getByRole("button", { name: "Aggiungi", exact: true }).click();
  await page.getByRole("heading", { name: "Controlla questi dati" }).waitFor();
  await look(visitor, "ufficio-operatore-errori");
  expected.status = 200;
  await page.goto(settings.portal + "/ufficio/dispositivi");
  await page.getByLabel("Scuola", { exact: true }).selectOption({ label: "Scuola primaria Bosco Verde" });
  await page.getByLabel("Nome del tablet").fill(`aula ${walk.width} ${walk.javaScript}`);
  await page.getByRole("button", { name: "Crea il link" }).click();
  await page.getByRole("img", { name: "Codice QR con il link del tablet" }).waitFor();
  await look(visitor, "ufficio-dispositivo-link");
  await page.getByRole("link", { name: "Fatto" }).click();
  await look(visitor, "ufficio-dispositivi");
  await page.getByRole("link", { name: `Revoca aula ${walk.width} ${walk.javaScript}` }).click();
  await page.getByRole("button", { name: "Revoca" }).click();
  await page.getByText("Dispositivo revocato").waitFor();
  await visitor.close();
}

// The menu is folded on phones where a script can open it, and open where none can.
async function openMenu(visitor, { width, javaScript }) {
  const { page } = visitor;
  const entry = page.getByRole("link", { name: "Dispositivi", exact: true });
  const button = page.getByRole("button", { name: "Apri o chiudi il menu" });
  if (width > 990 || !javaScript) {
    await entry.waitFor();
    if (await button.isVisible()) throw new Error("a button for a menu that is open");
    return;
  }
  if (await entry.isVisible()) throw new Error("the menu is not folded");
  await button.click();
  await entry.waitFor();
  await look(visitor, "ufficio-menu");
  await button.click();
}

// A link that opens nothing, as a phone shows it.
async function tablet(settings, open) {
  const visitor = await open({ name: "a tablet's link", width: narrowest, javaScript: true });
  visitor.expected.status = 404;
  await visitor.page.goto(settings.portal + "/ufficio/tablet?chiave=x");
  await visitor.page.getByRole("heading", { level: 1, name: "Il link non vale" }).waitFor();
  await look(visitor, "ufficio-link-non-vale");
  await visitor.close();
}

// An employee with the Comune's account.
async function account(settings, open) {
  const visitor = await open({ name: "the Comune's account", width: 1280, javaScript: false });
  const { page } = visitor;
  await page.goto(settings.portal + "/ufficio/dispositivi");
  await look(visitor, "ufficio-accesso");
  await page.getByRole("link", { name: "Entra con l’account del Comune" }).click();
  await page.getByRole("button", { name: "Davide Marini" }).click();
  await page.getByRole("heading", { level: 1, name: "Dispositivi delle scuole" }).waitFor();
  await page.getByRole("button", { name: "Esci" }).click();
  await page.getByText("Sei uscito").waitFor();
  await visitor.close();
}
