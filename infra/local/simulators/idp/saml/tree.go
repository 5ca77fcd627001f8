package saml

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"github.com/beevik/etree"
)

// parse reads one XML document without document type, entities or deep nesting.
func parse(xml []byte) (*etree.Element, error) {
	if len(xml) > maxXML {
		return nil, errors.New("XML too large")
	}
	if bytes.Contains(xml, []byte("<!DOCTYPE")) || bytes.Contains(xml, []byte("<!ENTITY")) {
		return nil, errors.New("document type declarations are not accepted")
	}
	document := etree.NewDocument()
	document.ReadSettings.ValidateInput = true
	document.ReadSettings.MaxDepth = 64
	if err := document.ReadFromBytes(xml); err != nil {
		return nil, err
	}
	if document.Root() == nil {
		return nil, errors.New("empty XML")
	}
	return document.Root(), nil
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

// only returns the one direct child of that name, or an error for none or many.
func only(parent *etree.Element, namespace, tag string) (*etree.Element, error) {
	found := children(parent, namespace, tag)
	if len(found) != 1 {
		return nil, fmt.Errorf("%s: %d elements %s, want 1", parent.Tag, len(found), tag)
	}
	return found[0], nil
}

func text(element *etree.Element) string { return strings.TrimSpace(element.Text()) }

func attribute(element *etree.Element, name string) string { return element.SelectAttrValue(name, "") }

// newID returns an XML identifier that never repeats.
func newID() string { return "_" + randomHex(20) }

// randomHex never fails: crypto/rand ends the program when the machine has no randomness.
func randomHex(size int) string {
	random := make([]byte, size)
	rand.Read(random)
	return hex.EncodeToString(random)
}
