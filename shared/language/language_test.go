package language_test

import (
	"html/template"
	"os"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/language"
)

// german is a language that the portal does not have.
const german = `msgid ""
msgstr ""
"Language: de\n"

# a comment
msgid "Totale"
msgstr "Summe"

msgid "Dopo il <strong>{{.Day}}</strong> <a>scrivi a {{.Office}}</a>."
msgstr "<a>Schreib an {{.Office}}</a> nach dem <strong>{{.Day}}</strong>."

msgid "{{if .One}}l'avviso si aggiorna{{else}}gli avvisi si aggiornano{{end}} da {{if .One}}solo{{else}}soli{{end}}"
msgstr ""
"{{if .One}}die Zahlungsaufforderung aktualisiert{{else}}"
"die \"Zahlungsaufforderungen\" aktualisieren{{end}} sich selbst"

msgid "Il testo supera %s caratteri: accorcialo."
msgstr "Bitte kürzen: mehr als %s Zeichen."

msgid "Il giorno %s è passato. %s"
msgstr "%[2]s Der %[1]s ist vorbei."

msgid "Scegli un altro giorno."
msgstr "Wähle einen anderen Tag."

msgid "novembre %s"
msgstr "November %s"

msgid "pasti"
msgstr "Mahlzeiten"

msgid "per %s"
msgstr "für %s"

msgid "Senza traduzione"
msgstr ""
`

func catalogue(t *testing.T) *language.Catalogue {
	t.Helper()
	entries, err := language.ParsePO(german)
	if err != nil {
		t.Fatal(err)
	}
	return language.NewCatalogue(entries)
}

// Goal: a text of Go code is translated, also when it was put together of several, whose parts are messages or not.
// Method: texts of each kind, in a small language of the test.
func TestText(t *testing.T) {
	words := catalogue(t)
	for italian, want := range map[string]string{
		"Totale": "Summe",
		"Il testo supera 200 caratteri: accorcialo.":             "Bitte kürzen: mehr als 200 Zeichen.",
		"Il giorno 1/11/2026 è passato. Scegli un altro giorno.": "Wähle einen anderen Tag. Der 1/11/2026 ist vorbei.",
		"Scegli un altro giorno. Totale":                         "Wähle einen anderen Tag. Summe",
		"Elena: Scegli un altro giorno.":                         "Elena: Wähle einen anderen Tag.",
		"3\u00a0pasti":                                           "3\u00a0Mahlzeiten",
		"per 3\u00a0pasti":                                       "für 3\u00a0Mahlzeiten",
		"per novembre 2026":                                      "für November 2026",
		"Senza traduzione":                                       "Senza traduzione",
		"Il pane: e il sale. O no":                               "Il pane: e il sale. O no",
		"":                                                       "",
	} {
		if got := words.Text(italian); got != want {
			t.Errorf("%q becomes %q, want %q", italian, got, want)
		}
	}
	if got := (*language.Catalogue)(nil).Text("Totale"); got != "Totale" {
		t.Errorf("Italian becomes %q", got)
	}
}

// Goal: a template says in another language what it says in Italian, with the same values and links, and what has no
// translation stays. Method: sources with every kind of piece; the translated ones are parsed and executed.
func TestTemplate(t *testing.T) {
	words := catalogue(t)
	data := map[string]any{"Day": "<1/11>", "Office": "Ufficio", "One": false}
	for source, want := range map[string]string{
		`<p>Totale</p>`:                         `<p>Summe</p>`,
		`<td data-etichetta="Totale">Totale: 5`: `<td data-etichetta="Summe">Totale: 5`,
		"<p>Dopo il\n<strong class=\"c\">{{.Day}}</strong>\n  <a href=\"/x?a={{.Day}}\">scrivi a {{.Office}}</a>. </p>": `<p>` +
			`<a href="/x?a=%3c1%2f11%3e">Schreib an Ufficio</a> nach dem <strong class="c">&lt;1/11&gt;</strong>. </p>`,
		`<li>{{/* a note */}}{{if .One}}l'avviso si aggiorna{{else}}gli avvisi si aggiornano{{end}} da {{if .One}}solo{{else}}soli{{end}}</li>`: `<li>` +
			`die "Zahlungsaufforderungen" aktualisieren sich selbst</li>`,
		`{{if .One}}<p>Totale</p>{{else}}<b>Totale</b> {{.Office}} <i>Totale</i>{{end}}`: `<b>Summe</b> Ufficio <i>Summe</i>`,
		`{{with .Office}}{{if eq . "<p>Totale>"}}no{{else}}Totale{{end}}{{end}}`:         `Summe`,
		`<a title="Totale {{.Day}}" href="/totale">1</a> { Totale`:                       `<a title="Totale &lt;1/11&gt;" href="/totale">1</a> { Totale`,
		`<meta name="viewport" content="Totale"><meta name="d" content="Totale">`:        `<meta name="viewport" content="Totale"><meta name="d" content="Summe">`,
	} {
		page, err := template.New("").Parse(words.Template(source))
		if err != nil {
			t.Errorf("%s: %v", source, err)
			continue
		}
		var out strings.Builder
		if err := page.Execute(&out, data); err != nil || out.String() != want {
			t.Errorf("%s\nbecomes %s\nwant    %s, %v", source, out.String(), want, err)
		}
	}
}

