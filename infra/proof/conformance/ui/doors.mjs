// The doors through which each of those who see pages comes in.
import { loginOperator } from "../../e2e/browser/operator.mjs";
import { logIn } from "../../e2e/browser/parent.mjs";

// parent is whose pages are judged. What is done at the office is done to other children.
export const parent = "BNCMRA85A41A794Y";

// doorsOf returns for each of them how a fresh browser's page comes in.
export function doorsOf(settings, tablet) {
  const office = (person, heading) => (page) => loginOperator(page, settings, person, heading);
  return {
    guest: async () => {},
    parent: async (page) => {
      await page.goto(settings.portal + "/");
      await logIn(page, parent);
    },
    operator: office("FRRLNE75D58A794F"), accountant: office("GRCMRC70R03H501H"), cook: office("RVILCU81T05F205Y", "Cucina"),
    tablet: (page) => page.goto(tablet),
  };
}
