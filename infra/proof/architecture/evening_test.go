package architecture_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/ledger"
)

// Goal: what parents read of when the evening begins is when it does. Method: the planner's first run in template.yaml.
func TestTheEveningBeginsWhenItIsSaid(t *testing.T) {
	declared, err := template.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	said := template.Schedule{
		Expression: fmt.Sprintf("cron(%d %d * * ? *)", ledger.Evening%60, ledger.Evening/60), Timezone: "Europe/Rome",
	}
	at := slices.IndexFunc(declared.Functions, func(f template.Function) bool { return f.Name == "mealplanner" })
	if at < 0 || !slices.ContainsFunc(declared.Functions[at].Schedules, func(s template.Schedule) bool {
		return s.Expression == said.Expression && s.Timezone == said.Timezone
	}) {
		t.Errorf("mealplanner does not run at %s", said.Expression)
	}
}
