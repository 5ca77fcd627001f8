// Walks through the portal in Chromium: node journey.mjs '{"portal": …, "pagopa": …, …}'.
import { main } from "./chromium.mjs";
import { restOfFlows } from "./flows.mjs";
import { look, narrowest } from "./look.mjs";
import { visitAll } from "./pages.mjs";
import { logIn, topUp, payAndWait, creditOf } from "./parent.mjs";

// One parent on a desk and another on a phone, each with JavaScript and without: neither may need
// what the other has. Then all pages, at the widths at which they change their shape.
const parents = [
  { name: "desk", width: 1280, person: "BNCMRA85A41A794Y", pupils: ["A001", "A002"] },
  { name: "phone", width: 390, person: "CLMPLA82E17F205U", pupils: ["A003", "A004"] },
];
await main(async (settings, open) => {
  for (const javaScript of [true, false]) {
    await Promise.all(parents.map(async (parent) => {
      const walk = { ...parent, javaScript, name: parent.name + (javaScript ? "" : " without JavaScript") };
      await journey(await open(walk), settings, walk);
    }));
  }
  await Promise.all([narrowest, 390, 1280].map(async (width) => {
    const visitor = await open({ name: `all pages at ${width}`, width, javaScript: true });
    await visitAll(visitor, settings);
    await visitor.close();
  }));
});

async function journey(visitor, settings, walk) {
  const { page } = visitor;
  await page.goto(settings.portal + "/");
  await look(visitor, "inizio");
  await logIn(page, walk.person);
  const before = await creditOf(page, settings, walk.pupils);
  await topUp(visitor, settings, walk.pupils, "20,50");
  await look(visitor, "pagamento-scelta");
  await payAndWait(visitor, settings, walk.javaScript);
  await restOfFlows(visitor, settings, walk.pupils);
  const after = await creditOf(page, settings, walk.pupils);
  walk.pupils.forEach((pupil, i) => {
    if (after[i] !== before[i] + 2050) {
      visitor.complain(`the credit of ${pupil} went from ${before[i]} to ${after[i]} cents`);
    }
  });
  await page.getByRole("button", { name: "Esci" }).click();
  await page.waitForURL(settings.portal + "/**");
  await visitor.close();
}
