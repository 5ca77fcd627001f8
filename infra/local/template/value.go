package template

import (
	"fmt"
	"regexp"
	"strings"

	"gopkg.in/yaml.v3"
)

// Value is one scalar of the template: plain text, or a Ref, GetAtt or Sub that is
// resolved once the local addresses and names are known.
type Value struct {
	function string // "", "!Ref", "!GetAtt" or "!Sub"
	text     string
}

// Lookup answers what a name of the template stands for locally. The attribute is empty for a
// Ref and, for instance, "Arn" for a GetAtt.
type Lookup func(name, attribute string) (string, error)

// variable is a ${Name} or ${Name.Attribute} inside a Sub.
var variable = regexp.MustCompile(`\$\{([^}!]+)\}`)

// UnmarshalYAML keeps the tag that a plain string would lose.
func (v *Value) UnmarshalYAML(node *yaml.Node) error {
	switch {
	case node.Kind == yaml.SequenceNode && node.Tag == "!GetAtt":
		var parts []string
		for _, part := range node.Content {
			parts = append(parts, part.Value)
		}
		*v = Value{function: node.Tag, text: strings.Join(parts, ".")}
	case node.Kind != yaml.ScalarNode:
		return fmt.Errorf("line %d: only !Ref, !GetAtt and !Sub in their short form can be read", node.Line)
	case node.Tag == "!Ref", node.Tag == "!GetAtt", node.Tag == "!Sub":
		*v = Value{function: node.Tag, text: node.Value}
	case strings.HasPrefix(node.Tag, "!!"):
		*v = Value{text: node.Value}
	default:
		return fmt.Errorf("line %d: the local stack does not know %s", node.Line, node.Tag)
	}
	return nil
}

// Resource is the logical id that a Ref or GetAtt points to, or "" for anything else.
func (v Value) Resource() string {
	switch v.function {
	case "!Ref", "!GetAtt":
		name, _, _ := strings.Cut(v.text, ".")
		return name
	}
	return ""
}

// Resolve turns the value into text with the help of lookup.
func (v Value) Resolve(lookup Lookup) (string, error) {
	switch v.function {
	case "!Ref":
		return lookup(v.text, "")
	case "!GetAtt":
		name, attribute, _ := strings.Cut(v.text, ".")
		return lookup(name, attribute)
	case "!Sub":
		return v.substitute(lookup)
	}
	return v.text, nil
}

func (v Value) substitute(lookup Lookup) (string, error) {
	var failure error
	text := variable.ReplaceAllStringFunc(v.text, func(match string) string {
		name, attribute, _ := strings.Cut(match[2:len(match)-1], ".")
		value, err := lookup(name, attribute)
		if err != nil {
			failure = err
		}
		return value
	})
	return text, failure
}
