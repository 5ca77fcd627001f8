// Tops up the child that a link names: node child.mjs '{"portal": …, …}'. What is confirmed is cancelled.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { choose, logIn } from "./parent.mjs";

const parents = [
  { width: 1280, person: "BNCMRA85A41A794Y", pupils: ["A001", "A002"], names: ["Giulia", "Luca"], below: "Luca" },
  { width: 390, person: "CLMPLA82E17F205U", pupils: ["A003", "A004"], names: ["Elena", "Marco"] },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const name = `child at ${parent.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...parent, javaScript, name });
      await errand(visitor, settings, parent);
      await visitor.close();
    }));
  }
});

// errand tops up each child from the dashboard, from the account and over a new login.
async function errand(visitor, settings, walk) {
  const { page } = visitor;
  await page.goto(settings.portal + "/");
  await logIn(page, walk.person);
  await nobodyByItself(visitor, settings);
  for (const [i, name] of walk.names.entries()) {
    await page.goto(settings.portal + "/riepilogo");
    await page.getByRole("link", { name: `Ricarica il conto di ${name}` }).first().click();
    await expectChosen(visitor, walk.pupils[i]);
    await page.goto(settings.portal + "/conto?figlio=" + walk.pupils[i]);
    await page.getByRole("link", { name: `Ricarica il conto di ${name}` }).first().click();
    await expectChosen(visitor, walk.pupils[i]);
  }
  if (walk.below) {
    await belowZero(visitor, settings, walk.below, walk.pupils[walk.names.indexOf(walk.below)]);
  }
  await overLogin(visitor, settings, walk);
  await listed(visitor, walk);
  await leftHalfway(visitor, settings, walk.names[1]);
}

async function expectChosen({ page, complain }, pupil) {
  await page.getByRole("heading", { level: 1, name: "Ricariche con pagoPA" }).waitFor();
  const chosen = await page.locator("input[name=alunno]:checked").evaluateAll((inputs) => inputs.map((i) => i.value));
  if (chosen.join(" ") !== pupil) {
    complain(`the form proposes "${chosen.join(" ")}", want "${pupil}"`);
  }
}

// nobodyByItself finds that nobody is chosen, and that a form without a child is refused with its amount.
async function nobodyByItself(visitor, settings) {
  const { page, expected } = visitor;
  await page.goto(settings.portal + "/ricariche");
  await expectChosen(visitor, "");
  await look(visitor, "ricariche-nessuno-scelto");
  expected.status = 400;
  await page.getByLabel("Importo in euro").fill("20");
  await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
  await page.getByText("Scegli per quale figlio vuoi ricaricare.").first().waitFor();
  await expectChosen(visitor, "");
  expected.status = 200;
}

// belowZero reads that a child's credit is below zero, and follows the link to the suggested amount.
async function belowZero(visitor, settings, name, pupil) {
  const { page, complain } = visitor;
  for (const path of ["/messaggi", "/conto?figlio=" + pupil, "/riepilogo"]) {
    await page.goto(settings.portal + path);
    await page.getByText("Il pasto viene servito anche con il credito sotto zero.").waitFor();
    await look(visitor, "sotto-zero" + path.replace("/", "-").split("?")[0]);
  }
  await page.getByText(`Il credito di ${name} è sotto zero`).getByRole("link", { name: `Ricarica il conto di ${name}` }).click();
  const amount = await page.getByLabel("Importo in euro").inputValue();
  if (!/^\d+,00$/.test(amount)) {
    complain(`the suggested amount is "${amount}"`);
  }
}

// overLogin loses the session before the link is followed: the login leads to the same child.
async function overLogin(visitor, settings, walk) {
  const { page } = visitor;
  await page.goto(settings.portal + "/riepilogo");
  await page.context().clearCookies();
  await page.getByRole("link", { name: `Ricarica il conto di ${walk.names[1]}` }).first().click();
  await page.waitForURL("**/accesso?**");
  await choose(page, walk.person);
  await page.waitForURL("**/ricariche?**");
  await expectChosen(visitor, walk.pupils[1]);
}

// listed puts quick amounts into the list, replaces one and reads whom CONFERMA is for.
async function listed(visitor, walk) {
  const { page, complain } = visitor;
  const [first, second] = walk.names;
  await page.getByRole("button", { name: `20,00 € per ${second}` }).click();
  await page.getByText(`Ricarica aggiunta per ${second}: 20,00 €`).waitFor();
  await expectChosen(visitor, "");
  await page.getByRole("button", { name: /^CONFERMA 20,00 € per / }).waitFor();
  await page.getByRole("button", { name: `50,00 € per ${second}` }).click();
  await page.getByText(`Ricarica di ${second} sostituita: 20,00 € → 50,00 €`).waitFor();
  await look(visitor, "ricariche-sostituita");
  await page.getByRole("button", { name: `20,00 € per ${first}` }).click();
  await page.getByText(`Ricarica aggiunta per ${first}: 20,00 €`).waitFor();
  const label = await page.getByRole("button", { name: "CONFERMA" }).innerText();
  if (label.replace(/\s+/g, " ").trim() !== `CONFERMA 70,00 € per ${second} e ${first}`) {
    complain(`the button says "${label}"`);
  }
  for (const name of [first, second]) {
    await page.getByRole("button", { name: new RegExp(`^Togli la ricarica di ${name}`) }).click();
    await page.getByText("Ricarica tolta dall'elenco.").waitFor();
  }
}

// leftHalfway confirms a top-up in one of two windows and goes away: the other window's list is stale, and the top-up is
// no debt, but can be taken up and let go from the dashboard, the payments and the top-ups.
async function leftHalfway(visitor, settings, name) {
  const { page, complain } = visitor;
  await page.getByRole("button", { name: `20,00 € per ${name}` }).click();
  const other = await page.context().newPage();
  await other.goto(settings.portal + "/ricariche");
  await page.getByRole("button", { name: "CONFERMA" }).click();
  await page.waitForURL("**/pagamenti/scelta/**");
  await other.getByRole("button", { name: "CONFERMA" }).click();
  await other.getByText("L'elenco che vedi non è più quello attuale").waitFor();
  await other.close();
  for (const path of ["/riepilogo", "/pagamenti", "/ricariche"]) {
    await page.goto(settings.portal + path);
    await page.getByRole("heading", { name: "Ricariche lasciate a metà" }).waitFor();
    await look(visitor, "a-meta" + path.replace("/", "-"));
    const ticked = await page.getByRole("row", { name: `per ${name}` }).getByRole("checkbox", { checked: true }).count();
    if (ticked > 0) {
      complain("a top-up that was left halfway is ticked");
    }
    await page.getByRole("button", { name: `Riprendi la ricarica di 20,00 € per ${name}` }).click();
    await page.waitForURL("**/pagamenti/scelta/**");
    await page.getByRole("button", { name: "Paga 20,00 € online" }).waitFor();
  }
  await page.goto(settings.portal + "/riepilogo");
  await page.getByRole("link", { name: `Annulla la ricarica di 20,00 € per ${name}` }).click();
  await page.getByRole("button", { name: "Annulla l'avviso" }).click();
  await page.waitForURL("**/ricariche/storico?esito=annullata");
}
