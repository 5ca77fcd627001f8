package language

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
)

//go:embed *.po
var files embed.FS

// Code names a language as ISO 639-1 does: "it", "en".
type Code string

// Italian is the language of the source.
const Italian Code = "it"

// Language is a language that readers may choose.
type Language struct {
	Code Code
	// Name is how the language calls itself, "English".
	Name string
}

// Offered lists the languages of the portal, Italian first.
func Offered() []Language {
	return []Language{{Italian, "Italiano"}, {"en", "English"}}
}

// Known returns the language that a text names, and whether there is one.
func Known(text string) (Code, bool) {
	for _, one := range Offered() {
		if string(one.Code) == text {
			return one.Code, true
		}
	}
	return Italian, false
}

// Read returns the catalogue of a language. That of Italian is nil, which changes
// no text.
func Read(code Code) (*Catalogue, error) {
	if code == Italian {
		return nil, nil
	}
	text, err := fs.ReadFile(files, string(code)+".po")
	if err != nil {
		return nil, fmt.Errorf("language: %w", err)
	}
	entries, err := ParsePO(string(text))
	if err != nil {
		return nil, errors.Join(fmt.Errorf("language: %s.po", code), err)
	}
	return NewCatalogue(entries), nil
}
