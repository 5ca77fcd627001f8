// Moves credit between a parent's children and takes it back: node transfers.mjs '{"portal": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { creditOf, logIn } from "./parent.mjs";

const parents = [
  { width: 1280, person: "LDRYSF80S30Z330X", pupils: ["A007", "A008"] },
  { width: 390, person: "CLMPLA82E17F205U", pupils: ["A003", "A004"] },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const name = `transfers at ${parent.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...parent, javaScript, name });
      await visitor.page.goto(settings.portal + "/");
      await logIn(visitor.page, parent.person);
      await refused(visitor, settings, parent.pupils);
      await thereAndBack(visitor, settings, parent.pupils);
      await visitor.close();
    }));
  }
});

// fill opens the form from the account and fills it.
async function fill({ page }, settings, [from, to], amount) {
  await page.goto(settings.portal + "/conto");
  await page.getByRole("link", { name: "Sposta credito" }).click();
  await page.getByRole("heading", { level: 1, name: "Sposta credito" }).waitFor();
  await page.getByLabel("Dal conto di", { exact: true }).selectOption(from);
  await page.getByLabel("Al conto di", { exact: true }).selectOption(to);
  await page.getByLabel("Importo in euro").fill(amount);
}

// refused asks for more than there is, and reads how much there is.
async function refused(visitor, settings, pupils) {
  const { page, expected } = visitor;
  await fill(visitor, settings, pupils, "20.000");
  expected.status = 400;
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByText(/Abbiamo capito 20\.000,00.*puoi spostare al massimo/).first().waitFor();
  await look(visitor, "sposta-errore");
  expected.status = 200;
}

// thereAndBack moves a euro, finds it on both accounts, and takes it back.
async function thereAndBack(visitor, settings, pupils) {
  const { page, complain } = visitor;
  const before = await creditOf(page, settings, pupils);
  await fill(visitor, settings, pupils, "1 euro");
  await look(visitor, "sposta");
  await page.getByRole("button", { name: "Continua" }).click();
  await page.getByRole("heading", { level: 1, name: "Conferma lo spostamento" }).waitFor();
  await page.getByText(/Puoi annullare fino alle 21:00/).waitFor();
  await look(visitor, "sposta-conferma");
  await page.getByRole("button", { name: /^CONFERMA 1,00/ }).click();
  await page.getByText(/Spostati 1,00.* dal conto di/).waitFor();
  await look(visitor, "sposta-fatto");
  await expectCredit(await creditOf(page, settings, pupils), [before[0] - 100, before[1] + 100], complain);
  await page.goto(settings.portal + "/conto?tipo=spostamento&figlio=" + pupils[1]);
  await page.getByText("Credito ricevuto").first().waitFor();
  await look(visitor, "conto-spostamenti");
  await page.getByRole("link", { name: "Sposta credito" }).click();
  await page.getByRole("link", { name: /^Annulla lo spostamento di 1,00/ }).click();
  await page.getByRole("heading", { level: 1, name: "Annulla lo spostamento" }).waitFor();
  await look(visitor, "sposta-annulla");
  await page.getByRole("button", { name: "CONFERMA: annulla lo spostamento" }).click();
  await page.getByText(/Spostamento annullato: 1,00/).waitFor();
  await expectCredit(await creditOf(page, settings, pupils), before, complain);
}

function expectCredit(got, want, complain) {
  if (got.join() !== want.join()) {
    complain(`the accounts hold ${got.join(" and ")} cents, want ${want.join(" and ")}`);
  }
}
