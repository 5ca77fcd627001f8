// Gets the certificate of all children of a year: node family.mjs '{"portal": …, …}'.
import { join } from "node:path";
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";
import { logIn } from "./parent.mjs";

const parents = [
  { width: 1280, person: "LDRYSF80S30Z330X" },
  { width: 390, person: "CLMPLA82E17F205U" },
];

await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const name = `family certificate at ${parent.width}${javaScript ? "" : " without JavaScript"}`;
      const visitor = await open({ ...parent, javaScript, name });
      await visitor.page.goto(settings.portal + "/");
      await logIn(visitor.page, parent.person);
      await certificate(visitor, settings);
      await visitor.close();
    }));
  }
});

// certificate goes from the list to the page, gets the file, and finds its number on the page.
async function certificate(visitor, settings) {
  const { page, complain, folder } = visitor;
  await page.goto(settings.portal + "/anagrafica/attestazioni");
  await look(visitor, "attestazioni-con-unica");
  await page.getByRole("link", { name: "Attestazione unica per tutti i figli, 2026" }).click();
  await page.getByRole("heading", { level: 1, name: "Attestazione unica del 2026" }).waitFor();
  const arriving = page.waitForEvent("download");
  await page.getByRole("button", { name: "Scarica l'attestazione unica (PDF)" }).click();
  const file = await arriving;
  if (!/^attestazione-2026-\d+\.pdf$/.test(file.suggestedFilename())) {
    complain(`the file is called ${file.suggestedFilename()}`);
  }
  await file.saveAs(join(folder, "attestazione-unica.pdf"));
  await page.goto(settings.portal + "/anagrafica/attestazioni/2026/tutti-i-figli");
  await page.getByText(/^\d+\/2026 del \d\d\/\d\d\/2026$/).waitFor();
  await look(visitor, "attestazione-unica");
}
