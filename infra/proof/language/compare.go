package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"serviziscolastici/shared/language"
)

// compare tells what is wrong with a catalogue: messages without a translation, as the lines to add, entries that
// no page needs, and translations that say other values than the message.
func (p *portal) compare(entries []language.Entry) []string {
	var wrong []string
	known := map[string]bool{}
	for _, entry := range entries {
		if known[entry.Italian] {
			wrong = append(wrong, fmt.Sprintf("# twice in the catalogue:\n%s", entry))
		}
		known[entry.Italian] = entry.Translation != ""
		if p.places[entry.Italian] == nil {
			wrong = append(wrong, fmt.Sprintf("# no page says so any more:\n%s", entry))
		}
		if problem := unlike(entry); problem != "" && entry.Translation != "" {
			wrong = append(wrong, fmt.Sprintf("# %s:\n%s", problem, entry))
		}
	}
	for _, message := range slices.Sorted(maps.Keys(p.places)) {
		if !known[message] {
			wrong = append(wrong, fmt.Sprintf("# without a translation: %s\n%s",
				strings.Join(p.places[message], ", "), language.Entry{Italian: message}))
		}
	}
	return wrong
}

var (
	actions = regexp.MustCompile(`{{[^}]*}}`)
	control = regexp.MustCompile(`^{{-? *(if|with|range|else|end)\b`)
	tags    = regexp.MustCompile(`</?[a-z]+[0-9]?>`)
	parts   = regexp.MustCompile(`%(\[\d\])?s`)
)

// unlike tells in what a translation differs from its message that has to be the same: the values, which it may
// repeat, and the tags; it may leave out conditions that its grammar does not need. "" when nothing does.
func unlike(entry language.Entry) string {
	values := func(text string) []string {
		found := slices.DeleteFunc(actions.FindAllString(text, -1), control.MatchString)
		slices.Sort(found)
		return slices.Compact(found)
	}
	conditions := func(text string) []string {
		return slices.DeleteFunc(actions.FindAllString(text, -1), func(a string) bool { return !control.MatchString(a) })
	}
	sorted := func(found []string) []string { slices.Sort(found); return found }
	italian := conditions(entry.Italian)
	switch {
	case !slices.Equal(values(entry.Italian), values(entry.Translation)):
		return "the translation has other values"
	case !slices.Equal(sorted(tags.FindAllString(entry.Italian, -1)), sorted(tags.FindAllString(entry.Translation, -1))):
		return "the translation has other tags"
	case slices.ContainsFunc(conditions(entry.Translation), func(a string) bool { return !slices.Contains(italian, a) }):
		return "the translation has conditions of its own"
	case len(parts.FindAllString(entry.Italian, -1)) != len(parts.FindAllString(entry.Translation, -1)):
		return "the translation has other parts"
	case !balanced(entry.Translation):
		return "something in the translation is not closed"
	}
	return ""
}

var pairs = regexp.MustCompile(`{{-? *(?:if|with|range|end)\b|</?[a-z]+[0-9]?>`)

// balanced reports whether all that opens in a text closes, in the right order. <br> opens nothing.
func balanced(text string) bool {
	var opened []string
	for _, found := range pairs.FindAllString(text, -1) {
		open := strings.Replace(found, "/", "", 1)
		switch {
		case found == "<br>":
		case strings.HasSuffix(found, "end"):
			open = "{{"
			fallthrough
		case strings.HasPrefix(found, "</"):
			last := len(opened) - 1
			if last < 0 || opened[last] != open {
				return false
			}
			opened = opened[:last]
		case strings.HasPrefix(found, "{{"):
			opened = append(opened, "{{")
		default:
			opened = append(opened, found)
		}
	}
	return len(opened) == 0
}
