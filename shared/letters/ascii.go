package letters

import (
	"strings"
	"unicode"

	"github.com/gosimple/unidecode"
	"golang.org/x/text/unicode/norm"
)

// ASCII writes a text in ASCII: letters lose their accents, and the others are replaced by those that
// sound or look like them, as in "Dordevic" for "Đorđević" and "Strauss" for "Strauß". What has no such
// letters is lost. The table of letters is opened, in some ten milliseconds, when a letter first needs it;
// accents alone do not (infra/decisions/0023-letters-and-papers.md).
func ASCII(text string) string {
	var plain strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case r <= unicode.MaxASCII:
			plain.WriteByte(byte(r))
		case unicode.Is(unicode.Mn, r):
		default:
			plain.WriteString(unidecode.Unidecode(string(r)))
		}
	}
	return plain.String()
}
