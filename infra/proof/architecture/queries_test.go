package architecture_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// Goal: a saved query does not ask for what nobody logs: it would show nothing, on the night when somebody needs it.
// Method: every field of every query in template.yaml is looked for as a key or a message in what ships, or in the
// format of the access log; a field that was taken away shows that the test bites.
func TestSavedQueriesAskForWhatIsLogged(t *testing.T) {
	content, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Globals struct {
			HTTP struct {
				Settings struct {
					Format string `yaml:"Format"`
				} `yaml:"AccessLogSettings"`
			} `yaml:"HttpApi"`
		} `yaml:"Globals"`
		Resources map[string]struct {
			Type       string    `yaml:"Type"`
			Properties yaml.Node `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(content, &template); err != nil {
		t.Fatal(err)
	}
	logged := loggedWords(t) + template.Globals.HTTP.Settings.Format
	queries := 0
	for id, resource := range template.Resources {
		if resource.Type != "AWS::Logs::QueryDefinition" {
			continue
		}
		var query struct {
			QueryString string `yaml:"QueryString"`
		}
		if err := resource.Properties.Decode(&query); err != nil {
			t.Fatal(err)
		}
		queries++
		if missing := unlogged(query.QueryString, logged); len(missing) > 0 {
			t.Errorf("%s asks for %q", id, missing)
		}
	}
	if queries < 5 {
		t.Errorf("%d queries were found", queries)
	}
	if missing := unlogged("filter msg = 'night' | fields tenant, weather", logged); !slices.Equal(missing, []string{"weather"}) {
		t.Errorf("a field that nobody logs: %q", missing)
	}
}

// loggedWords is the source of what ships.
func loggedWords(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, file := range shipped(t) {
		content, err := os.ReadFile(filepath.Join(root, file))
		if err != nil {
			t.Fatal(err)
		}
		all.Write(content)
	}
	return all.String()
}

// unlogged are the fields and the messages of a query that are no texts in the source. What slog, Lambda and the
// query's own "as" name is there.
func unlogged(query, logged string) []string {
	known := strings.Fields("filter fields stats sort count pct max avg sum latest by as asc desc or and not like " +
		"ispresent msg level ERROR KO ID CODE timestamp")
	for _, alias := range regexp.MustCompile(`as (\w+)`).FindAllStringSubmatch(query, -1) {
		known = append(known, alias[1])
	}
	var missing []string
	for _, word := range regexp.MustCompile(`'[^']*'|[a-zA-Z_]+`).FindAllString(query, -1) {
		word = strings.Trim(word, "'")
		if !slices.Contains(known, word) && !strings.Contains(logged, `"`+word+`"`) {
			missing = append(missing, word)
		}
	}
	return missing
}
