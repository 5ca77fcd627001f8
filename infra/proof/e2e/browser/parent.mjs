// What a parent does, by the words on the screen.
import { look } from "./look.mjs";

export async function logIn(page, person) {
  await identify(page, person);
  await page.waitForURL("**/riepilogo");
}

// identify goes from the first page to the provider, chooses there, and comes back.
export async function identify(page, choice) {
  await page.getByRole("link", { name: "Entra con l’identità digitale" }).click();
  await page.waitForURL("**/accesso");
  await choose(page, choice);
}

// choose goes from the page of the login to the provider, chooses there, and comes back.
export async function choose(page, choice) {
  const provider = page.getByRole("link", { name: "Gestore di prova" });
  if (!(await provider.isVisible())) {
    await page.getByText("Entra con SPID", { exact: true }).click();
  }
  await provider.click();
  await page.getByRole("button", { name: choice }).click();
  // The provider's page moves on by itself when it may run a script.
  const back = page.getByRole("link", { name: "Comune di Vallechiara" }).first();
  const go = page.getByRole("button", { name: "Continua" });
  await back.or(go).first().waitFor();
  if (await go.isVisible()) {
    await go.click({ timeout: 2_000 }).catch(() => {}); // It has moved on meanwhile.
  }
  await back.waitFor();
}

// creditOf reads the credit of children, in cents, off the account page.
export async function creditOf(page, settings, pupils) {
  await page.goto(settings.portal + "/conto");
  const amounts = [];
  for (const pupil of pupils) {
    const text = await page.locator(`section[aria-labelledby="conto-${pupil}"] .cifra`).innerText();
    amounts.push(Number(text.replace("\u2212", "-").replace(/[^\d-]/g, "")));
  }
  return amounts;
}

// topUp orders the same amount for each child, up to the mask of the payment.
export async function topUp(visitor, settings, pupils, amount) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ricariche");
  for (const pupil of pupils) {
    await page.locator(`input[name=alunno][value="${pupil}"]`).check();
    await page.getByLabel("Importo in euro").fill(amount);
    await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
    await page.getByText("Ricarica aggiunta").waitFor();
  }
  await look(visitor, "ricariche-elenco");
  await page.getByRole("button", { name: "CONFERMA" }).click();
  await page.waitForURL("**/pagamenti/scelta/**");
}

// last is the payment that was begun last: whether the node holds receipts is the same for all parents.
let last = Promise.resolve();

// payAndWait pays on Checkout while the node holds its receipts, sees "in verifica", lets the receipts go and waits for the
// success: by itself with JavaScript, by the link without. One parent pays after the other.
export function payAndWait(visitor, settings, javaScript) {
  last = last.then(() => pay(visitor, settings, javaScript));
  return last;
}

async function pay(visitor, settings, javaScript) {
  const { page } = visitor;
  await tell(settings, "/api/behaviour", { hold: true });
  await page.getByRole("button", { name: /^Paga .* online$/ }).click();
  await page.waitForURL(settings.pagopa + "/checkout/**");
  await page.getByRole("button", { name: "Paga", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "Pagamento in verifica" }).waitFor();
  await look(visitor, "esito-in-verifica");
  await tell(settings, "/api/release", {});
  const success = page.getByRole("heading", { level: 1, name: "Pagamento riuscito" });
  for (let tries = 0; !javaScript && tries < 50 && !(await success.isVisible()); tries++) {
    await page.getByRole("link", { name: "Aggiorna" }).click({ timeout: 2_000 }).catch(() => {});
  }
  await success.waitFor();
  await look(visitor, "esito-riuscito");
}

async function tell(settings, path, body) {
  const answer = await fetch(settings.pagopa + path, { method: "POST", body: JSON.stringify(body) });
  if (!answer.ok) {
    throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  }
}
