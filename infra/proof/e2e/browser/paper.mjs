// paper complains unless the office's page, printed, says who prints it, when, and each of the named texts; its button
// is there for browsers with JavaScript only.
export async function paper({ page, complain, javaScript }, ...texts) {
  if (await page.getByRole("button", { name: "Stampa", exact: true }).first().isVisible() !== javaScript) {
    complain(`the button that prints ${javaScript ? "is missing" : "does nothing"}`);
  }
  await page.emulateMedia({ media: "print" });
  for (const text of [/^Comune di Vallechiara, .*Stampato il \d\d\/\d\d\/\d{4} alle \d+:\d\d/, ...texts]) {
    if (!(await page.getByText(text).filter({ visible: true }).count())) complain(`printed: no ${text}`);
  }
  await page.emulateMedia({ media: null });
}
