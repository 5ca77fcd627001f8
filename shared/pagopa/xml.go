package pagopa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// Limits of a message. The largest real one, a receipt with five transfers and a tax stamp,
// is a tenth of them.
const (
	// MaxMessage is the largest SOAP message read, in bytes.
	MaxMessage = 256 << 10
	maxDepth   = 16
	maxNodes   = 4000
)

// ErrNotXML says that a body is not the XML of a SOAP message: malformed, too large or too deep,
// or with a DOCTYPE, which SOAP 1.1 forbids and which entity attacks need.
var ErrNotXML = errors.New("pagopa: not the XML of a SOAP message")

// element is one element of a message, with its direct text.
type element struct {
	name     xml.Name
	text     string
	children []*element
}

// parseXML reads a whole document into elements. Comments and processing instructions are
// dropped; attributes carry nothing in paForNode.
func parseXML(body []byte) (*element, error) {
	if len(body) > MaxMessage {
		return nil, ErrNotXML
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = refuseCharset
	document := &element{}
	open := []*element{document}
	for nodes := 0; ; nodes++ {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || nodes > maxNodes {
			return nil, ErrNotXML
		}
		open, err = place(token, open)
		if err != nil {
			return nil, err
		}
	}
	if len(document.children) != 1 || strings.TrimSpace(document.text) != "" {
		return nil, ErrNotXML
	}
	return document.children[0], nil
}

// place puts a token where it belongs and returns the elements that are open after it.
func place(token xml.Token, open []*element) ([]*element, error) {
	current := open[len(open)-1]
	switch t := token.(type) {
	case xml.StartElement:
		if len(open) > maxDepth {
			return nil, ErrNotXML
		}
		child := &element{name: t.Name}
		current.children = append(current.children, child)
		return append(open, child), nil
	case xml.EndElement:
		return open[:len(open)-1], nil
	case xml.CharData:
		current.text += string(t)
	case xml.Directive:
		return nil, ErrNotXML
	}
	return open, nil
}

// refuseCharset refuses every encoding but UTF-8, the only one the node writes.
func refuseCharset(string, io.Reader) (io.Reader, error) { return nil, ErrNotXML }

// child returns the only child with the given name, or nil when there is none or more than one.
func (e *element) child(space, local string) *element {
	var found *element
	for _, c := range e.children {
		if c.name.Space == space && c.name.Local == local {
			if found != nil {
				return nil
			}
			found = c
		}
	}
	return found
}
