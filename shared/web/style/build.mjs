// Builds the portal's style sheet from a subset of Bootstrap Italia and our own
// parts, and drops every rule that no page uses. gallery.html shows the whole
// vocabulary, so what it shows stays, whether a page uses it yet or not.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { PurgeCSS } from 'purgecss';
import * as sass from 'sass';

const here = dirname(fileURLToPath(import.meta.url));
const repository = join(here, '../../..');
const files = join(here, '../assets/files');
const modules = join(here, 'node_modules');

const full = sass.compile(join(here, 'portal.scss'), {
  style: 'compressed',
  charset: false, // A byte order mark would spoil the first rule.
  quietDeps: true,
  logger: sass.Logger.silent, // Bootstrap Italia still uses @import.
  loadPaths: [join(modules, 'bootstrap-italia/src/scss'), modules],
}).css;

const [purged] = await new PurgeCSS().purge({
  css: [{ raw: full }],
  content: [
    join(here, 'gallery.html'),
    join(here, '../layout/**/*.html'),
    join(here, '../icons/*.svg'),
    join(here, '../*.go'),
    join(here, '../assets/files/app.js'),
    join(repository, 'functions/*/pages/*.html'),
  ],
  defaultExtractor: (text) => text.match(/[\w-]+/g) ?? [],
  safelist: { standard: [/^:/, 'html', 'body', 'js', 'aperto', /^stato-/, /^passo-/, /^giorno-/, /^figlio-/, /^callout-/, /^alert-/] },
  variables: true,
  fontFace: false,
});

// Fonts carry the hash of their content, as assets.Path writes it.
let css = purged.css;
for (const weight of [400, 600, 700]) {
  const name = `titillium-web-${weight}.woff2`;
  copyFileSync(join(modules, '@fontsource/titillium-web/files', `titillium-web-latin-${weight}-normal.woff2`), join(files, name));
  const hash = createHash('sha256').update(readFileSync(join(files, name))).digest('hex').slice(0, 12);
  css = css.replaceAll(name, `titillium-web-${weight}.${hash}.woff2`);
}
copyFileSync(join(modules, '@fontsource/titillium-web/LICENSE'), join(files, 'titillium-web-OFL.txt'));
writeFileSync(join(files, 'app.css'), css);
console.log(`app.css: ${css.length} bytes of ${full.length}`);