// Goal: messages are what people read, whole, and nothing else. Method: the messages of a source with all pieces.
func TestMessages(t *testing.T) {
	source, err := os.ReadFile("testdata/page.html")
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"Vai a <a>Conto</a> o <a2>Ricariche{{if .Many}} fatte{{end}}</a2>.", "Stampa", "{{plural .Count \"pasto\" \"pasti\"}} in più",
		"Prima", "Seconda", "Coordinate",
	}
	if got := language.Messages(string(source)); !slices.Equal(got, want) {
		t.Errorf("messages\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Goal: a source survives being cut into pieces, also one that no browser and no template would take. Method: the
// translation without any message of sources that end in the middle of something, and of whatever fuzzing finds.
func FuzzTemplate(f *testing.F) {
	for _, source := range []string{
		"", "<", "{", "{{", "{{if", "{{end}}a{{end}}", "<a>b<p>c</a>", `<p title="a{{"b"}}`, "{{/* a", "</a", "{{if a}}b<a>c{{else}}d</a>{{end}}",
	} {
		f.Add(source)
	}
	words := language.NewCatalogue(nil)
	f.Fuzz(func(t *testing.T, source string) {
		if got := words.Template(source); got != source {
			t.Errorf("%q becomes %q", source, got)
		}
	})
}

// Goal: a file that is broken is told, with its line, and one that is written can be read. Method: broken ones; every
// entry of the small language once around.
func TestPO(t *testing.T) {
	for _, text := range []string{"msgid \"a\"\nmsgstr \"b", "msgid a", "msgstr \"b\"", "msgctxt \"c\"\nmsgid \"a\"", "\"a\""} {
		if entries, err := language.ParsePO(text); err == nil {
			t.Errorf("%q is read as %v", text, entries)
		}
	}
	entries, err := language.ParsePO(german)
	if err != nil {
		t.Fatal(err)
	}
	again, err := language.ParsePO(language.WritePO("de", entries))
	if err != nil || !slices.Equal(again, entries) {
		t.Errorf("%v, %v", again, err)
	}
}

// Goal: every language that is offered can be read, and only those are known. Method: all of them; other texts.
func TestOffered(t *testing.T) {
	for _, one := range language.Offered() {
		words, err := language.Read(one.Code)
		if code, known := language.Known(string(one.Code)); err != nil || !known || code != one.Code {
			t.Errorf("%s: %v", one.Code, err)
		}
		if one.Code != language.Italian && words.Text("Totale") == "Totale" {
			t.Errorf("%s does not translate", one.Code)
		}
	}
	for _, text := range []string{"", "de", "EN", "en.po", "../en"} {
		if code, known := language.Known(text); known || code != language.Italian {
			t.Errorf("%q is known as %s", text, code)
		}
	}
	if _, err := language.Read("de"); err == nil {
		t.Error("a language without a file is read")
	}
}

// BenchmarkEnglish measures what the first English page of a function costs more than an Italian one, and each text.
func BenchmarkEnglish(b *testing.B) {
	b.Run("read", func(b *testing.B) {
		for b.Loop() {
			if _, err := language.Read("en"); err != nil {
				b.Fatal(err)
			}
		}
	})
	words, err := language.Read("en")
	if err != nil {
		b.Fatal(err)
	}
	page, err := os.ReadFile("testdata/page.html")
	if err != nil {
		b.Fatal(err)
	}
	b.Run("template", func(b *testing.B) {
		b.SetBytes(int64(len(page)))
		for b.Loop() {
			words.Template(string(page))
		}
	})
	for name, text := range map[string]string{
		"whole": "Pagina non trovata", "composed": "Il testo supera 200 caratteri: accorcialo.", "unknown": "Elena Colombo",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				words.Text(text)
			}
		})
	}
}
