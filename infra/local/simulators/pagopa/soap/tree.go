package soap

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
)

const (
	nsEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
	nsMessage  = "http://pagopa-api.pagopa.gov.it/pa/paForNode.xsd"
)

// maxDepth is how deeply elements of an answer may nest.
const maxDepth = 32

// node is one element of an answer.
type node struct {
	name xml.Name
	text string
	kids []*node
}

// body reads an envelope and returns the one element in its Body, which must be
// the answer's wrapper in the message namespace.
func body(answer []byte, wrapper string) (*node, error) {
	root, err := read(answer)
	if err != nil {
		return nil, err
	}
	if root.name != (xml.Name{Space: nsEnvelope, Local: "Envelope"}) {
		return nil, fmt.Errorf("root %s is no SOAP 1.1 Envelope", root.name.Local)
	}
	for _, part := range root.kids {
		if part.name != (xml.Name{Space: nsEnvelope, Local: "Body"}) {
			continue
		}
		if len(part.kids) != 1 || part.kids[0].name != (xml.Name{Space: nsMessage, Local: wrapper}) {
			return nil, fmt.Errorf("the Body does not hold one %s in the message namespace", wrapper)
		}
		return part.kids[0], nil
	}
	return nil, errors.New("the Envelope has no Body")
}

func read(answer []byte) (*node, error) {
	decoder := xml.NewDecoder(bytes.NewReader(answer))
	top := &node{}
	path := []*node{top}
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		current := path[len(path)-1]
		switch token := token.(type) {
		case xml.Directive:
			return nil, errors.New("a document type is not allowed")
		case xml.StartElement:
			if len(path) > maxDepth {
				return nil, errors.New("elements nest too deeply")
			}
			child := &node{name: token.Name}
			current.kids = append(current.kids, child)
			path = append(path, child)
		case xml.CharData:
			current.text += string(token)
		case xml.EndElement:
			path = path[:len(path)-1]
		}
	}
	if len(top.kids) != 1 {
		return nil, errors.New("not one XML document")
	}
	return top.kids[0], nil
}

// find returns the first descendant along path, by local names, or nil.
func (n *node) find(path ...string) *node {
	for _, name := range path {
		var next *node
		for _, kid := range n.children() {
			if kid.name.Local == name {
				next = kid
				break
			}
		}
		n = next
	}
	return n
}

// value returns the text at path, without blanks around it, or "".
func (n *node) value(path ...string) string {
	found := n.find(path...)
	if found == nil {
		return ""
	}
	return strings.TrimSpace(found.text)
}

func (n *node) children() []*node {
	if n == nil {
		return nil
	}
	return n.kids
}
