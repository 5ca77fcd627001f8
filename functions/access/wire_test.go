package main

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/base64"
	"io"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/web/webtest"
)

// requestIn returns the ID of the AuthnRequest in a Redirect query.
func requestIn(t *testing.T, encoded string) string {
	t.Helper()
	compressed, err := base64.StdEncoding.DecodeString(encoded)
	if err != nil {
		t.Fatal(err)
	}
	xml, err := io.ReadAll(flate.NewReader(bytes.NewReader(compressed)))
	if err != nil {
		t.Fatal(err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(xml); err != nil {
		t.Fatal(err)
	}
	return document.Root().SelectAttrValue("ID", "")
}

// town is the demo municipality with an IPA code of its own.
type town struct{ ipa string }

// ByHost answers for every host.
func (t town) ByHost(context.Context, string) (municipality.Municipality, error) {
	m := webtest.Municipality()
	m.IPACode = t.ipa
	return m, nil
}
