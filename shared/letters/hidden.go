// Package letters knows written characters: which of them a text may hold, when two texts are the same
// name or code, and how a text is written in ASCII.
//
// Every text that comes from outside, in a file of the office or a form, is held to Hidden or HiddenInProse.
package letters

import (
	"unicode"
	"unicode/utf8"
)

// Hidden returns the first character of a line that is not what a reader sees: one that is invisible, turns
// the direction of writing around, ends the line, is known to one program only, or stands for bytes that
// were no UTF-8 (U+FFFD, which decoders put in their place). It returns false when there is none.
func Hidden(line string) (rune, bool) {
	for _, r := range line {
		if hides(r) {
			return r, true
		}
	}
	return 0, false
}

// HiddenInProse is Hidden for what people write at length: lines may end, and an emoji may be made of several.
func HiddenInProse(text string) (rune, bool) {
	before := rune(0)
	for _, r := range text {
		if hides(r) && r != '\n' && r != '\r' && r != '\t' && !partOfEmoji(before, r) {
			return r, true
		}
		before = r
	}
	return 0, false
}

func hides(r rune) bool {
	const blankBraille = '\u2800' // a symbol without a dot
	return r == utf8.RuneError || r == blankBraille || unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co, unicode.Cs,
		unicode.Zl, unicode.Zp, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// partOfEmoji reports whether a character joins a symbol to the next or chooses how it looks.
func partOfEmoji(before, r rune) bool {
	const joiner, asText, asPicture = '\u200d', '\ufe0e', '\ufe0f'
	switch r {
	case asText, asPicture:
		return unicode.In(before, unicode.So, unicode.Sm, unicode.Po, unicode.Nd)
	case joiner:
		return before == asPicture || unicode.In(before, unicode.So, unicode.Sk)
	}
	return false
}
