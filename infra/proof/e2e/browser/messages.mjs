// Shows every message as a parent reads it, by mail and on App IO: node messages.mjs '{"previews": …, …}'.
import { readFile } from "node:fs/promises";
import { main } from "./chromium.mjs";
import { checkEdges, narrowest, picture } from "./look.mjs";

// What a text must not show: words that a program leaves where it had nothing to say.
const leftOpen = /%!|[{}]|<no value>|\b(undefined|null|nil|NaN)\b|  \S/;

// The most lines that a subject takes on a phone of 390 px: lists of messages show no more.
const subjectLines = 2;

await main(async (settings, open) => {
  const messages = read(await readFile(settings.previews, "utf8"));
  if (messages.length < 16) {
    throw new Error(`${messages.length} messages`);
  }
  await Promise.all([narrowest, 390, 1280].map(async (width) => {
    const visitor = await open({ width, javaScript: true, name: `messages at ${width}` });
    for (const [at, message] of messages.entries()) {
      for (const [channel, text] of Object.entries(message.texts)) {
        await visitor.page.setContent(frame(channel, message.subject, text));
        if (width !== narrowest) {
          await picture(visitor, `messaggio-${String(at + 1).padStart(2, "0")}-${message.kind}-${channel}`);
        }
        await checkEdges(visitor);
        await judge(visitor, message, channel);
      }
    }
    await visitor.close();
  }));
});

// read takes the previews apart: a kind and a subject, the mail, and what App IO shows where that differs.
function read(previews) {
  return previews.split(/^=== (?=\w+:)/m).slice(1).map((preview) => {
    const [, kind, subject, rest] = preview.match(/^(\w+): (.*)\n\n([^]*)$/);
    const [mail, io] = rest.split("\n=== App IO\n\n");
    return { kind, subject, texts: io ? { mail, io } : { mail } };
  });
}

// judge finds what is wrong with a message as it is shown.
async function judge({ page, complain, width }, { kind, subject }, channel) {
  const shown = await page.locator("body").innerText();
  const left = shown.match(leftOpen);
  if (left) {
    complain(`${kind}, ${channel}: "${left[0]}" is left in ${subject}`);
  }
  const lines = await page.locator("h1").evaluate((h) => h.getBoundingClientRect().height / parseFloat(getComputedStyle(h).lineHeight));
  if (width === 390 && Math.round(lines) > subjectLines) {
    complain(`${kind}, ${channel}: the subject takes ${lines} lines: ${subject}`);
  }
  const hosts = await page.locator("a").evaluateAll((links) => links.map((a) => a.host));
  const needsNone = channel === "io" && /sospensione|scaduto/.test(kind);
  if (hosts.some((host) => host !== "servizi.vallechiara.example.it") || (hosts.length === 0 && !needsNone)) {
    complain(`${kind}, ${channel}: leads to ${JSON.stringify(hosts)}`);
  }
}

// frame shows a text as the channel does: mail as it is written, App IO as its Markdown, in which each new line is one.
// Both make links of addresses.
function frame(channel, subject, text) {
  const linked = (plain) => escaped(plain).replace(/https:\/\/[^\s<]*[^\s<.,:;)]/g, (url) => `<a href="${url}">${url}</a>`);
  const body = channel === "mail"
    ? `<div class="testo">${linked(text)}</div>`
    : text.split("\n\n").map((paragraph) => `<p>${linked(paragraph.trim()).replaceAll("\n", "<br>")}</p>`).join("");
  const from = channel === "mail" ? "Comune di Vallechiara &lt;servizi@vallechiara.example.it&gt;<br>a maria@example.it" : "Comune di Vallechiara · Servizi scolastici";
  return `<!DOCTYPE html><html lang="it"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(subject)}</title>
<style>body{font:16px/1.5 sans-serif;margin:0;padding:16px;max-width:42rem}h1{font-size:20px;line-height:1.3;margin:0 0 8px}
header{border-bottom:1px solid #ccc;margin-bottom:16px;padding-bottom:8px}header p{margin:0;color:#555;font-size:14px}
.testo{white-space:pre-wrap}a,header{overflow-wrap:anywhere}</style>
<header>${channel === "mail" ? `<h1>${escaped(subject)}</h1><p>${from}</p>` : `<p>${from}</p><h1>${escaped(subject)}</h1>`}</header>${body}</html>`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
