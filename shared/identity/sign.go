package identity

import (
	"bytes"
	"crypto"
	"crypto/sha256"
	"embed"
	"encoding/xml"
	"fmt"
	"text/template"

	"github.com/beevik/etree"
	dsig "github.com/russellhaering/goxmldsig"
)

// The messages that the portal sends. Every value goes through x, which makes it
// safe inside XML text and quoted attributes.
//
//go:embed messages/*.xml
var messageFiles embed.FS

// compose fills the message of that name and returns its tree. The first name is
// the message's, others are of parts that it includes.
func compose(data any, name string, parts ...string) (*etree.Element, error) {
	files := []string{"messages/" + name}
	for _, part := range parts {
		files = append(files, "messages/"+part)
	}
	messages, err := template.New(name).Funcs(template.FuncMap{"x": escape}).ParseFS(messageFiles, files...)
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	var out bytes.Buffer
	if err := messages.ExecuteTemplate(&out, name, data); err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	document := etree.NewDocument()
	if err := document.ReadFromBytes(bytes.TrimSpace(out.Bytes())); err != nil {
		return nil, fmt.Errorf("identity: %s: %w", name, err)
	}
	return document.Root(), nil
}

func escape(text string) (string, error) {
	var out bytes.Buffer
	err := xml.EscapeText(&out, []byte(text))
	return out.String(), err
}

// serialize writes the tree as it stands: no indentation, since blanks are signed.
func serialize(root *etree.Element) ([]byte, error) {
	document := etree.NewDocumentWithRoot(root)
	document.WriteSettings.CanonicalEndTags = true
	document.WriteSettings.CanonicalText = true
	document.WriteSettings.CanonicalAttrVal = true
	return document.WriteToBytes()
}

// signEnveloped puts a signature over root into it, at the given child position.
func signEnveloped(root *etree.Element, position int, key crypto.Signer, certificate []byte) error {
	signing, err := dsig.NewSigningContext(key, [][]byte{certificate})
	if err != nil {
		return fmt.Errorf("identity: sign: %w", err)
	}
	signing.Canonicalizer = dsig.MakeC14N10ExclusiveCanonicalizerWithPrefixList("")
	signature, err := signing.ConstructSignature(root, true)
	if err != nil {
		return fmt.Errorf("identity: sign: %w", err)
	}
	root.InsertChildAt(position, signature)
	return nil
}

// signText returns the RSA-SHA256 signature of a text.
func signText(key crypto.Signer, text string) ([]byte, error) {
	digest := sha256.Sum256([]byte(text))
	signature, err := key.Sign(nil, digest[:], crypto.SHA256)
	if err != nil {
		return nil, fmt.Errorf("identity: sign: %w", err)
	}
	return signature, nil
}
