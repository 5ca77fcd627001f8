package main

import (
	"slices"
	"strings"
	"testing"

	"serviziscolastici/shared/language"
)

const root = "../../.."

func said(t *testing.T) *portal {
	t.Helper()
	p, err := readPortal(root)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Goal: no language lacks a message of the parents' portal, none holds a dead one, and each translation says the same
// values with the same links. Method: the messages of all templates and of the Go code against each catalogue; what
// the test prints can be pasted into it, or `go run ./infra/proof/language -write` prepares it.
func TestNoMessageIsMissing(t *testing.T) {
	p := said(t)
	for _, one := range language.Offered()[1:] {
		entries, err := readCatalogue(root + "/shared/language/" + string(one.Code) + ".po")
		if err != nil {
			t.Fatal(err)
		}
		if wrong := p.compare(entries); len(wrong) > 0 {
			t.Errorf("%s.po, %d of %d messages:\n\n%s", one.Code, len(wrong), len(p.places), strings.Join(wrong, "\n"))
		}
		if !slices.IsSortedFunc(entries, func(a, b language.Entry) int { return strings.Compare(a.Italian, b.Italian) }) {
			t.Errorf("%s.po is not sorted: go run ./infra/proof/language -write", one.Code)
		}
	}
}

// Goal: the test above looks at all there is. Method: messages of which each is found in another way.
func TestMessagesAreFound(t *testing.T) {
	p := said(t)
	for message, place := range map[string]string{
		"Credito sotto zero":  "functions/home/pages/_low.html",    // a template
		"Menu principale":     "shared/web/layout/header.html",     // an attribute of the layout
		"In verifica":         "functions/home/pages/summary.html", // the text of a badge
		"pasti":               "functions/home/pages/_low.html",    // a plural
		"Scelta e conferma":   "functions/topups/pages/list.html",  // a step
		"Pagina non trovata":  "shared/web/failure.go",             // a text of shared code
		"Riepilogo":           "functions/home/handler.go",         // a title
		"%s, pasto in bianco": "functions/account/movement.go",     // an end that is put to a text
		"Il testo supera %s caratteri: accorcialo.": "functions/registry/reports.go", // a format
		"lunedì": "shared/calendar/month.go", // a word
		"oggi":   "words.txt",
	} {
		if !slices.Contains(p.places[message], place) {
			t.Errorf("%q is not found in %s, but in %v", message, place, p.places[message])
		}
	}
}

// Goal: a wrong entry does not pass. Method: entries with one mistake each, against a portal of one message.
func TestCompare(t *testing.T) {
	message := "Vai a <a>{{.Name}}</a>{{if .Due}} entro il {{day .Due}}{{end}}, %s."
	p := &portal{places: map[string][]string{message: {"a page"}}}
	for translation, part := range map[string]string{
		"Go to <a>{{.Name}}</a> by {{day .Due}}, %s.":                   "",
		"Go to <a>{{.Name}}</a>{{if .Due}} by {{day .Due}}{{end}}, %s.": "",
		"": "without a translation: a page",
		"Go to <a>{{.FullName}}</a>{{if .Due}} by {{day .Due}}{{end}}, %s.": "other values",
		"Go to <a>{{.Name}}</a>, %s.":                                       "other values",
		"Go to {{.Name}}{{if .Due}} by {{day .Due}}{{end}}, %s.":            "other tags",
		"Go to <a>{{.Name}}</a>{{if .Name}} by {{day .Due}}{{end}}, %s.":    "conditions of its own",
		"Go to <a>{{.Name}}</a>{{if .Due}} by {{day .Due}}{{end}}.":         "other parts",
		"Go to <a>{{.Name}}</a>{{if .Due}} by {{day .Due}}, %s.":            "not closed",
		"Go to <a>{{.Name}}</a>{{end}} by {{if .Due}} {{day .Due}}, %s.":    "not closed",
		"Go to </a>{{.Name}}<a>{{if .Due}} by {{day .Due}}{{end}}, %s.":     "not closed",
	} {
		wrong := p.compare([]language.Entry{{Italian: message, Translation: translation}})
		if part == "" && len(wrong) > 0 || part != "" && (len(wrong) != 1 || !strings.Contains(wrong[0], part)) {
			t.Errorf("%q: %q, want %q", translation, wrong, part)
		}
	}
	if wrong := p.compare(nil); len(wrong) != 1 || !strings.Contains(wrong[0], "msgstr \"\"") {
		t.Errorf("a missing entry is told as %q", wrong)
	}
	dead := language.Entry{Italian: "Mai detto", Translation: "Never said"}
	if wrong := p.compare([]language.Entry{{Italian: message, Translation: message}, dead, dead}); len(wrong) != 3 {
		t.Errorf("a dead entry, twice: %q", wrong)
	}
}

// Goal: there is room for more languages. Method: a new one, which lacks every message and gets an entry for each.
func TestNewLanguage(t *testing.T) {
	p := said(t)
	german := []language.Entry{{Italian: "Totale", Translation: "Summe"}, {Italian: "Mai detto", Translation: "Nie gesagt"}}
	if wrong := p.compare(german); len(wrong) != len(p.places) { // all but one, and a dead one
		t.Errorf("%d messages, %d complaints", len(p.places), len(wrong))
	}
	merged := p.merged(german)
	if len(merged) != len(p.places) || !slices.Contains(merged, german[0]) {
		t.Errorf("%d entries for %d messages", len(merged), len(p.places))
	}
	again, err := language.ParsePO(language.WritePO("de", merged))
	if err != nil || !slices.Equal(again, merged) {
		t.Errorf("the file cannot be read again: %v", err)
	}
}
