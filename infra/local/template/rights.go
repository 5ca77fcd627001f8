package template

import (
	"fmt"
	"strings"

	"gopkg.in/yaml.v3"
)

// Right lets a function do some things with the items of a table.
type Right struct {
	Table   string   // logical id
	Actions []string // such as GetItem, without the service's name
	// Keys are patterns of partition keys, where * stands for anything; none means all keys.
	Keys []string
}

// policyActions are what SAM's policy templates for tables allow.
var policyActions = map[string][]string{
	"DynamoDBReadPolicy": {"GetItem", "Scan", "Query", "BatchGetItem", "DescribeTable"},
	"DynamoDBCrudPolicy": {
		"GetItem", "DeleteItem", "PutItem", "Scan", "Query", "UpdateItem", "BatchWriteItem", "BatchGetItem",
		"DescribeTable", "ConditionCheckItem",
	},
}

const (
	dynamoDB    = "dynamodb:"
	leadingKeys = "dynamodb:LeadingKeys"
	allLike     = "ForAllValues:StringLike"
)

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

// addPolicy gives the function what one entry of its Policies allows: a managed policy, one of SAM's
// templates, or statements.
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
	var named map[string]map[string]Value
	if err := policy.Decode(&named); err != nil {
		return err
	}
	for name, parameters := range named {
		if actions := policyActions[name]; actions != nil {
			f.Rights = append(f.Rights, Right{Table: parameters["TableName"].Resource(), Actions: actions})
		} else if strings.HasPrefix(name, "DynamoDB") {
			return fmt.Errorf("line %d: the local stack does not know %s", policy.Line, name)
		}
	}
	return nil
}

// rightsOf reads what statements allow about tables. One that cannot be read is an error, because a
// right that is granted on AWS and not here, or the other way round, is worse.
func rightsOf(statements []statement) ([]Right, error) {
	var rights []Right
	for _, one := range statements {
		var actions []string
		for _, action := range one.Action {
			if name, is := strings.CutPrefix(action, dynamoDB); is {
				actions = append(actions, name)
			}
		}
		if len(actions) == 0 {
			continue
		}
		var resource Value
		if err := one.Resource.Decode(&resource); err != nil {
			return nil, err
		}
		keys, err := one.keys()
		if err != nil {
			return nil, err
		}
		if one.Effect != "Allow" || resource.Resource() == "" || len(actions) != len(one.Action) {
			return nil, fmt.Errorf("line %d: only Allow, of actions on one table, can be read", one.Resource.Line)
		}
		rights = append(rights, Right{Table: resource.Resource(), Actions: actions, Keys: keys})
	}
	return rights, nil
}

// keys returns the partition keys that the statement is limited to, if it is.
func (s statement) keys() ([]string, error) {
	if len(s.Condition) == 0 {
		return nil, nil
	}
	patterns, found := s.Condition[allLike][leadingKeys]
	if !found || len(s.Condition) > 1 || len(s.Condition[allLike]) > 1 {
		return nil, fmt.Errorf("line %d: the only condition that can be read is %s %s", s.Resource.Line, allLike, leadingKeys)
	}
	var keys []string
	return keys, patterns.Decode(&keys)
}
