package visitor

import (
	"net/http"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// reader walks through a page.
type reader struct {
	page   *Page
	text   strings.Builder
	form   *Form  // that is open
	choice string // name of the select that is open
}

// read reads the page's body, as a browser without scripts does.
func (p *Page) read() error {
	root, err := html.ParseWithOptions(strings.NewReader(p.Body), html.ParseOptionEnableScripting(false))
	if err != nil {
		return err
	}
	r := &reader{page: p}
	r.walk(root)
	p.Text = plain(r.text.String())
	return nil
}

// walk reads a node with its children and returns their words.
func (r *reader) walk(node *html.Node) string {
	begins := r.text.Len()
	if node.Type == html.TextNode {
		r.text.WriteString(node.Data)
	}
	for child := range node.ChildNodes() {
		if child.Type == html.ElementNode {
			r.element(child)
		} else {
			r.walk(child)
		}
	}
	return plain(r.text.String()[begins:])
}

func (r *reader) element(node *html.Node) {
	has := map[string]string{}
	for _, attribute := range node.Attr {
		has[attribute.Key] = attribute.Val
	}
	switch node.DataAtom {
	case atom.Script, atom.Style:
		return
	case atom.P, atom.Li, atom.Td, atom.Th, atom.Div, atom.Tr, atom.Br, atom.Dd, atom.Dt, atom.H1, atom.H2, atom.H3,
		atom.Label, atom.A, atom.Button:
		r.text.WriteByte(' ')
		defer r.text.WriteByte(' ')
	case atom.Html:
		r.page.Lang = has["lang"]
	case atom.Form:
		r.open(has)
		defer r.close()
	case atom.Select:
		r.choice = has["name"]
	}
	words := r.walk(node)
	switch node.DataAtom {
	case atom.A:
		if address, isLink := has["href"]; isLink {
			r.page.Links = append(r.page.Links, Link{words, address})
		}
	case atom.H1:
		r.page.Headings = append(r.page.Headings, words)
	default:
		if r.form != nil {
			r.form.field(node.DataAtom, has, words, r.choice)
		}
	}
}

func (r *reader) open(has map[string]string) {
	method := strings.ToUpper(has["method"])
	if method == "" {
		method = http.MethodGet
	}
	r.form = &Form{Method: method, Action: has["action"], Fields: url.Values{}, Choices: map[string][]string{}}
}

func (r *reader) close() {
	r.page.Forms = append(r.page.Forms, *r.form)
	r.form = nil
}

// field reads an element of the form. Options are those of the select that is named choice.
func (f *Form) field(element atom.Atom, has map[string]string, words, choice string) {
	name := has["name"]
	switch element {
	case atom.Button:
		f.Buttons = append(f.Buttons, Button{words, name, has["value"]})
	case atom.Input:
		if name != "" {
			f.input(name, has)
		}
	case atom.Textarea:
		f.Fields.Add(name, words)
	case atom.Option:
		if _, selected := has["selected"]; choice != "" && (selected || !f.Fields.Has(choice)) {
			f.Fields.Set(choice, has["value"])
		}
	}
}

func (f *Form) input(name string, has map[string]string) {
	_, checked := has["checked"]
	switch has["type"] {
	case "checkbox", "radio":
		f.Choices[name] = append(f.Choices[name], has["value"])
		if checked {
			f.Fields.Add(name, has["value"])
		}
	case "submit":
		f.Buttons = append(f.Buttons, Button{has["value"], name, has["value"]})
	default:
		f.Fields.Add(name, has["value"])
	}
}
