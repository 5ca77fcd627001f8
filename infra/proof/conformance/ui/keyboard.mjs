// Goes through the top-up and the payment without ever touching the mouse.

// tabs is how often Tab may be pressed to reach something.
const tabs = 90;

// keyboardOnly tops up and pays, then pays a notice, and leaves a top-up unpaid. It returns the paths
// that it came by, with names for them.
export async function keyboardOnly(visitor, settings) {
  const { page } = visitor;
  await topUp(page, settings);
  const outcome = await pay(page, settings);
  await reach(page, /^stelle$/);
  await page.keyboard.press("ArrowDown");
  await press(page, /^Invia la valutazione/);
  await page.getByText("Grazie, abbiamo registrato").waitFor();
  const opinion = page.url();

  await page.goto(settings.portal + "/pagamenti");
  await press(page, /^AVVIA PAGAMENTO/);
  await page.waitForURL("**/pagamenti/scelta/**");
  await pay(page, settings);

  await topUp(page, settings);
  const choice = page.url();
  await page.goto(settings.portal + "/ricariche/storico");
  await press(page, /^Annulla/);
  await page.waitForURL("**/ricariche/annulla/**");
  const cancel = page.url();
  await visitor.close();
  return [
    ["/pagamenti/esito/{id}", outcome], ["/pagamenti/valutazione/{id}", opinion],
    ["/pagamenti/scelta/{id}", choice], ["/ricariche/annulla/{id}", cancel],
  ].map(([name, url]) => ({ as: "parent", name, path: new URL(url).pathname, status: 200 }));
}

// topUp orders a top-up, up to the mask of the payment.
async function topUp(page, settings) {
  await page.goto(settings.portal + "/ricariche");
  await reach(page, /^alunno$/);
  await page.keyboard.press("Space");
  await reach(page, /^importo$/);
  await page.keyboard.type("12,50");
  await page.keyboard.press("Enter");
  await page.getByText("Ricarica aggiunta").waitFor();
  await press(page, /^CONFERMA/);
  await page.waitForURL("**/pagamenti/scelta/**");
}

// pay goes from the choice of the way to the page that says "Pagamento riuscito".
async function pay(page, settings) {
  await press(page, /^Paga .* online$/);
  await page.waitForURL(settings.pagopa + "/checkout/**");
  await press(page, /^Paga$/);
  await page.waitForURL("**/pagamenti/esito/**");
  await page.getByRole("heading", { level: 1, name: "Pagamento riuscito" }).waitFor({ timeout: 30_000 });
  return page.url();
}

async function press(page, name) {
  await reach(page, name);
  await page.keyboard.press("Enter");
}

// reach presses Tab until the focus is on a field of that name, or a button or link with that text.
async function reach(page, name) {
  for (let i = 0; i < tabs; i++) {
    await page.keyboard.press("Tab");
    const focused = await page.evaluate(() => {
      const e = document.activeElement;
      return e.matches("a, button") ? e.innerText.trim() : e.name ?? "";
    });
    if (name.test(focused)) {
      return;
    }
  }
  throw new Error(`${page.url()}: the Tab key does not reach ${name}`);
}
