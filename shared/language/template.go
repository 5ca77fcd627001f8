package language

import (
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// Template translates the source of a template.
func (c *Catalogue) Template(source string) string {
	if c == nil {
		return source
	}
	return rewriter(func(italian string) string { return c.whole[italian] }).source(source)
}

// Messages lists the messages in the source of a template, in their order.
func Messages(source string) []string {
	var found []string
	rewriter(func(italian string) string {
		found = append(found, italian)
		return ""
	}).source(source)
	return found
}

// rewriter puts the translation of each message in its place; "" leaves it.
type rewriter func(italian string) string

func (translate rewriter) source(source string) string {
	var out strings.Builder
	var run []piece
	for _, p := range cut(source) {
		if p.kind == between {
			out.WriteString(translate.run(run) + translate.tag(p))
			run = run[:0]
		} else {
			run = append(run, p)
		}
	}
	return out.String() + translate.run(run)
}

// run rewrites pieces of which none separates messages, except those whose other half
// is elsewhere.
func (translate rewriter) run(pieces []piece) string {
	partner, single := pair(pieces)
	if len(single) == 0 {
		return translate.list(pieces, partner)
	}
	var out strings.Builder
	from := 0
	for _, at := range single {
		out.WriteString(translate.run(pieces[from:at]) + translate.tag(pieces[at]))
		from = at + 1
	}
	return out.String() + translate.run(pieces[from:])
}

// list rewrites pieces that are in pairs. Where there are words at the top, all is one
// message; else each pair is looked into.
func (translate rewriter) list(pieces []piece, partner []int) string {
	for i := 0; i < len(pieces); i++ {
		switch {
		case partner[i] > i:
			i = partner[i]
		case pieces[i].kind == text && hasLetters(pieces[i].source):
			return translate.message(pieces)
		}
	}
	var out strings.Builder
	for i := 0; i < len(pieces); i++ {
		out.WriteString(translate.tag(pieces[i]))
		if end := partner[i]; end > i {
			out.WriteString(translate.branches(pieces[i+1:end], shifted(partner[i+1:end], i+1)))
			i = end
			out.WriteString(translate.tag(pieces[i]))
		}
	}
	return out.String()
}

// branches rewrites what is between {{if}} and {{end}}, or between two tags.
func (translate rewriter) branches(pieces []piece, partner []int) string {
	var out strings.Builder
	from := 0
	for i := 0; i < len(pieces); i++ {
		if partner[i] > i {
			i = partner[i]
		} else if pieces[i].kind == middle {
			out.WriteString(translate.list(pieces[from:i], shifted(partner[from:i], from)) + pieces[i].source)
			from = i + 1
		}
	}
	return out.String() + translate.list(pieces[from:], shifted(partner[from:], from))
}

// message rewrites one message, the pieces at its ends that are none of it left out.
func (translate rewriter) message(pieces []piece) string {
	first, last := 0, len(pieces)
	for pieces[first].isEdge() {
		first++
	}
	for pieces[last-1].isEdge() {
		last--
	}
	written, tags := translate.written(pieces[first:last])
	message := strings.Trim(written, " ")
	translation := translate(message)
	if translation != "" {
		before, after, _ := strings.Cut(written, message)
		return translate.plain(pieces[:first]) + before + restored(translation, tags) + after + translate.plain(pieces[last:])
	}
	return translate.plain(pieces)
}

// written returns the pieces as a message has them, and the tags of the source by those
// of the message.
func (translate rewriter) written(pieces []piece) (string, map[string]string) {
	var message strings.Builder
	var opened []string // the labels of tags, "" for {{if}}
	tags, count := make(map[string]string), make(map[string]int)
	for _, p := range pieces {
		label := p.name
		switch p.kind {
		case comment:
			continue
		case open:
			if count[label]++; count[label] > 1 && label != "" {
				label += strconv.Itoa(count[label])
			}
			opened = append(opened, label)
		case closing:
			label = opened[len(opened)-1]
			opened = opened[:len(opened)-1]
		default: // neither opens nor closes
		}
		if label == "" {
			message.WriteString(squeezed(p.source))
			continue
		}
		short := "<" + label + ">"
		if p.kind == closing {
			short = "</" + label + ">"
		}
		tags[short] = translate.tag(p)
		message.WriteString(short)
	}
	return message.String(), tags
}

// plain returns pieces as they are, but for attributes.
func (translate rewriter) plain(pieces []piece) string {
	var out strings.Builder
	for _, p := range pieces {
		out.WriteString(translate.tag(p))
	}
	return out.String()
}

// restored gives the tags of a translation their attributes back.
func restored(translation string, originals map[string]string) string {
	var out strings.Builder
	for _, p := range cut(translation) {
		if original, found := originals[p.source]; found {
			out.WriteString(original)
		} else {
			out.WriteString(p.source)
		}
	}
	return out.String()
}

// tag returns a piece; in a tag the attributes that people read are translated.
func (translate rewriter) tag(p piece) string {
	if p.name == "" {
		return p.source
	}
	var out strings.Builder
	rest := p.source
	for {
		start, end := readAttribute(rest, p.name)
		if start < 0 {
			return out.String() + rest
		}
		out.WriteString(rest[:start] + translate.source(rest[start:end]))
		rest = rest[end:]
	}
}

// pair finds for each piece that opens or closes the index of its other half, and the
// indexes of those that have none; for the others the index is -1.
func pair(pieces []piece) (partner, single []int) {
	partner = make([]int, len(pieces))
	var opened []int
	for i, p := range pieces {
		partner[i] = -1
		switch p.kind {
		case open:
			opened = append(opened, i)
		case closing:
			at := len(opened) - 1
			for at >= 0 && pieces[opened[at]].name != p.name {
				at--
			}
			if at < 0 {
				single = append(single, i)
				continue
			}
			single = append(single, opened[at+1:]...)
			partner[i], partner[opened[at]] = opened[at], i
			opened = opened[:at]
		case middle:
			if !slices.ContainsFunc(opened, func(at int) bool { return pieces[at].name == "" }) {
				single = append(single, i)
			}
		default: // stands alone
		}
	}
	single = append(single, opened...)
	slices.Sort(single)
	return partner, single
}

// shifted counts indexes from a later start.
func shifted(partner []int, by int) []int {
	moved := make([]int, len(partner))
	for i, at := range partner {
		moved[i] = at - by
	}
	return moved
}

// hasLetters reports whether a text of a page has words. A part of an address has none.
func hasLetters(source string) bool {
	return !strings.HasPrefix(source, "/") && !strings.HasPrefix(source, "&amp;") &&
		strings.ContainsFunc(html.UnescapeString(source), unicode.IsLetter)
}

const blanks = " \t\r\n"

// squeezed makes all blanks single. A no-break space is none.
func squeezed(source string) string {
	var out strings.Builder
	blank := false
	for _, char := range source {
		if strings.ContainsRune(blanks, char) {
			if !blank {
				out.WriteByte(' ')
			}
			blank = true
			continue
		}
		out.WriteRune(char)
		blank = false
	}
	return out.String()
}
