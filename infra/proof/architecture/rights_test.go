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
		Policies        []yaml.Node `yaml:"Policies"`
		PolicyDocument  policy      `yaml:"PolicyDocument"`
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

// policy is one of IAM's.
type policy struct {
	Statement []yaml.Node `yaml:"Statement"`
}

// size is what IAM counts of the statements, without blanks: the text of each node, with an ARN for a name.
func (p policy) size() int {
	var count func(node *yaml.Node) int
	count = func(node *yaml.Node) int {
		size := len(node.Value) + len(`"",`)
		if strings.HasPrefix(node.Tag, "!") && !strings.HasPrefix(node.Tag, "!!") {
			size = 100 // an ARN of a table is about as long
		}
		for _, part := range node.Content {
			size += count(part)
		}
		return size
	}
	total := len(`{"Version":"2012-10-17","Statement":[]}`)
	for i := range p.Statement {
		total += count(&p.Statement[i])
	}
	return total
}

// Goal: a policy names every action and resource by its whole name, none is one of SAM's, which allow more than
// anybody needs, and all keep IAM's limits: 6,144 characters a managed policy, 10,240 a role's own, ten managed ones.
// Method: read template.yaml. What the rights amount to is tried by infra/proof/rights.
func TestRightsAreExact(t *testing.T) {
	functions, statements := 0, 0
	exact := func(name string, p policy) {
		for i := range p.Statement {
			var s struct {
				Effect   string    `yaml:"Effect"`
				Action   yaml.Node `yaml:"Action"`
				Resource yaml.Node `yaml:"Resource"`
			}
			if err := p.Statement[i].Decode(&s); err != nil {
				t.Fatal(err)
			}
			statements++
			for _, node := range append(append(s.Action.Content, s.Resource.Content...), &s.Action, &s.Resource) {
				// The key that signs has no name before it is made: its alias is a condition. Files of the office
				// have names of their own below a folder of their bucket, and who is kept out is kept out of all.
				if strings.Contains(node.Value, "*") && !strings.HasSuffix(node.Value, ":key/*") &&
					!strings.HasPrefix(node.Value, "${ImportsBucket.Arn}/") && s.Effect != "Deny" {
					t.Errorf("%s, line %d: %s", name, node.Line, node.Value)
				}
			}
		}
	}
	for name, r := range resources(t) {
		exact(name, r.Properties.PolicyDocument)
		if size := r.Properties.PolicyDocument.size(); size > 6144 {
			t.Errorf("%s has %d characters", name, size)
		}
		if r.Type != "AWS::Serverless::Function" {
			continue
		}
		functions++
		managed, size := 0, 0
		for _, node := range r.Properties.Policies {
			var own policy
			switch {
			case node.Tag == "!Ref":
				managed++
			case node.Decode(&own) != nil || own.Statement == nil:
				t.Errorf("%s, line %d: a policy that is neither ours nor a statement", name, node.Line)
			}
			exact(name, own)
			size += own.size()
		}
		if managed > 8 || size > 10240 { // SAM adds one for logs and may add one for traces.
			t.Errorf("%s has %d policies and %d characters of its own", name, managed, size)
		}
	}
	if functions < 10 || statements < 40 {
		t.Fatalf("found %d functions and %d statements", functions, statements)
	}
}

// Goal: a secret is told to those functions alone that read it (decision 18). Method: hold
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
			setting := s.Environment.Variables[name]
			return !mentions(&setting, "ssm:")
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

// mentions reports whether a node or one below it has the text in its value.
func mentions(node *yaml.Node, text string) bool {
	return strings.Contains(node.Value, text) ||
		slices.ContainsFunc(node.Content, func(child *yaml.Node) bool { return mentions(child, text) })
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
	if alarms < 7 || tables < 5 {
		t.Errorf("found %d alarms and %d tables", alarms, tables)
	}
}
