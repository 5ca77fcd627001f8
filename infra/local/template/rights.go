package template

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Right lets a function do some things with the items of a table, as far as all its conditions hold.
type Right struct {
	Table      string   // logical id
	Actions    []string // such as GetItem, without the service's name
	Conditions []Condition
}

// Condition limits a right: what the call says of Key, one of IAM's condition keys, has to fit the Values.
type Condition struct {
	Operator, Key string
	Values        []string
}

// The condition keys that can be followed, and the operators that can be applied to each.
const (
	LeadingKeys  = "dynamodb:LeadingKeys"
	Attributes   = "dynamodb:Attributes"
	ReturnValues = "dynamodb:ReturnValues"

	AllLike        = "ForAllValues:StringLike"
	AllNotLike     = "ForAllValues:StringNotLike"
	AllEqual       = "ForAllValues:StringEquals"
	EqualsIfExists = "StringEqualsIfExists"
)

var followed = map[string][]string{
	LeadingKeys: {AllLike, AllNotLike, AllEqual}, Attributes: {AllEqual}, ReturnValues: {EqualsIfExists},
}

// actions are those that a statement may name: each by its whole name, because "Get*" is a right to what comes
// next year. Whoever wants a Scan has to write it here first.
var actions = []string{
	"GetItem", "BatchGetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem",
}

const dynamoDB = "dynamodb:"

// statement is one of IAM's. What is not about tables, keys in KMS for instance, may have any form.
type statement struct {
	Effect    string                          `yaml:"Effect"`
	Action    texts                           `yaml:"Action"`
	Resource  yaml.Node                       `yaml:"Resource"`
	Condition map[string]map[string]yaml.Node `yaml:"Condition"`
}

// texts is a list that may be written as its only member.
type texts []string

// UnmarshalYAML takes both forms.
func (t *texts) UnmarshalYAML(node *yaml.Node) error {
	if node.Kind == yaml.ScalarNode {
		*t = texts{node.Value}
		return nil
	}
	return node.Decode((*[]string)(t))
}

// managed is a policy that several functions refer to.
type managed struct {
	PolicyDocument struct {
		Statement []statement `yaml:"Statement"`
	} `yaml:"PolicyDocument"`
}

// managedPolicies reads the policies of the template by their logical ids.
func (d document) managedPolicies() (map[string][]Right, error) {
	policies := map[string][]Right{}
	for id, resource := range d.Resources {
		if resource.Type != "AWS::IAM::ManagedPolicy" {
			continue
		}
		var policy managed
		if err := resource.Properties.Decode(&policy); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
		var err error
		if policies[id], err = rightsOf(policy.PolicyDocument.Statement); err != nil {
			return nil, fmt.Errorf("%s: %w", id, err)
		}
	}
	return policies, nil
}

// addPolicy gives the function what one entry of its Policies allows: a managed policy, statements, or one of
// SAM's templates, of which those for tables are refused.
func (f *Function) addPolicy(policy *yaml.Node, managed map[string][]Right) error {
	if policy.Tag == "!Ref" {
		rights, found := managed[policy.Value]
		if !found {
			return fmt.Errorf("line %d: no policy %s", policy.Line, policy.Value)
		}
		f.Rights = append(f.Rights, rights...)
		return nil
	}
	var own struct {
		Statement []statement `yaml:"Statement"`
	}
	if err := policy.Decode(&own); err == nil && own.Statement != nil {
		rights, err := rightsOf(own.Statement)
		f.Rights = append(f.Rights, rights...)
		return err
	}
	var named map[string]yaml.Node
	if err := policy.Decode(&named); err != nil {
		return err
	}
	for name := range named {
		if strings.HasPrefix(name, "DynamoDB") {
			return fmt.Errorf("line %d: %s allows more than anything here needs, Scan for one", policy.Line, name)
		}
	}
	return nil
}

// rightsOf reads what statements allow about tables. One that cannot be read is an error, because a
// right that is granted on AWS and not here, or the other way round, is worse.
func rightsOf(statements []statement) ([]Right, error) {
	var rights []Right
	for _, one := range statements {
		right := Right{Actions: one.actions()}
		if len(right.Actions) == 0 {
			continue
		}
		var resource Value
		if err := one.Resource.Decode(&resource); err != nil {
			return nil, err
		}
		right.Table = resource.Resource()
		if one.Effect != "Allow" || right.Table == "" || len(right.Actions) != len(one.Action) {
			return nil, one.refused("only Allow, of actions on one table, can be read")
		}
		for _, action := range right.Actions {
			if !slices.Contains(actions, action) {
				return nil, one.refused("nothing here needs " + action)
			}
		}
		var err error
		if right.Conditions, err = one.conditions(right.Actions); err != nil {
			return nil, err
		}
		rights = append(rights, right)
	}
	return rights, nil
}

// actions returns what the statement allows on tables.
func (s statement) actions() []string {
	var names []string
	for _, action := range s.Action {
		if name, is := strings.CutPrefix(action, dynamoDB); is {
			names = append(names, name)
		}
	}
	return names
}

// conditions returns what the statement is limited to.
func (s statement) conditions(actions []string) ([]Condition, error) {
	var conditions []Condition
	for _, operator := range slices.Sorted(maps.Keys(s.Condition)) {
		for _, key := range slices.Sorted(maps.Keys(s.Condition[operator])) {
			if !slices.Contains(followed[key], operator) {
				return nil, s.refused("the local stack does not know " + operator + " of " + key)
			}
			// A read returns attributes that the call does not name, a put or a delete takes them away.
			if key == Attributes && !slices.Equal(actions, []string{"UpdateItem"}) {
				return nil, s.refused(key + " limits nothing but UpdateItem")
			}
			condition := Condition{Operator: operator, Key: key}
			values := s.Condition[operator][key]
			if err := values.Decode((*texts)(&condition.Values)); err != nil {
				return nil, err
			}
			conditions = append(conditions, condition)
		}
	}
	return conditions, nil
}

func (s statement) refused(why string) error {
	return fmt.Errorf("line %d: %s", s.Resource.Line, why)
}
