package architecture_test

import (
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"
)

// resource is what template.yaml says of a function's or a policy's rights.
type resource struct {
	Type       string `yaml:"Type"`
	Properties struct {
		Policies       []yaml.Node `yaml:"Policies"`
		PolicyDocument struct {
			Statement []struct {
				Action []string `yaml:"Action"`
			} `yaml:"Statement"`
		} `yaml:"PolicyDocument"`
		RetentionInDays int         `yaml:"RetentionInDays"`
		AlarmActions    []yaml.Node `yaml:"AlarmActions"`
		Recovery        struct {
			Enabled bool `yaml:"PointInTimeRecoveryEnabled"`
		} `yaml:"PointInTimeRecoverySpecification"`
	} `yaml:"Properties"`
}

func resources(t *testing.T) map[string]resource {
	t.Helper()
	var template struct {
		Resources map[string]resource `yaml:"Resources"`
	}
	readTemplate(t, &template)
	return template.Resources
}

func readTemplate(t *testing.T, out any) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if err := yaml.Unmarshal(text, out); err != nil {
		t.Fatal(err)
	}
}

// granted returns the rights of a function as "Policy Table" or as the name of a policy of ours.
func (r resource) granted(t *testing.T) []string {
	t.Helper()
	var rights []string
	for _, policy := range r.Properties.Policies {
		if policy.Tag == "!Ref" {
			rights = append(rights, policy.Value)
			continue
		}
		var named map[string]map[string]yaml.Node
		if policy.Decode(&named) != nil {
			continue // a statement, in words of its own
		}
		for name, parameters := range named {
			table := parameters["TableName"]
			rights = append(rights, name+" "+table.Value)
		}
	}
	return rights
}

// Goal: no role may delete from the ledger, only the front door may write sessions, and no page may
// plant what a login believes: pending requests, tickets of cards, copies of providers' metadata.
// Method: read the rights in template.yaml.
func TestRightsAreTheLeast(t *testing.T) {
	all := resources(t)
	functions := 0
	for name, function := range all {
		if function.Type != "AWS::Serverless::Function" {
			continue
		}
		functions++
		rights := function.granted(t)
		if slices.Contains(rights, "DynamoDBCrudPolicy LedgerTable") {
			t.Errorf("%s may delete from the ledger", name)
		}
		if slices.Contains(rights, "DynamoDBCrudPolicy OpsTable") && name != "AccessFunction" {
			t.Errorf("%s may write sessions", name)
		}
	}
	if functions < 10 {
		t.Fatalf("found %d functions", functions)
	}
	for name, forbidden := range map[string][]string{
		"WriteLedger": {"DeleteItem", "BatchWriteItem", "*"}, "SeeSessions": {"PutItem", "DeleteItem", "BatchWriteItem", "*"},
	} {
		statements := all[name].Properties.PolicyDocument.Statement
		if len(statements) != 1 || len(statements[0].Action) == 0 {
			t.Fatalf("%s: %+v", name, statements)
		}
		for _, action := range statements[0].Action {
			if slices.Contains(forbidden, strings.TrimPrefix(action, "dynamodb:")) {
				t.Errorf("%s allows %s", name, action)
			}
		}
	}
}

// Goal: a secret is in the environment of those functions alone that read it (decision 7). Method: hold
// template.yaml against the names that each function's own files ask for.
func TestSecretsReachOnlyWhoReadsThem(t *testing.T) {
	type settings struct {
		CodeURI     string `yaml:"CodeUri"`
		Environment struct {
			Variables map[string]yaml.Node `yaml:"Variables"`
		} `yaml:"Environment"`
	}
	secrets := func(s settings) []string {
		return slices.DeleteFunc(slices.Sorted(maps.Keys(s.Environment.Variables)), func(name string) bool {
			return !strings.Contains(s.Environment.Variables[name].Value, "{{resolve:")
		})
	}
	var all struct {
		Globals struct {
			Function settings `yaml:"Function"`
		} `yaml:"Globals"`
		Resources map[string]struct {
			Type       string   `yaml:"Type"`
			Properties settings `yaml:"Properties"`
		} `yaml:"Resources"`
	}
	readTemplate(t, &all)
	if shared := secrets(all.Globals.Function); len(shared) > 0 {
		t.Errorf("every function gets %v", shared)
	}
	holders := map[string][]string{} // functions by secret
	for _, r := range all.Resources {
		if r.Type == "AWS::Serverless::Function" {
			for _, secret := range secrets(r.Properties) {
				holders[secret] = append(holders[secret], path.Base(r.Properties.CodeURI))
			}
		}
	}
	if len(holders["PEOPLE_KEY"]) == 0 {
		t.Fatalf("no function gets PEOPLE_KEY: %v", holders)
	}
	files, err := filepath.Glob(filepath.Join(root, "functions", "*", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	for secret, granted := range holders {
		readers := map[string]bool{}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(file, "_test.go") && strings.Contains(string(text), `"`+secret+`"`) {
				readers[filepath.Base(filepath.Dir(file))] = true
			}
		}
		slices.Sort(granted)
		if want := slices.Sorted(maps.Keys(readers)); !slices.Equal(granted, want) {
			t.Errorf("%s is given to %v and read by %v", secret, granted, want)
		}
	}
}

// Goal: logs end with the register of logins, after 24 months, and not never. Method: read template.yaml.
func TestLogsEnd(t *testing.T) {
	if days := resources(t)["Logs"].Properties.RetentionInDays; days != 731 {
		t.Errorf("logs are kept for %d days", days)
	}
}

// Goal: somebody hears of every alarm, and every table can be set back to a moment. Method: read template.yaml.
func TestAlarmsAreHeardAndTablesComeBack(t *testing.T) {
	alarms, tables := 0, 0
	for name, r := range resources(t) {
		switch r.Type {
		case "AWS::CloudWatch::Alarm":
			alarms++
			if len(r.Properties.AlarmActions) != 1 || r.Properties.AlarmActions[0].Value != "Alarms" {
				t.Errorf("%s tells nobody", name)
			}
		case "AWS::DynamoDB::Table":
			tables++
			if !r.Properties.Recovery.Enabled {
				t.Errorf("%s cannot be set back", name)
			}
		}
	}
	if alarms < 10 || tables < 5 {
		t.Errorf("found %d alarms and %d tables", alarms, tables)
	}
}
