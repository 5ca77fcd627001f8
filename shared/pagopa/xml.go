package pagopa

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
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
	body, err := utf8Body(body)
	if err != nil {
		return nil, err
	}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	decoder.CharsetReader = charset
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

// utf8Body takes the mark of its byte order from a message, and turns UTF-16, which has one, into
// UTF-8: a receipt is not lost for its wrapping, which a proxy may have changed.
func utf8Body(body []byte) ([]byte, error) {
	decoded, _, err := transform.Bytes(unicode.BOMOverride(encoding.Nop.NewDecoder()), body)
	if err != nil {
		return nil, ErrNotXML
	}
	return decoded, nil
}

// charset reads the encodings that an XML declaration names and that soap stacks are known to write,
// by the names that they have for them. The node writes UTF-8; UTF-16 was turned into it before.
func charset(name string, body io.Reader) (io.Reader, error) {
	switch strings.ToLower(name) {
	case "utf8", "utf-16", "utf16", "us-ascii", "ascii":
		return body, nil
	case "iso-8859-1", "iso8859-1", "iso8859_1", "latin1", "latin-1":
		return charmap.ISO8859_1.NewDecoder().Reader(body), nil
	case "iso-8859-15", "iso8859-15", "iso8859_15", "latin9", "latin-9":
		return charmap.ISO8859_15.NewDecoder().Reader(body), nil
	case "windows-1252", "cp1252":
		return charmap.Windows1252.NewDecoder().Reader(body), nil
	default:
		return nil, ErrNotXML
	}
}

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

// unqualify takes the node's namespace from all elements within. The schema leaves them without one, but
// whoever writes the wrapper with a default namespace puts them into it.
func (e *element) unqualify() {
	for _, c := range e.children {
		if c.name.Space == nodeSpace {
			c.name.Space = ""
		}
		c.unqualify()
	}
}
