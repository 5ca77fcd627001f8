package saml

import (
	"bytes"
	"embed"
	"encoding/xml"
	"text/template"

	"github.com/beevik/etree"
)

//go:embed messages/*.xml
var messageFiles embed.FS

var messages = template.Must(template.New("").Funcs(template.FuncMap{"x": escape}).
	ParseFS(messageFiles, "messages/*.xml"))

// escape makes text safe inside XML text and quoted attributes.
func escape(text string) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, []byte(text))
	return out.String(), err
}

// compose fills the message template and returns its tree, ready for signing.
func compose(name string, data any) (*etree.Element, error) {
	var out bytes.Buffer
	if err := messages.ExecuteTemplate(&out, name, data); err != nil {
		return nil, err
	}
	return parse(bytes.TrimSpace(out.Bytes()))
}

// serialize writes the tree as it stands: no indentation, since every blank is signed.
func serialize(root *etree.Element) ([]byte, error) {
	document := etree.NewDocumentWithRoot(root)
	document.WriteSettings.CanonicalEndTags = true
	document.WriteSettings.CanonicalText = true
	document.WriteSettings.CanonicalAttrVal = true
	return document.WriteToBytes()
}
