// What people do at the office before its pages are judged, without a script: so that its lists are not empty, and
// because every form has to work so.

// aClass has none of the children of the parent whose pages are judged.
const aClass = "Classe 2A (SEC-2A)";

// work returns rows of the pages that are only there on the way. enter opens a browser as one of those who work.
export async function work(enter, settings) {
  await askRefunds(await enter("accountant"), settings);
  const operator = await enter("operator");
  await approve(operator, settings);
  await suspend(operator, settings);
  await publish(operator, settings);
  await takeAway(operator, settings);
  const rows = [await deposit(operator, settings), ...await load(operator, settings)];
  await operator.close();
  return rows.map(([name, url]) => {
    const { pathname, search } = new URL(url);
    return { as: "operator", name, path: pathname + search, status: 200 };
  });
}

// askRefunds asks for two of the payments that fit no notice to be paid back.
async function askRefunds({ page, close }, settings) {
  for (let i = 0; i < 2; i++) {
    await page.goto(settings.portal + "/ufficio/entrate");
    await page.locator("a[href*='/ufficio/entrate/ricevuta']").last().click();
    await page.getByRole("link", { name: "Chiedi il rimborso" }).click();
    await page.getByLabel("A chi: cognome e nome").fill("Bianchi Maria");
    await page.getByLabel("Codice fiscale").fill("BNCMRA85A41A794Y");
    await page.getByLabel("IBAN").fill("IT60X0542811101000000123456");
    await page.getByLabel("Motivo").fill("Pagato due volte");
    await press(page, "Chiedi il rimborso", "Rimborso chiesto");
  }
  await close();
}

// approve approves one of them.
async function approve({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/entrate/rimborsi");
  await page.getByRole("link", { name: /^Approva/ }).first().click();
  await press(page, /^Approva il rimborso/, "Rimborso approvato");
}

async function suspend({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/calendario/sospendi");
  await page.getByLabel("Primo giorno").fill("30/11/2026");
  await page.getByLabel("Per chi").selectOption({ label: aClass });
  await page.getByLabel("Motivo").fill("Sciopero");
  await press(page, "Mostra che cosa succede", "Che cosa succede");
  await press(page, "Conferma la sospensione", "Sospensione registrata");
}

async function publish({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/comunicazioni/nuova");
  await page.getByLabel("Titolo").fill("Nuovo menù invernale");
  await page.getByLabel("Testo", { exact: true }).fill("Da lunedì cambia il menù.\n\nGli allergeni sono sul portale.");
  await page.getByLabel("Per chi").selectOption({ label: aClass });
  await press(page, "Mostra l’anteprima", "Come la leggono le famiglie");
  await press(page, "Pubblica", "Comunicazione pubblicata");
}

// takeAway leaves a child far below zero, which the morning's figures tell the desk.
async function takeAway({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/alunni/scheda/A005/rettifica");
  await page.getByLabel("Togli dal conto").check();
  await page.getByLabel("Importo in euro").fill("200");
  await page.getByLabel("Motivo").fill("Accreditato per errore");
  await press(page, "Continua", "Controlla e conferma");
  await press(page, "Registra la rettifica", "Rettifica registrata nel conto");
  const morning = { method: "POST", body: JSON.stringify({ report: true, morning: true }) };
  const answer = await fetch(settings.lambda + "/2015-03-31/functions/mealplanner/invocations", morning);
  if (!answer.ok) {
    throw new Error(`the morning: ${answer.status} ${await answer.text()}`);
  }
}

// deposit takes a payment at the counter, and so has a receipt to print.
async function deposit({ page }, settings) {
  await page.goto(settings.portal + "/ufficio/alunni/scheda/A003/versamento");
  await page.getByLabel("Importo in euro").fill("20");
  await page.getByLabel("Contanti").check();
  await page.getByLabel("Motivo").fill("Bollettino 12");
  await press(page, "Continua", "Controlla e conferma");
  await press(page, "Registra il versamento", "Versamento registrato nel conto");
  return ["/ufficio/alunni/avvisi/{numero} paid at the office", page.url()];
}

// load leaves a file behind at each step of its way.
async function load({ page }, settings) {
  const step = (what) => [`/ufficio/importazioni/{id} ${what}`, page.url()];
  const known = "codice;nome;livello;indirizzo\nMUS;Scuola di musica;primaria;Via Verdi 2\nB;Sbagliata;asilo;\n";
  await begin(page, settings);
  const steps = [step("without its file")];
  await send(page, known.replace("codice", "Sigla"), "Quali sono le colonne?");
  steps.push(step("with unknown columns"));
  await begin(page, settings);
  await send(page, known, "Che cosa succede se confermi");
  steps.push(step("to confirm"));
  await begin(page, settings);
  await send(page, known.replace("MUS", "ARTE"), "Che cosa succede se confermi");
  await page.getByRole("button", { name: "Conferma e carica 1 riga" }).click();
  await settle(page, "Righe registrate: 1");
  steps.push(step("stored"));
  await begin(page, settings);
  await send(page, "PK\u0003\u0004", "Il file non è stato caricato");
  steps.push(step("refused"));
  return steps;
}

async function begin(page, settings) {
  await page.goto(settings.portal + "/ufficio/importazioni");
  await page.getByLabel("Che cosa contiene il file?").selectOption({ label: "Scuole" });
  await press(page, "Avanti", "File da caricare");
}

async function send(page, content, answer) {
  await page.getByLabel("File da caricare").setInputFiles(
    { name: "scuole.csv", mimeType: "text/csv", buffer: Buffer.from(content) });
  await page.getByRole("button", { name: "Invia il file" }).click();
  await page.waitForURL(/inviato=1/);
  await settle(page, answer);
}

// settle looks again until the page says what is waited for.
async function settle(page, text) {
  const wanted = page.getByText(text).first();
  for (let tries = 0; tries < 60 && !(await wanted.isVisible()); tries++) {
    await page.getByRole("link", { name: "Aggiorna" }).click({ timeout: 1_000 }).catch(() => {});
    await page.waitForTimeout(200);
  }
  await wanted.waitFor();
}

// press presses a button and waits for what the page says then.
async function press(page, button, text) {
  await page.getByRole("button", { name: button }).click();
  await page.getByText(text).first().waitFor();
}
