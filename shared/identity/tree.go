package identity

import (
	"bytes"
	"encoding/base64"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"

	"github.com/beevik/etree"
	validator "github.com/mattermost/xml-roundtrip-validator"
)

// The limits of a message, in bytes and in nested elements. Real Responses have
// about 10 KB and nest 9 elements deep.
const (
	maxBase64 = 512 << 10
	maxXML    = 256 << 10
	maxDepth  = 32
)

// decodeMessage reads a base64 message as the HTTP-POST binding carries it. It
// returns the tree and the text.
func decodeMessage(text string) (*etree.Element, []byte, error) {
	if len(text) > maxBase64 {
		return nil, nil, Refuse(TooLarge, "%d bytes of base64", len(text))
	}
	xml, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), ""))
	if err != nil || len(xml) == 0 {
		return nil, nil, Refuse(NotBase64, "")
	}
	root, err := parseMessage(xml)
	return root, xml, err
}

// parseMessage reads one XML document without declarations. Anything that a
// second parser might read differently is refused.
func parseMessage(xml []byte) (*etree.Element, error) {
	if len(xml) > maxXML {
		return nil, Refuse(TooLarge, "%d bytes of XML", len(xml))
	}
	if declares(xml) {
		return nil, Refuse(Declarations, "")
	}
	document := etree.NewDocument()
	document.ReadSettings.MaxDepth = maxDepth
	if err := document.ReadFromBytes(xml); err != nil {
		return nil, Refuse(NotXML, "malformed or nested too deeply")
	}
	if err := validator.Validate(bytes.NewReader(xml)); err != nil {
		return nil, Refuse(NotXML, "does not survive a round trip")
	}
	root := document.Root()
	if root == nil || len(document.ChildElements()) != 1 {
		return nil, Refuse(NotXML, "not one root")
	}
	return root, checkIDs(root, map[string]bool{})
}

// declares reports whether there is a "<!" that starts neither a comment nor a
// CDATA section.
func declares(xml []byte) bool {
	for {
		_, rest, found := bytes.Cut(xml, []byte("<!"))
		if !found {
			return false
		}
		if !bytes.HasPrefix(rest, []byte("--")) && !bytes.HasPrefix(rest, []byte("[CDATA[")) {
			return true
		}
		xml = rest
	}
}

// checkIDs refuses a document in which an ID is given twice: a signature could
// then cover another element than the one that is read.
func checkIDs(element *etree.Element, seen map[string]bool) error {
	for _, attribute := range element.Attr {
		if !strings.EqualFold(attribute.Key, "ID") {
			continue
		}
		if seen[attribute.Value] && attribute.Value != "" {
			return Refuse(DuplicateID, "")
		}
		seen[attribute.Value] = true
	}
	for _, child := range element.ChildElements() {
		if err := checkIDs(child, seen); err != nil {
			return err
		}
	}
	return nil
}

// is reports whether element has this namespace and local name.
func is(element *etree.Element, namespace, tag string) bool {
	return element.Tag == tag && element.NamespaceURI() == namespace
}

// children returns the direct children with this namespace and local name.
func children(parent *etree.Element, namespace, tag string) []*etree.Element {
	var found []*etree.Element
	for _, child := range parent.ChildElements() {
		if is(child, namespace, tag) {
			found = append(found, child)
		}
	}
	return found
}

// only returns the one direct child of that name; false for none or several.
func only(parent *etree.Element, namespace, tag string) (*etree.Element, bool) {
	found := children(parent, namespace, tag)
	if len(found) != 1 {
		return nil, false
	}
	return found[0], true
}

// everywhere returns all elements of that name at any depth, root included.
func everywhere(root *etree.Element, namespace, tag string) []*etree.Element {
	var found []*etree.Element
	if is(root, namespace, tag) {
		found = append(found, root)
	}
	for _, child := range root.ChildElements() {
		found = append(found, everywhere(child, namespace, tag)...)
	}
	return found
}

// text returns the trimmed text of an element that holds text and nothing else;
// "" when it holds a comment, an instruction or an element, which could make
// two readers see two values.
func text(element *etree.Element) string {
	var content strings.Builder
	for _, token := range element.Child {
		data, ok := token.(*etree.CharData)
		if !ok {
			return ""
		}
		content.WriteString(data.Data)
	}
	return strings.TrimSpace(content.String())
}

// attribute returns the value of an attribute without namespace, "" if absent.
func attribute(element *etree.Element, name string) string {
	for _, attribute := range element.Attr {
		if attribute.Space == "" && attribute.Key == name {
			return attribute.Value
		}
	}
	return ""
}

// instant reads a time attribute, an xs:dateTime in UTC (SAML core, 1.3.3).
func instant(element *etree.Element, name string) (time.Time, bool) {
	value := attribute(element, name)
	at, err := calendar.ParseXMLTime(value, time.UTC)
	return at, err == nil && strings.HasSuffix(strings.TrimSpace(value), "Z")
}

// begun reports whether the time of an optional NotBefore has come.
func begun(element *etree.Element, now time.Time) bool {
	if element.SelectAttr("NotBefore") == nil {
		return true
	}
	at, ok := instant(element, "NotBefore")
	return ok && !calendar.NotYet(at, now)
}

// lasts reports whether the end in an optional attribute is still to come.
func lasts(element *etree.Element, name string, now time.Time) bool {
	if element.SelectAttr(name) == nil {
		return true
	}
	end, ok := instant(element, name)
	return ok && !calendar.Past(end, now)
}
