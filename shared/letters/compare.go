package letters

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Tidy returns a line as it is stored: letters and their accents composed (NFC), and one blank, whatever
// kind it was, between words.
func Tidy(line string) string {
	blank := func(r rune) bool { return unicode.Is(unicode.Zs, r) }
	return strings.Join(strings.FieldsFunc(norm.NFC.String(strings.TrimSpace(line)), blank), " ")
}

// Code returns a code as people type or paste it in the form in which codes are compared: capital letters
// without the blanks, hyphens and invisible characters of whoever grouped them. Letters beyond ASCII stay
// as they are: no code has one.
func Code(typed string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r != unicode.ReplacementChar && hides(r):
			return -1
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return r
	}, typed)
}

// Compact returns a text in the form in which names are compared: its letters and digits, as capitals of
// ASCII. "Nicolò D’Angelo" is NICOLODANGELO.
func Compact(text string) string {
	return strings.Map(func(r rune) rune {
		if isLetter(r) || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, plain(text))
}

func isLetter(r rune) bool { return r >= 'A' && r <= 'Z' }

// Words returns the words of a text, in capital letters of ASCII: NICOLO, D and ANGELO.
func Words(text string) []string {
	return strings.FieldsFunc(plain(text), func(r rune) bool { return !isLetter(r) })
}

// Names reports whether a text holds a name, written in whatever way: with other accents, apostrophes,
// hyphens or blanks, with or without them. The name begins and ends where words of the text do.
func Names(text, name string) bool {
	wanted := Compact(name)
	if wanted == "" {
		return false
	}
	all := Words(text)
	for first := range all {
		joined := ""
		for _, word := range all[first:] {
			if joined += word; len(joined) >= len(wanted) {
				break
			}
		}
		if joined == wanted {
			return true
		}
	}
	return false
}

// plain writes a text in capitals of ASCII, the same for capital and small letters.
func plain(text string) string {
	return strings.ToUpper(ASCII(strings.ToLower(strings.ToUpper(visible(text)))))
}

// visible returns a text without the characters that nobody sees.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if hides(r) && !unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
}
