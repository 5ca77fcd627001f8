// Logs in with a card in Chromium: node card.mjs '{"portal": …, "door": …, "card": …, …}'.
import { main } from "./chromium.mjs";
import { look } from "./look.mjs";

await main((settings, open) => Promise.all([{ width: 390, javaScript: false }, { width: 1280, javaScript: true }].map(
  (walk) => logIn(settings, open, walk))));

async function logIn(settings, open, walk) {
  const context = {
    ignoreHTTPSErrors: true, // The door's certificate is one that the local stack has made for itself.
    clientCertificates: [
      { origin: settings.door, certPath: `${settings.card}.pem`, keyPath: `${settings.card}.key` },
    ],
  };
  const visitor = await open({ name: `card at ${walk.width}`, ...walk, context });
  const { page } = visitor;
  await page.goto(settings.portal + "/accesso");
  await page.getByRole("link", { name: "Entra con CNS" }).click();
  await page.getByRole("heading", { name: "Entra con la CNS" }).waitFor();
  await look(visitor, "cns");
  await page.getByRole("link", { name: "Continua con la CNS" }).click();
  await page.waitForURL(settings.portal + "/riepilogo");
  await page.getByRole("heading", { name: "Riepilogo" }).waitFor();
  await visitor.close();
}
