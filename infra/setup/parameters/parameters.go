// Package parameters is what a CloudFormation template asks of whoever deploys it: its parameters, with their patterns
// and help, and its rules. It refuses what CloudFormation would refuse, before anything reaches an account.
package parameters

import (
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/dlclark/regexp2"
	"gopkg.in/yaml.v3"
)

// Parameter is one parameter of a template.
type Parameter struct {
	Name        string
	Description string   `yaml:"Description"`
	Default     *string  `yaml:"Default"` // nil when a value has to be given
	Values      []string `yaml:"AllowedValues"`
	Pattern     string   `yaml:"AllowedPattern"`
	Constraint  string   `yaml:"ConstraintDescription"`
}

// Check refuses a value that the template does not allow. The patterns look ahead, as CloudFormation's Java does and
// Go's own regexp cannot.
func (p Parameter) Check(value string) error {
	if len(p.Values) > 0 && !slices.Contains(p.Values, value) {
		return fmt.Errorf("%s=%s has to be one of %s", p.Name, value, strings.Join(p.Values, ", "))
	}
	if p.Pattern == "" {
		return nil
	}
	pattern, err := regexp2.Compile(p.Pattern, regexp2.None)
	if err != nil {
		return fmt.Errorf("%s: %w", p.Name, err)
	}
	if good, err := pattern.MatchString(value); err != nil || !good {
		return fmt.Errorf("%s=%s %s", p.Name, value, p.Constraint)
	}
	return nil
}

// Form is all that a template asks.
type Form struct {
	Parameters []Parameter // in the template's order
	rules      map[string]rule
}

type rule struct {
	Condition  yaml.Node `yaml:"RuleCondition"`
	Assertions []struct {
		Assert      yaml.Node `yaml:"Assert"`
		Description string    `yaml:"AssertDescription"`
	} `yaml:"Assertions"`
}

// ReadFile reads a template.
func ReadFile(name string) (Form, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return Form{}, err
	}
	form, err := Read(content)
	if err != nil {
		return Form{}, fmt.Errorf("%s: %w", name, err)
	}
	return form, nil
}

// Read reads a template in YAML.
func Read(content []byte) (Form, error) {
	var doc struct {
		Parameters yaml.Node       `yaml:"Parameters"`
		Rules      map[string]rule `yaml:"Rules"`
	}
	if err := yaml.Unmarshal(content, &doc); err != nil {
		return Form{}, err
	}
	form := Form{rules: doc.Rules}
	for i := 0; i+1 < len(doc.Parameters.Content); i += 2 {
		parameter := Parameter{Name: doc.Parameters.Content[i].Value}
		if err := doc.Parameters.Content[i+1].Decode(&parameter); err != nil {
			return Form{}, err
		}
		form.Parameters = append(form.Parameters, parameter)
	}
	return form, nil
}

// Names are the parameters' names.
func (f Form) Names() []string {
	names := make([]string, len(f.Parameters))
	for i, parameter := range f.Parameters {
		names[i] = parameter.Name
	}
	return names
}

// Check refuses values that the template does not allow, all of them at once. Those that are missing have their
// defaults.
func (f Form) Check(values map[string]string) error {
	var problems []error
	all := map[string]string{}
	for _, parameter := range f.Parameters {
		value, given := values[parameter.Name]
		switch {
		case !given && parameter.Default == nil:
			problems = append(problems, fmt.Errorf("say %s=…: %s", parameter.Name, parameter.Description))
			continue
		case !given:
			value = *parameter.Default
		}
		if err := parameter.Check(value); err != nil {
			problems = append(problems, err)
		}
		all[parameter.Name] = value
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !slices.Contains(f.Names(), name) {
			problems = append(problems, fmt.Errorf("the template has no parameter %s", name))
		}
	}
	if len(problems) == 0 {
		problems = f.broken(all)
	}
	return errors.Join(problems...)
}

// broken are the rules that values break.
func (f Form) broken(values map[string]string) []error {
	var problems []error
	for _, name := range slices.Sorted(maps.Keys(f.rules)) {
		rule := f.rules[name]
		if !rule.Condition.IsZero() {
			if applies, err := holds(&rule.Condition, values); err != nil || !applies {
				problems = appendError(problems, name, err)
				continue
			}
		}
		for i := range rule.Assertions {
			good, err := holds(&rule.Assertions[i].Assert, values)
			problems = appendError(problems, name, err)
			if err == nil && !good {
				problems = append(problems, errors.New(rule.Assertions[i].Description))
			}
		}
	}
	return problems
}

func appendError(problems []error, rule string, err error) []error {
	if err != nil {
		problems = append(problems, fmt.Errorf("rule %s: %w", rule, err))
	}
	return problems
}

// holds tells what a condition of the template comes to.
func holds(node *yaml.Node, values map[string]string) (bool, error) {
	switch node.Tag {
	case "!Equals":
		if len(node.Content) != 2 {
			break
		}
		return text(node.Content[0], values) == text(node.Content[1], values), nil
	case "!Not":
		if len(node.Content) != 1 {
			break
		}
		good, err := holds(node.Content[0], values)
		return !good, err
	case "!And", "!Or":
		for _, part := range node.Content {
			good, err := holds(part, values)
			if err != nil || good == (node.Tag == "!Or") {
				return good, err
			}
		}
		return node.Tag == "!And", nil
	}
	return false, fmt.Errorf("line %d: %s cannot be read", node.Line, node.Tag)
}

// text is a parameter's value, or the text itself.
func text(node *yaml.Node, values map[string]string) string {
	if node.Tag == "!Ref" {
		return values[node.Value]
	}
	return node.Value
}
