package paper

import (
	_ "embed" // The fonts below.
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/paper/pdf"
)

// Titillium Web (SIL Open Font License, fonts/OFL.txt) is the typeface of pagoPA's notices and of
// Italian public services.
var (
	//go:embed fonts/TitilliumWeb-Regular.ttf
	regularFont []byte
	//go:embed fonts/TitilliumWeb-Bold.ttf
	boldFont []byte
)

// typeface is what papers are written with. It has the Latin letters of Europe's languages and no others
// (infra/decisions/0023-letters-and-papers.md).
type typeface struct{ regular, bold *pdf.Font }

func titillium() (typeface, error) {
	regular, err := pdf.ParseFont("TitilliumWeb-Regular", regularFont)
	if err != nil {
		return typeface{}, err
	}
	bold, err := pdf.ParseFont("TitilliumWeb-Bold", boldFont)
	return typeface{regular, bold}, err
}

// Unprintable returns the first character of a text that papers cannot show: neither itself, nor as a Latin
// letter without its accents. It returns false when there is none.
func Unprintable(text string) (rune, bool) {
	isASCII := func(r rune) bool { return r <= unicode.MaxASCII }
	if !strings.ContainsFunc(text, func(r rune) bool { return !isASCII(r) }) {
		return 0, false
	}
	fonts, err := titillium()
	if err != nil { // The fonts are part of the program: no paper can be drawn then.
		return 0, false
	}
	for _, r := range norm.NFC.String(text) {
		own := isASCII(r) || unicode.In(r, unicode.Latin, unicode.Common, unicode.Mn)
		if !fonts.has(r) && (!own || fonts.shown(r) == "" && !unicode.Is(unicode.Mn, r)) {
			return r, true
		}
	}
	return 0, false
}

// printable makes one line of a text, in characters that the typeface has.
func (f typeface) printable(text string) string {
	var clean strings.Builder
	for _, r := range norm.NFC.String(text) {
		shown := f.shown(r)
		switch {
		case unicode.IsControl(r):
			clean.WriteByte(' ')
		case shown == "" && !unicode.In(r, unicode.Mn, unicode.Cf):
			clean.WriteByte('?')
		default:
			clean.WriteString(shown)
		}
	}
	return strings.Join(strings.FieldsFunc(clean.String(), func(r rune) bool { return r == ' ' }), " ")
}

// shown is how a paper shows a character: as it is, without its accents, or in letters that sound like it;
// "" when there are none.
func (f typeface) shown(r rune) string {
	if f.has(r) {
		return string(r)
	}
	var plain strings.Builder
	for _, part := range norm.NFKD.String(string(r)) {
		switch {
		case unicode.In(part, unicode.Mn, unicode.Cf):
		case f.has(part):
			plain.WriteRune(part)
		default:
			plain.WriteString(letters.ASCII(string(part)))
		}
	}
	return plain.String()
}

func (f typeface) has(r rune) bool { return f.regular.Has(r) && f.bold.Has(r) }
