// What an operator of the office does, by the words on the screen.

// loginOperator comes in from the office's page by SPID, as the operator with a fiscal code, and lands on the page with a
// heading: the desk, or where a school or a kitchen works.
export async function loginOperator(page, settings, fiscalCode, heading = "Scrivania") {
  await page.goto(settings.portal + "/ufficio/accesso");
  await page.getByRole("link", { name: /SPID/ }).first().click();
  const provider = page.getByRole("link", { name: "Gestore di prova" });
  if (!(await provider.isVisible())) {
    await page.getByText("Entra con SPID", { exact: true }).click();
  }
  await provider.click();
  await choose(page, fiscalCode, heading);
}

// choose picks a person at the provider, and comes back to the page with a heading.
export async function choose(page, person, heading) {
  await page.getByRole("button", { name: person }).click();
  // The provider's page moves on by itself when it may run a script.
  const back = page.getByRole("heading", { level: 1, name: heading });
  const go = page.getByRole("button", { name: "Continua" });
  await back.or(go).first().waitFor();
  if (await go.isVisible()) {
    await go.click({ timeout: 2_000 }).catch(() => {}); // It has moved on meanwhile.
  }
  await back.waitFor();
}
