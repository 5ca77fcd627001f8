package language

import "strings"

// piece is a part of a template's source.
type piece struct {
	kind   kind
	source string
	// name is that of a tag; "" for all that is none.
	name string
}

type kind int

const (
	text    kind = iota
	value        // an action that writes something, or a tag that has no end
	comment      // {{/* … */}}
	open         // {{if}}, {{with}}, {{range}}, or a tag in the line
	middle       // {{else}}
	closing      // {{end}}, or the end of a tag in the line
	between      // a tag of a block, {{define}}: what separates messages
)

// isEdge reports whether a piece at the end of a message is none of it.
func (p piece) isEdge() bool {
	return p.kind == comment || p.kind == value && strings.HasPrefix(p.source, "{{icon") ||
		p.kind == text && strings.Trim(p.source, blanks) == ""
}

// cut returns the pieces of a source, which together are the source.
func cut(source string) []piece {
	var pieces []piece
	for source != "" {
		length, kind, name := strings.IndexAny(source, "<{"), text, ""
		switch {
		case strings.HasPrefix(source, "{{"):
			length = actionLength(source)
			kind = kindOfAction(source[:length])
		case source[0] == '<':
			length = tagLength(source)
			kind, name = kindOfTag(source[:length])
		case length < 0:
			length = len(source)
		case length == 0: // a brace that begins no action
			length = 1
		}
		pieces = append(pieces, piece{kind, source[:length], name})
		source = source[length:]
	}
	return pieces
}

// actionLength is how long the action at the start of a source is.
func actionLength(source string) int {
	end := "}}"
	if strings.HasPrefix(source, "{{/*") {
		end = "*/}}"
	}
	at := strings.Index(source, end)
	if at < 0 {
		return len(source)
	}
	return at + len(end)
}

// tagLength is how long the tag at the start of a source is. Actions and the values
// of attributes may hold a ">".
func tagLength(source string) int {
	quoted := false
	for i := 0; i < len(source); i++ {
		switch {
		case strings.HasPrefix(source[i:], "{{"):
			i += actionLength(source[i:]) - 1
		case source[i] == '"':
			quoted = !quoted
		case source[i] == '>' && !quoted:
			return i + 1
		}
	}
	return len(source)
}

func kindOfAction(action string) kind {
	if strings.HasPrefix(action, "{{/*") {
		return comment
	}
	words := strings.Fields(strings.Trim(action, "{}- \t\r\n"))
	if len(words) == 0 {
		return value
	}
	switch words[0] {
	case "if", "with", "range":
		return open
	case "else":
		return middle
	case "end":
		return closing
	case "define", "block":
		return between
	default:
		return value
	}
}

// kindOfTag tells what a tag is, with its name. A number after the name tells tags of
// a message apart.
func kindOfTag(tag string) (kind, string) {
	name := strings.TrimLeft(tag, "</")
	if end := strings.IndexAny(name, " \n\t/>{"); end >= 0 {
		name = name[:end]
	}
	switch strings.TrimRight(name, "23456789") {
	case "br", "wbr":
		return value, name
	case "a", "abbr", "b", "cite", "code", "em", "i", "kbd", "mark", "q", "small", "span", "strong", "sub", "sup", "time":
		if strings.HasPrefix(tag, "</") {
			return closing, name
		}
		return open, name
	default:
		return between, name
	}
}

// readAttribute returns where the value of the first attribute of a tag is that people
// read; -1 when there is none.
func readAttribute(tag, name string) (int, int) {
	read := []string{` alt="`, ` aria-label="`, ` data-etichetta="`, ` placeholder="`, ` title="`}
	if name == "meta" && !strings.Contains(tag, `name="viewport"`) {
		read = []string{` content="`}
	}
	for i := 0; i < len(tag); i++ {
		if strings.HasPrefix(tag[i:], "{{") {
			i += actionLength(tag[i:]) - 1
		}
		if tag[i] != ' ' {
			continue
		}
		for _, attribute := range read {
			if strings.HasPrefix(tag[i:], attribute) {
				start := i + len(attribute)
				return start, start + valueLength(tag[start:])
			}
		}
	}
	return -1, -1
}

// valueLength is how long the value is that a source begins with, up to its quote.
func valueLength(source string) int {
	for i := 0; i < len(source); i++ {
		switch {
		case strings.HasPrefix(source[i:], "{{"):
			i += actionLength(source[i:]) - 1
		case source[i] == '"':
			return i
		}
	}
	return len(source)
}
