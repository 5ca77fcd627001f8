package visitor

import (
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
)

// reader walks through a page. The pages are well-formed enough for an XML decoder that knows
// HTML's void elements and entities.
type reader struct {
	page   *Page
	text   strings.Builder
	marks  []mark
	choice string // name of the select that is open
}

// mark is an element whose text is wanted: where in the text it began.
type mark struct {
	tag    string
	begins int
	link   string
	button Button
	isLink bool
}

func (p *Page) read() error {
	r := &reader{page: p}
	decoder := xml.NewDecoder(strings.NewReader(p.Body))
	decoder.Strict, decoder.AutoClose, decoder.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			p.Text = plain(r.text.String())
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			r.open(token.Name.Local, attributes(token))
		case xml.EndElement:
			r.close(token.Name.Local)
		case xml.CharData:
			r.text.Write(token)
		}
	}
}

func attributes(element xml.StartElement) map[string]string {
	found := map[string]string{}
	for _, attribute := range element.Attr {
		found[attribute.Name.Local] = attribute.Value
	}
	return found
}

func (r *reader) open(tag string, has map[string]string) {
	switch tag {
	case "html":
		r.page.Lang = has["lang"]
	case "a":
		address, isLink := has["href"]
		r.mark(mark{tag: tag, link: address, isLink: isLink})
	case "h1":
		r.mark(mark{tag: tag})
	case "form":
		method := strings.ToUpper(has["method"])
		if method == "" {
			method = http.MethodGet
		}
		form := Form{Method: method, Action: has["action"], Fields: url.Values{}, Choices: map[string][]string{}}
		r.page.Forms = append(r.page.Forms, form)
	case "button":
		r.mark(mark{tag: tag, button: Button{Name: has["name"], Value: has["value"]}})
	case "select":
		r.choice = has["name"]
	case "input":
		r.input(has)
	case "option":
		r.option(has)
	case "p", "li", "td", "th", "div", "tr", "br", "dd", "dt", "h2", "h3", "label":
		r.text.WriteByte(' ')
	}
}

func (r *reader) mark(m mark) {
	m.begins = r.text.Len()
	r.marks = append(r.marks, m)
}

func (r *reader) close(tag string) {
	if tag == "p" || tag == "li" || tag == "h2" || tag == "h3" || tag == "h1" || tag == "button" || tag == "a" {
		defer r.text.WriteByte(' ')
	}
	last := len(r.marks) - 1
	if last < 0 || r.marks[last].tag != tag {
		return
	}
	m := r.marks[last]
	r.marks = r.marks[:last]
	words := plain(r.text.String()[m.begins:])
	switch tag {
	case "a":
		if m.isLink {
			r.page.Links = append(r.page.Links, Link{words, m.link})
		}
	case "h1":
		r.page.Headings = append(r.page.Headings, words)
	case "button":
		if form := r.form(); form != nil {
			m.button.Text = words
			form.Buttons = append(form.Buttons, m.button)
		}
	}
}

// form is the form that is open: forms do not nest, and none is read after its end.
func (r *reader) form() *Form {
	if len(r.page.Forms) == 0 {
		return nil
	}
	return &r.page.Forms[len(r.page.Forms)-1]
}

func (r *reader) input(has map[string]string) {
	form, name := r.form(), has["name"]
	if form == nil || name == "" {
		return
	}
	_, checked := has["checked"]
	switch has["type"] {
	case "checkbox", "radio":
		form.Choices[name] = append(form.Choices[name], has["value"])
		if checked {
			form.Fields.Add(name, has["value"])
		}
	case "submit":
		form.Buttons = append(form.Buttons, Button{has["value"], name, has["value"]})
	default:
		form.Fields.Add(name, has["value"])
	}
}

func (r *reader) option(has map[string]string) {
	form := r.form()
	if form == nil || r.choice == "" {
		return
	}
	_, selected := has["selected"]
	if selected || !form.Fields.Has(r.choice) {
		form.Fields.Set(r.choice, has["value"])
	}
}
