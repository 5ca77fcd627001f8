package paper

import (
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/paper/pdf"
)

// text writes one line whose top is at y, and returns the y below it. A text wider than room is
// written smaller, down to two thirds, and then cut: long names never leave their place.
func (s *sheet) text(x, y, room float64, st style, text string) float64 {
	line, size, _ := s.fit(room, st, text)
	s.within(st, func() { s.put(x, y, st, size, line) })
	return y + st.leading()
}

// right writes one line that ends at x+room.
func (s *sheet) right(x, y, room float64, st style, text string) float64 {
	line, size, wide := s.fit(room, st, text)
	s.within(st, func() { s.put(x+room-wide, y, st, size, line) })
	return y + st.leading()
}

// paragraph writes a text over as many lines as it needs, at most most, and returns the y below.
func (s *sheet) paragraph(x, y, room float64, most int, st style, text string) float64 {
	return s.lines(x, y, st, s.split(text, room, most, st))
}

// lines writes lines that fit, one below the other.
func (s *sheet) lines(x, y float64, st style, lines []string) float64 {
	s.within(st, func() {
		for i, l := range lines {
			if i < len(lines)-1 {
				l += " " // so that the words do not run together when read aloud
			}
			s.put(x, y, st, st.size, l)
			y += st.leading()
		}
	})
	return y
}

// within draws in the open element of the structure, if it takes words, or in one of its own.
func (s *sheet) within(st style, draw func()) {
	if s.pdf.Open().HoldsText() {
		draw()
		return
	}
	tag := st.tag
	if tag == "" {
		tag = pdf.Paragraph
	}
	s.pdf.Within(tag, draw)
}

// put writes a line that fits.
func (s *sheet) put(x, y float64, st style, size float64, line string) {
	const drop = 0.3 * 0.3528 // from the middle of a line down to where letters stand, by size
	if line == "" {
		return
	}
	s.pdf.Text(pdf.Text{
		Font: s.font(st), Size: size, Grey: float64(st.ink), Line: line,
		X: x, Baseline: y + st.leading()/2 + drop*size,
	})
}

func (s *sheet) font(st style) *pdf.Font {
	if st.bold {
		return s.bold
	}
	return s.regular
}

// fit returns a text as it fits into room, with the size to write it and its width.
func (s *sheet) fit(room float64, st style, text string) (string, float64, float64) {
	font, size := s.font(st), st.size
	text = s.printable(text)
	for font.Width(text, size) > room && size > st.size*2/3 {
		size -= 0.5
	}
	if font.Width(text, size) > room {
		text = s.ellipsis(text, room, style{size: size, bold: st.bold})
	}
	return text, size, font.Width(text, size)
}

// ellipsis cuts the end of a text so that it fits into room with three dots behind it.
func (s *sheet) ellipsis(text string, room float64, st style) string {
	font := s.font(st)
	end := font.Fit(text, st.size, room-font.Width("…", st.size))
	return strings.TrimSpace(text[:end]) + "…"
}

// split breaks a text into at most most lines, between words; a word wider than room is broken within,
// and what does not fit into the last line is cut.
func (s *sheet) split(text string, room float64, most int, st style) []string {
	font := s.font(st)
	blank := font.Width(" ", st.size)
	var lines []string
	current, used := "", 0.0
	for _, word := range strings.Split(s.printable(text), " ") {
		wide := font.Width(word, st.size)
		if current != "" && used+blank+wide <= room {
			current, used = current+" "+word, used+blank+wide
			continue
		}
		if current != "" {
			lines = append(lines, current)
		}
		for wide > room && len(lines) <= most {
			_, first := utf8.DecodeRuneInString(word)
			end := max(first, font.Fit(word, st.size, room))
			lines, word = append(lines, word[:end]), word[end:]
			wide = font.Width(word, st.size)
		}
		current, used = word, wide
		if len(lines) > most {
			break
		}
	}
	if lines = append(lines, current); len(lines) > most {
		lines = lines[:most]
		lines[most-1] = s.ellipsis(lines[most-1], room, st)
	}
	return lines
}

// cut shortens a text to limit characters, between two words where it can, and shows that it did.
func cut(text string, limit int) string {
	runes := []rune(strings.TrimSpace(text))
	if len(runes) <= limit {
		return string(runes)
	}
	kept := string(runes[:limit-1])
	if end := strings.LastIndexByte(kept, ' '); end > len(kept)/2 && runes[limit-1] != ' ' {
		kept = kept[:end]
	}
	return strings.TrimRight(kept, " ,;·-") + "…"
}
