// The pages that no address leads to: answers to forms, and refused logins.
import { identify } from "../../e2e/browser/parent.mjs";
import { beyondEdge, violations } from "./look.mjs";

// A state is a name, the status of its page, and how to get there.
export const states = [
  ["top-up refused", 400, async (page, portal) => {
    await page.goto(portal + "/ricariche");
    await page.getByLabel("Importo in euro").fill("quattro");
    await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
    await page.getByText("Controlla questi dati").waitFor();
  }],
  ["no notice chosen", 400, async (page, portal) => {
    await page.goto(portal + "/pagamenti");
    for (const box of await page.locator("input[name=avviso]").all()) {
      await box.uncheck();
    }
    await page.getByRole("button", { name: "AVVIA PAGAMENTO" }).click();
    await page.getByText("Scegli almeno un avviso").first().waitFor();
  }],
  ["fiscal code refused", 400, async (page, portal) => {
    await page.goto(portal + "/anagrafica/accessi/A001");
    await page.getByLabel("Codice fiscale dell'adulto").fill("ABC");
    await page.getByRole("button", { name: "Prosegui" }).click();
    await page.getByText("Il codice fiscale non è valido").first().waitFor();
  }],
  ["access about to be given", 200, async (page, portal) => {
    await page.goto(portal + "/anagrafica/accessi/A001");
    await page.getByLabel("Codice fiscale dell'adulto").fill("VRDFNC85A41H501G");
    await page.getByRole("button", { name: "Prosegui" }).click();
    await page.getByRole("button", { name: "CONFERMA" }).waitFor();
  }],
  ["session over", 401, async (page, portal) => {
    await page.goto(portal + "/ricariche");
    await page.context().clearCookies();
    await page.getByLabel("Importo in euro").fill("20");
    await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
    await page.getByRole("heading", { level: 1, name: "La sessione è scaduta" }).waitFor();
  }],
  ["login cancelled", 403, async (page, portal) => {
    await page.goto(portal + "/");
    await identify(page, "Annulla");
    await page.getByRole("heading", { level: 1, name: "Accesso non riuscito" }).waitFor();
  }],
];

// judgeStates goes through a list of states with somebody who is logged in, and returns a row of each.
export async function judgeStates(visitor, settings, list) {
  const rows = [];
  let answer;
  visitor.page.on("response", (response) => {
    if (response.request().isNavigationRequest()) {
      answer = response;
    }
  });
  for (const [name, status, go] of list) {
    visitor.expected.status = status;
    await go(visitor.page, settings.portal);
    rows.push({
      name, width: visitor.width, path: name, html: await answer.text(),
      axe: await violations(visitor, settings), edge: await beyondEdge(visitor),
    });
    visitor.expected.status = 200;
  }
  return rows;
}
