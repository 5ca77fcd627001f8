package language

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Catalogue translates. The nil Catalogue is that of Italian and changes nothing.
type Catalogue struct {
	whole map[string]string
	// composed are the messages with parts, those that say most first.
	composed []composed
}

// composed is a message around parts: parts[0] %s parts[1] %s parts[2].
type composed struct {
	around      []string
	translation string
}

// NewCatalogue returns a catalogue of entries. Those without a translation count for
// nothing.
func NewCatalogue(entries []Entry) *Catalogue {
	c := &Catalogue{whole: make(map[string]string, len(entries))}
	for _, entry := range entries {
		switch {
		case entry.Translation == "":
		case strings.Contains(entry.Italian, "%s") && !strings.Contains(entry.Italian, "{{"):
			c.composed = append(c.composed, composed{strings.Split(entry.Italian, "%s"), entry.Translation})
		default:
			c.whole[entry.Italian] = entry.Translation
		}
	}
	slices.SortStableFunc(c.composed, func(a, b composed) int { return b.said() - a.said() })
	return c
}

// Text translates a finished text of Go code. One that is no message stays as it is.
func (c *Catalogue) Text(italian string) string {
	if c == nil || italian == "" {
		return italian
	}
	if _, known := c.whole[italian]; !known && strings.Count(italian, ". ")+strings.Count(italian, ": ") > mostSentences {
		return italian // what somebody typed: looking for all of its parts takes more than a request has
	}
	if translation, found := c.message(italian, isSentence); found {
		return translation
	}
	if translation, found := c.sentences(italian); found {
		return translation
	}
	if translation, found := c.message(italian, isAnything); found {
		return translation
	}
	return c.counted(italian)
}

// mostSentences is how many ends of sentences and colons a text has at most whose parts are looked for.
const mostSentences = 8

// message translates a text that is one message, whose parts are such as fits tells.
func (c *Catalogue) message(italian string, fits func(part string) bool) (string, bool) {
	if translation, found := c.whole[italian]; found {
		return translation, true
	}
	for _, message := range c.composed {
		parts, found := message.parts(italian)
		if !found || slices.ContainsFunc(parts, func(part any) bool { return !fits(part.(string)) }) {
			continue
		}
		for i, part := range parts {
			parts[i] = c.Text(part.(string))
		}
		return fmt.Sprintf(message.translation, parts...), true
	}
	return "", false
}

// isSentence reports whether a part does not go on beyond the end of its sentence.
func isSentence(part string) bool { return !strings.Contains(part, ". ") }

func isAnything(string) bool { return true }

// sentences translates a text of several messages, one after the other, or one after a
// name: "Luca: il termine è passato."
func (c *Catalogue) sentences(italian string) (string, bool) {
	for at := range italian {
		rest, follows := strings.CutPrefix(italian[at:], ". ")
		if !follows {
			continue
		}
		if first, found := c.message(italian[:at+1], isSentence); found {
			return first + " " + c.Text(rest), true
		}
	}
	name, rest, found := strings.Cut(italian, ": ")
	if !found {
		return "", false
	}
	translation := c.Text(rest)
	return name + ": " + translation, translation != rest
}

// counted translates the noun of "3 avvisi", as web.Plural writes it.
func (c *Catalogue) counted(italian string) string {
	number, noun, found := strings.Cut(italian, "\u00a0")
	if _, err := strconv.Atoi(number); !found || err != nil {
		return italian
	}
	if translation, known := c.whole[noun]; known {
		return number + "\u00a0" + translation
	}
	return italian
}

// parts returns what a text has in the places of "%s", and whether it is the message.
func (m composed) parts(text string) ([]any, bool) {
	first, last := m.around[0], m.around[len(m.around)-1]
	rest, starts := strings.CutPrefix(text, first)
	rest, ends := strings.CutSuffix(rest, last)
	if !starts || !ends {
		return nil, false
	}
	var parts []any
	for _, between := range m.around[1 : len(m.around)-1] {
		part, after, found := strings.Cut(rest, between)
		if !found {
			return nil, false
		}
		parts, rest = append(parts, part), after
	}
	return append(parts, rest), true
}

// said is how many bytes of a message are not parts.
func (m composed) said() int {
	bytes := 0
	for _, text := range m.around {
		bytes += len(text)
	}
	return bytes
}
