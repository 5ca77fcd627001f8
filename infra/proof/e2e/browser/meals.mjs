// Tells that children will not eat, and takes it back: node meals.mjs '{"portal": …, …}'. Looks at the month too.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { logIn } from "./parent.mjs";

const parents = [
  { width: 1280, person: "LDRYSF80S30Z330X", pupils: ["A007", "A008"] },
  { width: 390, person: "CLMPLA82E17F205U", pupils: ["A003", "A004"] },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const name = `meals at ${parent.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...parent, javaScript, name });
      await visitor.page.goto(settings.portal + "/");
      await logIn(visitor.page, parent.person);
      await theMonth(visitor, settings);
      await theMenu(visitor, settings);
      await inTwoTaps(visitor, settings);
      await severalAtOnce(visitor, settings, parent.pupils);
      await visitor.close();
    }));
  }
});

// theMonth looks at the month as a calendar and as a list. On a phone the calendar's page has a limit.
async function theMonth(visitor, settings) {
  const { page, complain, width } = visitor;
  await page.goto(settings.portal + "/refezione");
  await page.getByRole("table", { name: /una riga per settimana/ }).waitFor();
  await look(visitor, "refezione-calendario");
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (width < 600 && height > 2_200) {
    complain(`the month is ${height} px high, want at most 2200`);
  }
  await page.getByRole("link", { name: "Vedi come elenco" }).click();
  await page.getByRole("columnheader", { name: "Tariffa", includeHidden: true }).waitFor({ state: "attached" });
  await look(visitor, "refezione-elenco");
  await page.getByRole("link", { name: "Vedi come calendario" }).click();
  await page.getByRole("table", { name: /una riga per settimana/ }).waitFor();
}

// theMenu looks at this week's and the next one's dishes, and opens another diet's.
async function theMenu(visitor, settings) {
  const { page } = visitor;
  await page.goto(settings.portal + "/refezione");
  await page.getByRole("link", { name: "Menù" }).click();
  await page.getByRole("heading", { level: 1, name: "Menù della mensa" }).waitFor();
  await page.getByRole("link", { name: "Settimana dopo" }).click();
  await page.getByText("Allergeni:").first().waitFor();
  await page.getByText("Vegetariana").first().click();
  await page.getByText(/Crocchette di ceci|Tortino di verdure|Formaggio fresco/).first().waitFor();
  await look(visitor, "menu-settimana");
}

// inTwoTaps tells of the next meal from Riepilogo and from Refezione, and takes it back.
async function inTwoTaps(visitor, settings) {
  const { page } = visitor;
  for (const [path, link] of [["/riepilogo", /^Assenza di .* dalla mensa/], ["/refezione", "Assenza o pasto in bianco"]]) {
    await page.goto(settings.portal + path);
    await page.getByRole("link", { name: link }).first().click();
    await page.getByRole("heading", { level: 1, name: "Assenze e pasti in bianco" }).waitFor();
    await look(visitor, "assenze");
    await page.getByRole("button", { name: /^Assente / }).first().click();
    await page.getByText(/Comunicazione ricevuta: numero \d{4}\s\d{4}\s\d{4}, alle \d+:\d\d del .*, per 1\spasto\./).waitFor();
    await page.getByRole("button", { name: /^Annulla / }).first().click();
    await page.getByText("Annullato: il pasto è di nuovo previsto").waitFor();
  }
}

// severalAtOnce is refused without children, tells of two children's days and takes them back.
async function severalAtOnce(visitor, settings, pupils) {
  const { page, expected, complain } = visitor;
  await page.goto(settings.portal + "/refezione/assenze");
  expected.status = 400;
  await page.getByRole("button", { name: "Comunica", exact: true }).click();
  await page.getByText("Non abbiamo registrato nulla").waitFor();
  await page.getByRole("link", { name: "Scegli per chi." }).waitFor();
  await look(visitor, "assenze-errore");
  expected.status = 200;
  for (const pupil of pupils) {
    await page.locator(`input[type=checkbox][name=figlio][value="${pupil}"]`).check();
  }
  await page.getByLabel("Assente: il pasto non si prepara").check();
  const today = await page.locator("main time").first().getAttribute("datetime"); // the portal's
  const [from, to] = [italian(today, 3), italian(today, 17)];
  await page.getByLabel("Giorno, o primo giorno").fill(from);
  await page.getByLabel("Ultimo giorno, se sono più di uno").fill(to);
  await page.getByRole("button", { name: "Comunica", exact: true }).click();
  await page.getByText("Comunicazione ricevuta").waitFor();
  await look(visitor, "assenze-comunicate");
  for (const all = page.getByRole("button", { name: /^Annulla tutti/ }); (await all.count()) > 0;) {
    await all.first().click();
    await page.getByRole("heading", { level: 1, name: "Assenze e pasti in bianco" }).waitFor();
  }
  if ((await page.getByText("Annulla tutti").count()) > 0) {
    complain("something is left that was not taken back");
  }
}

// italian is a day so many days after another, as a parent writes it.
function italian(today, days) {
  return new Date(new Date(today).getTime() + days * 86_400_000).toLocaleDateString("it-IT", {
    day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Europe/Rome",
  });
}
