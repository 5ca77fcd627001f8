// Logs in with a card in Chromium: node card.mjs '{"portal": …, "door": …, "card": …, …}'.
// Every finding is one line; the exit status is 1 when there is any.
import { launch } from "./chromium.mjs";
import { look } from "./look.mjs";

const settings = JSON.parse(process.argv[2]);
const findings = [];
const browser = await launch(settings);

try {
  await Promise.all([{ width: 390, javaScript: false }, { width: 1280, javaScript: true }].map(logIn));
} catch (error) {
  findings.push(error.stack);
} finally {
  await browser.close();
}
for (const finding of findings) {
  console.log(finding);
}
process.exit(findings.length > 0 ? 1 : 0);

async function logIn(walk) {
  const context = {
    ignoreHTTPSErrors: true, // The door's certificate is one that the local stack has made for itself.
    clientCertificates: [
      { origin: settings.door, certPath: `${settings.card}.pem`, keyPath: `${settings.card}.key` },
    ],
  };
  const visitor = await browser.visitor({ name: `card at ${walk.width}`, ...walk, context, findings });
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
