package visitor

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Page is an answer, read as a browser does.
type Page struct {
	Status   int
	Header   http.Header
	URL      *url.URL // after all redirects
	Body     string   // as it came; the PDF or CSV of a download
	Text     string   // what can be read, with single blanks; "" unless it is a page
	Lang     string
	Headings []string // the texts of the h1
	Links    []Link
	Forms    []Form
	visitor  *Visitor
}

// Link is something to follow.
type Link struct{ Text, Address string }

// Form is something to fill in.
type Form struct {
	Method, Action string
	Fields         url.Values          // as they stand on the page: typed, ticked, selected, hidden
	Choices        map[string][]string // the values of tick boxes and radio buttons, by name
	Buttons        []Button
}

// Button sends its form, with its own name and value if it has a name.
type Button struct{ Text, Name, Value string }

// IsHTML reports whether the answer is a page rather than a download.
func (p Page) IsHTML() bool { return strings.HasPrefix(p.Header.Get("Content-Type"), "text/html") }

// Expect fails the test unless the page has this status and shows all these texts.
func (p Page) Expect(status int, texts ...string) Page {
	p.visitor.t.Helper()
	if p.Status != status {
		p.visitor.t.Fatalf("%s: status %d, want %d: %s", p.URL, p.Status, status, p.Text)
	}
	for _, text := range texts {
		if !p.Shows(text) {
			p.visitor.t.Fatalf("%s does not say %q:\n%s", p.URL, text, p.Text)
		}
	}
	return p
}

// Shows reports whether a text can be read on the page.
func (p Page) Shows(text string) bool { return strings.Contains(p.Text, plain(text)) }

// Follow follows the first link whose text contains these words.
func (p Page) Follow(words string) Page {
	p.visitor.t.Helper()
	for _, link := range p.Links {
		if strings.Contains(link.Text, words) {
			return p.visitor.ask(http.MethodGet, p.URL, link.Address, nil)
		}
	}
	p.visitor.t.Fatalf("%s has no link %q among %v", p.URL, words, p.Links)
	return Page{}
}

// Press presses the button with this text, or else the first whose text contains it. Fields of
// its form get the values of fill first.
func (p Page) Press(text string, fill url.Values) Page {
	p.visitor.t.Helper()
	for _, fits := range []func(string) bool{
		func(label string) bool { return label == text },
		func(label string) bool { return strings.Contains(label, text) },
	} {
		for _, form := range p.Forms {
			for _, button := range form.Buttons {
				if fits(button.Text) {
					return p.submit(form, button, fill)
				}
			}
		}
	}
	p.visitor.t.Fatalf("%s has no button %q:\n%s", p.URL, text, p.Text)
	return Page{}
}

func (p Page) submit(form Form, button Button, fill url.Values) Page {
	p.visitor.t.Helper()
	fields := maps.Clone(form.Fields)
	maps.Copy(fields, fill)
	if button.Name != "" {
		fields.Set(button.Name, button.Value)
	}
	action := form.Action
	if action == "" {
		action = p.URL.String()
	}
	if form.Method == http.MethodPost {
		return p.visitor.ask(http.MethodPost, p.URL, action, fields)
	}
	return p.visitor.ask(http.MethodGet, p.URL, action+"?"+fields.Encode(), nil)
}

// Choices are the values to tick or choose under a name, of the whole page.
func (p Page) Choices(name string) []string {
	var values []string
	for _, form := range p.Forms {
		values = append(values, form.Choices[name]...)
	}
	return values
}

// plain makes all blanks single, also those that do not break.
func plain(text string) string { return strings.Join(strings.Fields(text), " ") }

// TextIn returns what the page says in a language, by the nearest attribute lang: what can be read, and the
// attributes that are read aloud.
func (p Page) TextIn(language string) string {
	p.visitor.t.Helper()
	root, err := html.Parse(strings.NewReader(p.Body))
	if err != nil {
		p.visitor.t.Fatal(err)
	}
	var said strings.Builder
	say(&said, root, language, "")
	return plain(said.String())
}

// say writes what a node says in a language; current is the node's own.
func say(to *strings.Builder, node *html.Node, language, current string) {
	for _, attribute := range node.Attr {
		if attribute.Key == "lang" {
			current = attribute.Val
		}
	}
	if node.DataAtom == atom.Script || node.DataAtom == atom.Style {
		return
	}
	if node.Type == html.TextNode && current == language {
		to.WriteString(node.Data)
	}
	for _, attribute := range node.Attr {
		if current == language && slices.Contains([]string{"alt", "aria-label", "data-etichetta", "placeholder", "title"}, attribute.Key) {
			to.WriteString(" " + attribute.Val + " ")
		}
	}
	for child := range node.ChildNodes() {
		say(to, child, language, current)
	}
	if !slices.Contains([]atom.Atom{atom.A, atom.Abbr, atom.Code, atom.Span, atom.Strong, atom.Time}, node.DataAtom) && node.Type == html.ElementNode {
		to.WriteByte(' ')
	}
}
