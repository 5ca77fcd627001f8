package paper

import (
	"slices"
	"strings"

	"serviziscolastici/shared/paper/pdf"
)

// Person is someone a paper names.
type Person struct {
	Name       string // name and family name
	FiscalCode string // may be empty
	Address    string // on one line; may be empty
}

// letterhead is the top of every paper but the notice: the Comune on the left, the kind and number of
// the paper on the right, its title below. It returns the y below.
func (s *sheet) letterhead(c Creditor, kind, number, title string) (float64, error) {
	const logoSize, x, right = 22.0, marginLeft + 26, 138.0
	if err := s.logo(marginLeft, marginTop, logoSize, c); err != nil {
		return 0, err
	}
	small := style{size: 8.5, ink: grey}
	const room = right - x - 6
	y := marginTop
	if c.UpperBody != "" {
		y = s.text(x, y, room, small, c.UpperBody)
	}
	y = s.paragraph(x, y, room, 2, style{size: 13, bold: true, ink: black}, c.Name)
	if c.Office != "" {
		y = s.paragraph(x, y, room, 2, style{size: 9, ink: black}, c.Office)
	}
	y = s.paragraph(x, y+0.5, room, 4, small, c.smallPrint())
	s.text(right, marginTop, marginRight-right, style{size: 9, bold: true, ink: grey}, kind)
	s.paragraph(right, marginTop+4, marginRight-right, 3, style{size: 10.5, bold: true, ink: black}, number)
	y = max(y, marginTop+logoSize) + 3
	s.rule(marginLeft, y, width)
	heading := style{size: 19, bold: true, ink: black, tag: pdf.Heading1}
	return s.paragraph(marginLeft, y+4, width, 2, heading, title) + 3, nil
}

// Contacts are e-mail, telephone and site, divided as pagoPA's guide asks.
func (c Creditor) Contacts() string { return joined(c.Email, c.Phone, c.Website) }

// smallPrint is fiscal code, address and contacts.
func (c Creditor) smallPrint() string {
	return dotted(joined(prefixed("Cod. fiscale ", c.FiscalCode), c.Address, c.Contacts()))
}

// joined writes the parts that are there, with middle dots between them.
func joined(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(part string) bool { return part == "" }), " · ")
}

// dotted ties middle dots to the word before them, so that no line begins with one.
func dotted(text string) string { return strings.ReplaceAll(text, " · ", "\u00a0· ") }

// parties draws two people side by side, each under what they are, and returns the y below.
func (s *sheet) parties(y float64, leftTitle string, left Person, rightTitle string, right Person) float64 {
	below := s.party(marginLeft, y, leftTitle, left)
	if right.Name != "" {
		below = max(below, s.party(rightColumn, y, rightTitle, right))
	}
	return below + 5
}

func (s *sheet) party(x, y float64, title string, p Person) float64 {
	y = s.text(x, y, column, style{size: 9, bold: true, ink: grey, tag: pdf.Heading2}, title)
	y = s.paragraph(x, y+0.5, column, 2, style{size: 12, bold: true, ink: black}, p.Name)
	detail := style{size: 9, ink: black}
	if p.FiscalCode != "" {
		y = s.text(x, y, column, detail, "Cod. fiscale "+p.FiscalCode)
	}
	if p.Address != "" {
		y = s.paragraph(x, y, column, 2, detail, p.Address)
	}
	return y
}

// highlight is the grey band with the two facts that a reader looks for first.
func (s *sheet) highlight(y float64, left, right fact) float64 {
	const height = 21.0
	s.box(marginLeft, y, width, height, pale)
	label := style{size: 9, bold: true, ink: grey}
	value := style{size: 21, bold: true, ink: black}
	s.text(marginLeft+bandInset, y+3, column-bandInset, label, left.label)
	s.text(marginLeft+bandInset, y+7.5, column-bandInset, value, left.value)
	if right.value != "" {
		s.text(rightColumn, y+3, column-bandInset, label, right.label)
		s.text(rightColumn, y+8.5, column-bandInset, style{size: 17, bold: true, ink: black}, right.value)
	}
	return y + height + 6
}

// note is a paragraph of small print over the whole width.
func (s *sheet) note(y float64, text string) float64 {
	if text == "" {
		return y
	}
	const most = 12
	small := style{size: 9, ink: black}
	lines := s.split(text, width, most, small)
	y = s.room(y, float64(len(lines))*small.leading())
	return s.lines(marginLeft, y, small, lines) + 1.8
}

// named is a person on one line, with the fiscal code when it says something: pagoPA writes
// "ANONIMO" for who it does not know.
func named(name, code string) string {
	if code == "" || code == "ANONIMO" {
		return name
	}
	return name + ", cod. fiscale " + code
}

func prefixed(prefix, text string) string {
	if text == "" {
		return ""
	}
	return prefix + text
}
