// Logs in with a card in Chromium: node card.mjs '{"portal": …, "door": …, "parent": …, "operator": …, …}'. The last two are
// files of cards (CNS) without their suffixes.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { choose } from "./operator.mjs";

const clerk = "CNTGLI88B49F205V";

await main((settings, open) => Promise.all([{ width: 390, javaScript: false }, { width: 1280, javaScript: true }].map(
  (walk) => cards(settings, open, walk))));

async function cards(settings, open, walk) {
  const parent = await withCard(settings, open, walk, "parent");
  await parent.page.goto(settings.portal + "/accesso");
  await showCard(parent);
  await parent.page.waitForURL(settings.portal + "/riepilogo");
  await parent.page.getByRole("heading", { name: "Riepilogo" }).waitFor();
  await refused(parent, settings);
  await parent.close();

  const operator = await withCard(settings, open, walk, "operator");
  await toWays(operator, settings);
  await showCard(operator);
  await desk(operator, settings);
  await operator.page.getByRole("button", { name: "Esci" }).click();
  await operator.page.getByText("Sei uscito").waitFor();
  await toWays(operator, settings);
  await operator.page.getByRole("link", { name: "Entra con CIE", exact: true }).click();
  await choose(operator.page, clerk, "Scrivania");
  await desk(operator, settings);
  await operator.close();
}

// withCard opens a browser that has somebody's card.
function withCard(settings, open, walk, whose) {
  return open({
    name: `${whose}'s card at ${walk.width}`, ...walk, context: {
      ignoreHTTPSErrors: true, // The door's certificate is one that the local stack has made for itself.
      clientCertificates: [
        { origin: settings.door, certPath: `${settings[whose]}.pem`, keyPath: `${settings[whose]}.key` },
      ],
    },
  });
}

// showCard goes from the page of the ways in through the door of cards.
async function showCard(visitor) {
  const { page } = visitor;
  await page.getByRole("link", { name: "Entra con CNS" }).click();
  await page.getByRole("heading", { name: "Entra con la CNS" }).waitFor();
  await look(visitor, "cns");
  await page.getByRole("link", { name: "Continua con la CNS" }).click();
}

// toWays goes from the office's page to the ways in that citizens have.
async function toWays({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/accesso");
  await page.getByRole("link", { name: "Entra con SPID, CIE o CNS" }).click();
}

// desk waits for the operator's desk.
async function desk({ page }, settings) {
  await page.waitForURL(settings.portal + "/ufficio");
  await page.getByRole("heading", { level: 1, name: "Scrivania" }).waitFor();
  await page.getByText("Giulia Conti").first().waitFor();
}

// refused is a parent who is no operator: words instead of the desk, and still the parent's own pages.
async function refused(visitor, settings) {
  const { page, expected } = visitor;
  await toWays(visitor, settings);
  expected.status = 403;
  await showCard(visitor);
  await page.getByRole("heading", { level: 1, name: "Non risulti tra gli operatori" }).waitFor();
  await page.getByText("Chiedi all’amministratore").waitFor();
  await look(visitor, "ufficio-non-operatore");
  expected.status = 200;
  await page.goto(settings.portal + "/ufficio");
  await page.getByRole("heading", { level: 1, name: "Accesso dell'ufficio" }).waitFor();
  await page.goto(settings.portal + "/riepilogo");
  await page.getByRole("heading", { name: "Riepilogo" }).waitFor();
}
