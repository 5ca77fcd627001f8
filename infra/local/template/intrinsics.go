package template

import (
	"fmt"

	"gopkg.in/yaml.v3"
)

// settleAll settles a whole template and returns the defaults of its parameters by name.
func settleAll(root *yaml.Node) (map[string]string, error) {
	var doc struct {
		Parameters map[string]struct {
			Default string `yaml:"Default"`
		} `yaml:"Parameters"`
		Mappings map[string]map[string]map[string]yaml.Node `yaml:"Mappings"`
	}
	if err := root.Decode(&doc); err != nil {
		return nil, err
	}
	defaults := map[string]string{}
	for name, parameter := range doc.Parameters {
		defaults[name] = parameter.Default
	}
	return defaults, choices{defaults, doc.Mappings}.settle(root)
}

// choices settle what the template leaves to its parameters.
type choices struct {
	defaults map[string]string // of parameters
	mappings map[string]map[string]map[string]yaml.Node
}

// settle replaces each !If below the node by its first branch, because the local stack has everything that
// is optional, and each !FindInMap by what the mapping holds for the parameters' defaults. A property whose
// value is AWS::NoValue is left out.
func (c choices) settle(node *yaml.Node) error {
	switch node.Tag {
	case "!If":
		if len(node.Content) != 3 {
			return fmt.Errorf("line %d: !If takes a condition and two values", node.Line)
		}
		*node = *node.Content[1]
		return c.settle(node)
	case "!FindInMap":
		found, err := c.find(node)
		if err != nil {
			return err
		}
		*node = found
		return nil
	}
	for _, child := range node.Content {
		if err := c.settle(child); err != nil {
			return err
		}
	}
	if node.Kind == yaml.MappingNode {
		node.Content = withoutNoValue(node.Content)
	}
	return nil
}

// find reads !FindInMap [Map, key, key], where a key may be a !Ref to a parameter.
func (c choices) find(node *yaml.Node) (yaml.Node, error) {
	keys := make([]string, len(node.Content))
	for i, part := range node.Content {
		keys[i] = part.Value
		if part.Tag == "!Ref" {
			keys[i] = c.defaults[part.Value]
		}
	}
	if len(keys) == 3 {
		if value, found := c.mappings[keys[0]][keys[1]][keys[2]]; found {
			return value, nil
		}
	}
	return yaml.Node{}, fmt.Errorf("line %d: no mapping has %q", node.Line, keys)
}

// withoutNoValue takes keys and values in turn.
func withoutNoValue(content []*yaml.Node) []*yaml.Node {
	var kept []*yaml.Node
	for i := 0; i+1 < len(content); i += 2 {
		if value := content[i+1]; value.Tag != "!Ref" || value.Value != "AWS::NoValue" {
			kept = append(kept, content[i], value)
		}
	}
	return kept
}
