// The flows beside topping up and paying: each as a parent goes through it, by the words on the screen.
import { join } from "node:path";
import { look } from "./look.mjs";

// restOfFlows starts on the outcome of a paid top-up of the first child.
export async function restOfFlows(visitor, settings, pupils) {
  await rate(visitor);
  await onPaper(visitor, settings);
  await cancelTopUp(visitor, settings, pupils[0]);
  await letAnotherIn(visitor, settings, pupils[0]);
  await downloads(visitor, settings, pupils[0]);
  await sessionEnds(visitor, settings);
}

// rate gives four stars and a reason.
async function rate(visitor) {
  const { page } = visitor;
  await page.locator('input[name=stelle][value="4"]').check({ force: true }); // The star lies above it.
  await page.getByRole("button", { name: "Invia la valutazione" }).click();
  await page.getByText("Grazie, abbiamo registrato").waitFor();
  await look(visitor, "valutazione");
  await page.getByRole("checkbox").first().check();
  await page.getByRole("button", { name: "Invia", exact: true }).click();
  await page.getByText("Valutazione ricevuta").waitFor();
}

// onPaper looks at pages as they are printed: who issues them and when, and nothing to press.
async function onPaper(visitor, settings) {
  const { page } = visitor;
  for (const path of ["/conto", "/refezione", "/documenti", "/anagrafica"]) {
    await page.goto(settings.portal + path);
    await page.emulateMedia({ media: "print" });
    for (const hidden of await page.locator("nav, footer, form, .btn, .menu-toggle").all()) {
      if (await hidden.isVisible()) {
        visitor.complain(`printed: ${await hidden.evaluate((e) => e.outerHTML.slice(0, 60))}`);
      }
    }
    await page.getByText(/Stampato\s+il/).last().waitFor();
    await page.locator(".it-header-center-wrapper").getByText("Comune di Vallechiara").waitFor();
    await page.screenshot({ path: join(visitor.folder, `carta${path.replace("/", "-")}.png`), fullPage: true });
    await page.emulateMedia({ media: null });
  }
}

// cancelTopUp orders a top-up and takes it back before it is paid, while another window is about to pay it.
async function cancelTopUp(visitor, settings, pupil) {
  const { page } = visitor;
  await page.goto(settings.portal + "/ricariche");
  await page.locator(`input[name=alunno][value="${pupil}"]`).check();
  await page.getByLabel("Importo in euro").fill("11,00");
  await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
  await page.getByText("Ricarica aggiunta").waitFor();
  await page.getByRole("button", { name: "CONFERMA" }).click();
  await page.waitForURL("**/pagamenti/scelta/**");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await page.goto(settings.portal + "/ricariche/storico");
  await page.getByRole("link", { name: /^Annulla/ }).first().click();
  await look(visitor, "ricariche-annulla");
  await page.getByRole("button", { name: "Annulla l'avviso" }).click();
  await page.waitForURL("**/ricariche/storico?esito=annullata");
  await other.getByRole("button", { name: /^Paga .* online$/ }).click();
  await other.getByRole("heading", { level: 1, name: "Qualcosa è cambiato nel frattempo" }).waitFor();
  await look({ ...visitor, page: other }, "cambiato-nel-frattempo");
  await other.getByRole("link", { name: "Torna alla pagina precedente" }).click();
  await other.getByRole("heading", { level: 1, name: "Pagamento concluso" }).waitFor();
  await other.close();
}

// letAnotherIn gives another adult the access to a child and takes it back.
async function letAnotherIn(visitor, settings, pupil) {
  const { page } = visitor;
  await page.goto(settings.portal + "/anagrafica/accessi/" + pupil);
  await page.getByLabel("Codice fiscale dell'adulto").fill("VRDFNC85A41H501G");
  await page.getByRole("button", { name: "Prosegui" }).click();
  await page.getByText("Che cosa non vede").waitFor();
  await look(visitor, "accesso-conferma");
  await page.getByRole("button", { name: "CONFERMA" }).click();
  await page.getByText("Accesso dato").waitFor();
  await page.getByRole("button", { name: /^Togli/ }).click();
  await page.getByText("Accesso tolto").waitFor();
}

// downloads takes the yearly certificate and a file of movements.
async function downloads(visitor, settings, pupil) {
  const { page } = visitor;
  await page.goto(settings.portal + "/anagrafica/attestazioni/2026/" + pupil);
  await look(visitor, "attestazione");
  for (const [path, press] of [
    ["", page.getByRole("button", { name: "Scarica l'attestazione" })],
    ["/conto?figlio=" + pupil, page.getByRole("link", { name: "CSV" }).first()],
  ]) {
    if (path !== "") {
      await page.goto(settings.portal + path);
    }
    const [file] = await Promise.all([page.waitForEvent("download"), press.click()]);
    if (await file.failure()) {
      visitor.complain(`${file.suggestedFilename()} is not downloaded`);
    }
  }
}

// sessionEnds loses the session with a form half filled in: the login leads back to it.
async function sessionEnds(visitor, settings) {
  const { page, expected } = visitor;
  await page.goto(settings.portal + "/ricariche");
  const kept = await page.context().cookies();
  await page.context().clearCookies();
  await page.getByLabel("Importo in euro").fill("33,30");
  expected.status = 401;
  await page.getByRole("button", { name: "AGGIUNGI RICARICA" }).click();
  const again = page.getByRole("link", { name: "Accedi di nuovo" });
  await again.waitFor();
  await look(visitor, "sessione-scaduta");
  expected.status = 200;
  const back = new URL(await again.getAttribute("href"), page.url()).searchParams.get("torna_a");
  await page.context().addCookies(kept);
  await page.goto(settings.portal + back);
  if ((await page.getByLabel("Importo in euro").inputValue()) !== "33,30") {
    visitor.complain("the form is not kept when the session ends");
  }
}
