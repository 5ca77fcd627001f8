package main

import (
	"fmt"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
)

// birth is what a fiscal code says of a person besides the names.
type birth struct {
	day    calendar.Day
	female bool
	place  string // Belfiore code of the Comune, or of the country
}

// codeOf computes a fiscal code (decreto del Ministro delle finanze 23/12/1976).
func codeOf(familyName, name string, b birth) (string, error) {
	number := b.dayOfMonth()
	if b.female {
		number += 40
	}
	first15 := familyLetters(familyName) + nameLetters(name) + fmt.Sprintf("%02d%c%02d%s",
		b.day.Year()%100, "ABCDEHLMPRST"[b.monthIndex()], number, b.place)
	return completed(first15, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", fiscalcode.Parse)
}

func (b birth) monthIndex() int { return int(b.day.Start().Month()) - 1 }

func (b birth) dayOfMonth() int { return b.day.Start().Day() }

// omocode replaces the last digit of a code, as the tax office does for the
// second of two people who would have the same one.
func omocode(code string) (string, error) {
	replaced := string("LMNPQRSTUV"[code[14]-'0'])
	return completed(code[:14]+replaced, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", fiscalcode.Parse)
}

// provisional completes the 11-digit code of a child who has no other yet.
func provisional(first10 string) (string, error) {
	return completed(first10, "0123456789", fiscalcode.ParseAny)
}

// completed finds the check character that makes a code valid.
func completed(start, alphabet string, parse func(string) (fiscalcode.Code, error)) (string, error) {
	for _, last := range alphabet {
		if code, err := parse(start + string(last)); err == nil {
			return code.String(), nil
		}
	}
	return "", fmt.Errorf("no check character fits %s", start)
}

func familyLetters(familyName string) string {
	consonants, vowels := letters(familyName)
	return (consonants + vowels + "XXX")[:3]
}

func nameLetters(name string) string {
	consonants, vowels := letters(name)
	if len(consonants) > 3 {
		return consonants[:1] + consonants[2:4]
	}
	return (consonants + vowels + "XXX")[:3]
}

// letters returns the consonants and the vowels of a name, without accents.
func letters(name string) (string, string) {
	plain := strings.NewReplacer("à", "a", "è", "e", "é", "e", "ì", "i", "ò", "o", "ù", "u").
		Replace(strings.ToLower(name))
	var consonants, vowels strings.Builder
	for _, r := range strings.ToUpper(plain) {
		switch {
		case strings.ContainsRune("AEIOU", r):
			vowels.WriteRune(r)
		case r >= 'A' && r <= 'Z':
			consonants.WriteRune(r)
		}
	}
	return consonants.String(), vowels.String()
}
