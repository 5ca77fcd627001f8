package letters_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"serviziscolastici/shared/letters"
)

// Goal: what a reader cannot see does not get in, and nothing that people write is refused. Method: a line
// and a longer text of each.
func TestHiddenCharacters(t *testing.T) {
	for text, hidden := range map[string]struct{ line, prose rune }{
		"Maria D’Angelo, n. 3": {}, "Niccolo\u0300": {}, "李 Иван محمد": {}, "a\u00a0b": {}, "": {}, "Ma è 1️⃣": {'\ufe0f', 0},
		"Rossi\u202eoiraM": {'\u202e', '\u202e'}, "Ma\u200brio": {'\u200b', '\u200b'}, "\u2066x\u2069": {'\u2066', '\u2066'},
		"\u200fx": {'\u200f', '\u200f'}, "so\u00adft": {'\u00ad', '\u00ad'}, "\ufeffx": {'\ufeff', '\ufeff'},
		"x\u3164": {'\u3164', '\u3164'}, "\u2800": {'\u2800', '\u2800'}, "a\u2028b": {'\u2028', '\u2028'},
		"\ue000": {'\ue000', '\ue000'}, "\U000e0041": {'\U000e0041', '\U000e0041'}, "x\u034f": {'\u034f', '\u034f'},
		"Nicol\ufffd": {'\ufffd', '\ufffd'}, "Nicol\xf2": {'\ufffd', '\ufffd'}, "a\x00": {0, 0}, "a\x1b[1m": {'\x1b', '\x1b'},
		"uno\ndue": {'\n', 0}, "uno\tdue": {'\t', 0}, "❤️ grazie": {'\ufe0f', 0}, "👩‍👧 👍🏽‍x": {'\u200d', 0},
		"a\u200db": {'\u200d', '\u200d'}, "a\ufe0f": {'\ufe0f', '\ufe0f'},
	} {
		line, inLine := letters.Hidden(text)
		prose, inProse := letters.HiddenInProse(text)
		null := strings.ContainsRune(text, 0)
		if line != hidden.line || inLine != (hidden.line != 0 || null) {
			t.Errorf("line %q: %U %v", text, line, inLine)
		}
		if prose != hidden.prose || inProse != (hidden.prose != 0 || null) {
			t.Errorf("prose %q: %U %v", text, prose, inProse)
		}
	}
}

// Goal: a name is found however it is written, and not where it is not. Method: variants of one name.
func TestNamesAreComparedAsTheyAreRead(t *testing.T) {
	for _, text := range []string{
		"Nicolò D'Angelo", "NICOLO' D'ANGELO", "Nicolò D’Angelo", "nicolo\u0300 d\u02bcangelo", "Nicolo D Angelo",
		"D' Angelo Nicolo`", "DAngelo", "D-Angelo", "d.angelo", "D\u00adAn\u200bgelo", "Ｄ＇Ａｎｇｅｌｏ", "D\u00a0Angelo", "D'Ángelo",
		"𝐃'𝐀𝐧𝐠𝐞𝐥𝐨", "retta_D'Angelo_2026", "D’Angelo2026",
	} {
		if !letters.Names(text, "D'Angelo") {
			t.Errorf("%q does not hold the name", text)
		}
	}
	for _, text := range []string{"", "Angelo", "D'Angeloni", "Mandangelo", "D'", "dd angelo"} {
		if letters.Names(text, "D'Angelo") {
			t.Errorf("%q holds the name", text)
		}
	}
	if letters.Names("qualsiasi", "") || letters.Names("", "") {
		t.Error("no name is found")
	}
	for a, b := range map[string]string{"Strauß": "STRAUSS", "Đorđević": "dordevic", "Łukasz": "Lukasz", "Æ": "ae"} {
		if letters.Compact(a) != letters.Compact(b) {
			t.Errorf("%q is %q, %q is %q", a, letters.Compact(a), b, letters.Compact(b))
		}
	}
}

// Goal: a code is the same whoever grouped it, and no other letter becomes one of its own. Method: variants.
func TestCodesAreComparedWithoutTheirGroups(t *testing.T) {
	for typed, want := range map[string]string{
		" rss mra 80a01 h501u ": "RSSMRA80A01H501U", "RSS\u00a0MRA\u202f80A01H501U": "RSSMRA80A01H501U",
		"ABCD-EFGH\u2011IJKL\u2013MNOP": "ABCDEFGHIJKLMNOP", "AB\u00adCD\u200bEF\ufeff\t\n": "ABCDEF",
		"RſSMRA": "RſSMRA", "K": "K", "A.B/C": "A.B/C", "A\xff": "A\ufffd", "": "",
	} {
		if got := letters.Code(typed); got != want {
			t.Errorf("%q is %q, want %q", typed, got, want)
		}
	}
}

// Goal: whatever a text holds, its forms are what they promise. Method: fuzz them.
func FuzzLetters(f *testing.F) {
	for _, seed := range []string{"Nicolò D’Angelo", "Đ ß ﬁ № 李", "\xff\u202e\u200d", "a\u00a0\u2003b ", "e\u0301\u0327", "ǅ½"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if tidy := letters.Tidy(text); letters.Tidy(tidy) != tidy || utf8.ValidString(text) && !norm.NFC.IsNormalString(tidy) {
			t.Errorf("%q is tidied to %q, then to %q", text, tidy, letters.Tidy(tidy))
		}
		if code := letters.Code(text); letters.Code(code) != code {
			t.Errorf("%q is the code %q, then %q", text, code, letters.Code(code))
		}
		ascii := letters.ASCII(text)
		if strings.ContainsFunc(ascii, func(r rune) bool { return r > unicode.MaxASCII }) {
			t.Errorf("%q is %q in ASCII", text, ascii)
		}
		compact := letters.Compact(text)
		if letters.Compact(compact) != compact || letters.Compact(norm.NFD.String(text)) != compact {
			t.Errorf("%q is %q", text, compact)
		}
		if _, hidden := letters.Hidden(text); !hidden && !utf8.ValidString(text) {
			t.Errorf("%q is no UTF-8", text)
		}
		if _, inProse := letters.HiddenInProse(text); inProse {
			if _, inLine := letters.Hidden(text); !inLine {
				t.Errorf("%q is a line and no prose", text)
			}
		}
	})
}
