// Lets the Nu HTML checker read the pages as the server sent them.
import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

// validate counts the errors and warnings of each row's page in row.vnu. One run takes all files.
export async function validate(settings, rows, findings) {
  const folder = join(settings.state, "html");
  await mkdir(folder, { recursive: true });
  const files = rows.map((_, i) => join(folder, `${i}.html`));
  await Promise.all(rows.map((row, i) => writeFile(files[i], row.html)));
  const jar = join(settings.judges, "node_modules/vnu-jar/build/dist/vnu.jar");
  const said = await run("java", ["-jar", jar, "--format", "json", "--exit-zero-always", ...files]);
  rows.forEach((row) => { row.vnu = 0; });
  for (const message of JSON.parse(said).messages) {
    const row = rows[files.findIndex((file) => message.url.endsWith(file))];
    row.vnu++;
    findings.push(`${row.path}: vnu: line ${message.lastLine}: ${message.message}`);
  }
}

function run(program, parameters) {
  return new Promise((done, fail) => {
    execFile(program, parameters, { maxBuffer: 16 << 20 }, (error, _, stderr) => error ? fail(error) : done(stderr));
  });
}
