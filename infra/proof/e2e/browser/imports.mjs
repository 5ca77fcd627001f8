// Loads a file on the office's page: node imports.mjs '{"portal": …, …}'.
import { mkdtemp, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const clerk = "CNTGLI88B49F205V";

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    for (const width of [1280, 390]) {
      const visitor = await open({ width, javaScript, name: `imports at ${width}${javaScript ? "" : " without JavaScript"}` });
      await loginOperator(visitor.page, settings, clerk);
      await visitor.page.goto(settings.portal + "/ufficio/importazioni");
      await look(visitor, "importazioni");
      await aFile(visitor, `Prova ${width} ${javaScript ? "con" : "senza"}`);
      await notATable(visitor);
      if (javaScript) await tooLarge(visitor);
      await visitor.close();
    }
  }
});

// aFile uploads a file with a column that nobody knows, tells it, and confirms what it would do.
async function aFile(visitor, name) {
  const { page } = visitor;
  const code = name.replaceAll(" ", "").toUpperCase();
  const table = [
    `Sigla ${code};Denominazione;Ordine`, `${code};${name}, così com'è;primaria`, "B;Sbagliata;asilo", "",
  ].join("\r\n");
  await upload(page, "Scuole", Buffer.from(table, "latin1"));
  await settle(visitor, page.getByRole("heading", { name: "Quali sono le colonne?" }));
  await look(visitor, "importazioni-colonne");
  await page.getByLabel(`Colonna «Sigla ${code}»`).selectOption("codice");
  await page.getByLabel("Colonna «Ordine»").selectOption("livello");
  await page.getByRole("button", { name: "Leggi il file con queste colonne" }).click();
  await settle(visitor, page.getByRole("button", { name: "Conferma e carica 1 riga" }));
  await page.getByRole("heading", { name: "Righe errate: 1" }).waitFor();
  await page.getByRole("cell", { name: `${name}, così com'è` }).waitFor();
  await page.getByRole("definition").filter({ hasText: "scuole di città.csv" }).waitFor();
  await look(visitor, "importazioni-anteprima");
  await page.getByRole("button", { name: "Conferma e carica 1 riga" }).click();
  await settle(visitor, page.getByText("Righe registrate: 1"));
  await look(visitor, "importazioni-caricato");
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: /Scaricale tutte/ }).first().click();
  if (!(await (await download).suggestedFilename()).startsWith("errate-")) {
    visitor.complain("the wrong rows have another name");
  }
}

// notATable uploads something else.
async function notATable(visitor) {
  const { page } = visitor;
  await page.getByRole("link", { name: "Torna alle importazioni" }).click();
  await upload(page, "Presenze", Buffer.from("PK\u0003\u0004"));
  await settle(visitor, page.getByText("Questo è un foglio di calcolo"));
  await look(visitor, "importazioni-rifiutato");
}

// tooLarge chooses a file that S3 would refuse with a page of its own: the form says so and is not sent.
async function tooLarge(visitor) {
  const { page } = visitor;
  await page.getByRole("link", { name: "Torna alle importazioni" }).click();
  const folder = await mkdtemp(join(tmpdir(), "imports-"));
  const file = join(folder, "presenze.csv");
  await writeFile(file, "");
  await truncate(file, (50 << 20) + 1);
  await choose(page, "Presenze", file);
  await page.getByRole("alert").filter({ hasText: "Il file supera 50 MB: dividilo" }).waitFor();
  await look(visitor, "importazioni-grande");
  await rm(folder, { recursive: true });
}

async function upload(page, kind, content) {
  await choose(page, kind, { name: "scuole di città.csv", mimeType: "text/csv", buffer: content });
  await page.waitForURL(/inviato=1/);
}

// choose goes from the list to the form and presses its button.
async function choose(page, kind, file) {
  await page.getByLabel("Che cosa contiene il file?").selectOption({ label: kind });
  await page.getByRole("button", { name: "Avanti" }).click();
  await page.getByLabel("File da caricare").setInputFiles(file);
  await page.getByRole("button", { name: "Invia il file" }).click();
}

// settle waits until the page shows what is wanted: by itself with JavaScript, by the link without.
async function settle(visitor, wanted) {
  const { page, javaScript } = visitor;
  for (let tries = 0; !javaScript && tries < 60 && !(await wanted.first().isVisible()); tries++) {
    await page.getByRole("link", { name: "Aggiorna" }).click({ timeout: 1_000 }).catch(() => {});
    await page.waitForTimeout(200);
  }
  await wanted.first().waitFor();
}
