// The office's figures and the list of debtors: node figures.mjs '{"portal": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { loginOperator } from "./operator.mjs";

const accountant = "GRCMRC70R03H501H";

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    const visitor = await open({ width: 1280, javaScript, name: `figures${javaScript ? "" : " without JavaScript"}` });
    const { page } = visitor;
    await loginOperator(page, settings, accountant);
    await page.getByRole("link", { name: "Prospetti" }).click();
    await page.getByRole("heading", { name: "Pasti e ricavi per mese" }).waitFor();
    await page.getByLabel("Costo di un pasto in euro").fill("6,50");
    await page.getByRole("button", { name: "Mostra" }).click();
    await page.getByText("le famiglie ne coprono").waitFor();
    await page.getByRole("img", { name: "Ricavi per mese" }).waitFor();
    await page.getByRole("img", { name: "Ricavi per scuola" }).waitFor();
    for (const [summary, drawing] of [
      ["Grafico dei pasti per mese", "Pasti per mese"],
      ["Grafici dei ricavi per fascia, dei pasti per scuola e per fascia", "Pasti per fascia"],
      ["Grafico dei debiti di ogni scuola", "Debiti per scuola e anzianità"],
    ]) {
      await page.getByText(summary, { exact: true }).click();
      await page.getByRole("img", { name: drawing }).waitFor();
    }
    await look(visitor, "ufficio-prospetti");
    await page.getByRole("link", { name: "Apri l’elenco dei debitori" }).click();
    await page.getByRole("heading", { level: 1, name: "Elenco dei debitori" }).waitFor();
    await page.getByRole("table", { name: "Debitori" }).waitFor();
    await look(visitor, "ufficio-debitori");
    await visitor.close();
  }
});
