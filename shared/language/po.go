package language

import (
	"fmt"
	"strings"
)

// Entry is a message and its translation, "" when it has none.
type Entry struct{ Italian, Translation string }

// ParsePO reads the entries of a gettext file, without the one of its header. Of the
// format it knows comments, msgid, msgstr and texts over several lines.
func ParsePO(text string) ([]Entry, error) {
	var entries []Entry
	var current *string
	unescaped := strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\n`, "\n", `\t`, "\t")
	number := 0
	for line := range strings.SplitSeq(text, "\n") {
		number++
		line = strings.TrimSpace(line)
		keyword, quoted, _ := strings.Cut(line, " ")
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '"':
			quoted = line
		case keyword == "msgid":
			entries = append(entries, Entry{})
			current = &entries[len(entries)-1].Italian
		case keyword == "msgstr" && len(entries) > 0:
			current = &entries[len(entries)-1].Translation
		default:
			current = nil
		}
		if current == nil || len(quoted) < 2 || quoted[0] != '"' || quoted[len(quoted)-1] != '"' {
			return nil, fmt.Errorf("language: line %d is none of a catalogue", number)
		}
		quoted = quoted[1 : len(quoted)-1]
		if strings.Contains(quoted, `\`) {
			quoted = unescaped.Replace(quoted)
		}
		*current += quoted
	}
	if len(entries) > 0 && entries[0].Italian == "" {
		entries = entries[1:]
	}
	return entries, nil
}

// WritePO writes entries with the header of a language.
func WritePO(code Code, entries []Entry) string {
	var b strings.Builder
	fmt.Fprintf(&b, "msgid \"\"\nmsgstr \"\"\n\"Language: %s\\n\"\n"+
		"\"MIME-Version: 1.0\\n\"\n\"Content-Type: text/plain; charset=UTF-8\\n\"\n\"Content-Transfer-Encoding: 8bit\\n\"\n", code)
	for _, entry := range entries {
		b.WriteString("\n" + entry.String())
	}
	return b.String()
}

// String returns the entry as it stands in a file.
func (e Entry) String() string {
	escaped := strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`, "\t", `\t`)
	return "msgid \"" + escaped.Replace(e.Italian) + "\"\nmsgstr \"" + escaped.Replace(e.Translation) + "\"\n"
}
