package identity_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// Goal: only a signature of the right provider, over what is read, counts.
// Method: one fault in the signatures a row; 2 to 5 as in the official suite.
func TestCheckRefusesSignatures(t *testing.T) {
	for name, test := range map[string]struct {
		change func(*identitytest.Message)
		reason identity.Reason
	}{
		"2 nothing signed": {
			func(m *identitytest.Message) { m.SignAssertion, m.SignResponse = false, false }, identity.Unsigned,
		},
		"3 only the Response signed": {
			func(m *identitytest.Message) { m.SignAssertion = false }, identity.Unsigned,
		},
		"4 another key": {
			func(m *identitytest.Message) { m.Key = identitytest.Key(t, identitytest.Attacker) },
			identity.BadSignature,
		},
		"4 another key, Assertion": {func(m *identitytest.Message) {
			m.Key, m.SignResponse = identitytest.Key(t, identitytest.Attacker), false
		}, identity.BadSignature},
		"5 another key in KeyInfo": {embedAttacker(t), identity.BadSignature},
		"RSA-SHA1": {
			func(m *identitytest.Message) { m.Algorithm = "http://www.w3.org/2000/09/xmldsig#rsa-sha1" },
			identity.SignatureShape,
		},
		"tampered Assertion": {tamper(write(inName, "_other")), identity.BadSignature},
		"tampered Response":  {tamper(edit(".", "Extra", "x")), identity.BadSignature},
		"an XSLT transform": {
			tamper(addTransform("http://www.w3.org/TR/1999/REC-xslt-19991116")), identity.SignatureShape,
		},
		"two references": {
			tamper(duplicate("./ds:Signature/ds:SignedInfo/ds:Reference")), identity.SignatureShape,
		},
		"reference to the whole": {
			tamper(edit("./ds:Signature/ds:SignedInfo/ds:Reference", "URI", "")), identity.SignatureShape,
		},
		"an Object in the signature": {tamper(addObject), identity.SignatureShape},
		"two signatures on the same": {tamper(duplicate("./ds:Signature")), identity.StraySignature},
		"comment canonicalisation": {
			tamper(edit(canonical, "Algorithm", exclusiveWithComments)), identity.SignatureShape,
		},
		"no SignatureValue": {
			tamper(cut("./ds:Signature/ds:SignatureValue")), identity.SignatureShape,
		},
		"an empty SignatureValue": {
			tamper(empty("./ds:Signature/ds:SignatureValue")), identity.BadSignature,
		},
		"an empty Signature": {tamper(empty("./ds:Signature")), identity.SignatureShape},
		"an encrypted Assertion": {
			func(m *identitytest.Message) { m.Edits = append(m.Edits, addEncrypted) }, identity.AssertionCount,
		},
		"a DigestValue that is no b64": {
			tamper(write("./ds:Signature//ds:DigestValue", "?")), identity.BadSignature,
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := valid(t)
			test.change(&m)
			expectReason(t, m, test.reason)
		})
	}
}

const (
	canonical             = "./ds:Signature/ds:SignedInfo/ds:CanonicalizationMethod"
	exclusiveWithComments = "http://www.w3.org/2001/10/xml-exc-c14n#WithComments"
)

func tamper(change func(*etree.Element)) func(*identitytest.Message) {
	return func(m *identitytest.Message) { m.Tamper = change }
}

func embedAttacker(t *testing.T) func(*identitytest.Message) {
	return func(m *identitytest.Message) {
		m.Key = identitytest.Key(t, identitytest.Attacker)
		certificate := base64.StdEncoding.EncodeToString(identitytest.Certificate(t, m.Key, now.AddDate(1, 0, 0)))
		m.Tamper = write("./ds:Signature//ds:X509Certificate", certificate)
	}
}

func addTransform(algorithm string) func(*etree.Element) {
	return func(root *etree.Element) {
		transforms := find(root, "./ds:Signature/ds:SignedInfo/ds:Reference/ds:Transforms")
		transforms.CreateElement("ds:Transform").CreateAttr("Algorithm", algorithm)
	}
}

func addObject(root *etree.Element) { find(root, "./ds:Signature").CreateElement("ds:Object") }

func addEncrypted(root *etree.Element) { root.CreateElement("saml:EncryptedAssertion") }

// evil returns a copy of the signed Assertion for another citizen, unsigned.
func evil(root *etree.Element) *etree.Element {
	copied := find(root, inAssertion).Copy()
	copied.RemoveChild(copied.FindElement("./ds:Signature"))
	copied.CreateAttr("ID", "_evil")
	copied.FindElement("./saml:AttributeStatement/saml:Attribute/saml:AttributeValue").
		SetText("TINIT-VRDFNC85A41H501G")
	return copied
}

// Goal: signature wrapping never makes an unsigned Assertion count.
// Method: the classic eight placements and some more, with namespaces intact and
// only the Assertion signed, which is the case that wrapping attacks.
func TestCheckRefusesSignatureWrapping(t *testing.T) {
	for name, wrap := range map[string]func(root *etree.Element){
		"evil first": func(root *etree.Element) {
			root.InsertChildAt(find(root, inAssertion).Index(), evil(root))
		},
		"evil last": func(root *etree.Element) { root.AddChild(evil(root)) },
		"signed inside evil": func(root *etree.Element) {
			forged, signed := evil(root), find(root, inAssertion)
			root.RemoveChild(signed)
			forged.AddChild(signed)
			root.AddChild(forged)
		},
		"evil inside signed": func(root *etree.Element) { find(root, inAssertion).AddChild(evil(root)) },
		"signed in the evil one's Signature/Object": func(root *etree.Element) {
			forged, signed := evil(root), find(root, inAssertion)
			root.RemoveChild(signed)
			signature := signed.FindElement("./ds:Signature")
			signed.RemoveChild(signature)
			signature.CreateElement("ds:Object").AddChild(signed)
			forged.InsertChildAt(1, signature)
			root.AddChild(forged)
		},
		"the signature moved to the evil one": func(root *etree.Element) {
			forged, signed := evil(root), find(root, inAssertion)
			signature := signed.FindElement("./ds:Signature")
			signed.RemoveChild(signature)
			forged.InsertChildAt(1, signature)
			root.RemoveChild(signed)
			forged.AddChild(signed)
			root.AddChild(forged)
		},
		"signed in Extensions": func(root *etree.Element) {
			forged, signed := evil(root), find(root, inAssertion)
			root.RemoveChild(signed)
			root.CreateElement("samlp:Extensions").AddChild(signed)
			root.AddChild(forged)
		},
		"the same ID twice": func(root *etree.Element) {
			forged := evil(root)
			forged.CreateAttr("ID", "_a1")
			root.AddChild(forged)
		},
		"the evil one in another case of ID": func(root *etree.Element) {
			forged := evil(root)
			forged.RemoveAttr("ID")
			forged.CreateAttr("Id", "_a1")
			root.AddChild(forged)
		},
		"112 a foreign element with a good signature": func(root *etree.Element) {
			foreign := etree.NewElement("md:EntityDescriptor")
			foreign.CreateAttr("xmlns:md", "urn:oasis:names:tc:SAML:2.0:metadata")
			foreign.CreateAttr("ID", "_m1")
			root.InsertChildAt(0, foreign)
			identitytest.Message{IdP: usualIdP(t)}.Sign(t, foreign)
			assertion := find(root, inAssertion)
			assertion.RemoveChild(assertion.FindElement("./ds:Signature"))
		},
		"113 the same, and an Assertion changed after signing": func(root *etree.Element) {
			foreign := etree.NewElement("md:EntityDescriptor")
			foreign.CreateAttr("xmlns:md", "urn:oasis:names:tc:SAML:2.0:metadata")
			foreign.CreateAttr("ID", "_m1")
			root.InsertChildAt(0, foreign)
			identitytest.Message{IdP: usualIdP(t)}.Sign(t, foreign)
			find(root, inValue).SetText("TINIT-VRDFNC85A41H501G")
		},
		"the Response inside a Response": func(root *etree.Element) {
			inner := root.Copy()
			inner.CreateAttr("ID", "_inner")
			find(root, inAssertion).CreateAttr("ID", "_a2")
			root.AddChild(inner)
		},
	} {
		t.Run(name, func(t *testing.T) {
			m := valid(t)
			m.SignResponse, m.Tamper = false, wrap
			assertion, err := check(t, m.Field(t), known(t, m.IdP))
			var refusal *identity.Refusal
			if !errors.As(err, &refusal) {
				t.Fatalf("not refused: %v, %v", assertion.Attributes, err)
			}
			t.Log(refusal.Reason)
		})
	}
}

// Goal: a comment inside a value cannot cut the value short, and an instruction
// cannot hide in one. Method: put them into the signed fiscal code.
func TestCheckReadsValuesWhole(t *testing.T) {
	m := valid(t)
	m.Replace = [2]string{"TINIT-RSSMRA80A01H501U", "TINIT-RSSMRA80<!-- -->A01H501U"}
	assertion, err := check(t, m.Field(t), known(t, m.IdP))
	if err != nil || assertion.Attributes["fiscalNumber"] != "TINIT-"+identitytest.Code {
		t.Errorf("comment: %v, %v", assertion.Attributes, err)
	}
	m.Replace = [2]string{"TINIT-RSSMRA80A01H501U", "TINIT-RSSMRA80<?x y?>A01H501U"}
	expectReason(t, m, identity.BadSignature)
	m = valid(t)
	m.Edits = append(m.Edits, func(root *etree.Element) { find(root, inValue).CreateProcInst("x", "y") })
	expectReason(t, m, identity.BadAttributes)
}

// Goal: a provider that changes its key works with both certificates, also when
// one of them has expired. Method: metadata with two certificates.
func TestCheckAcceptsKeyRollover(t *testing.T) {
	m := valid(t)
	old := identitytest.Certificate(t, identitytest.Key(t, identitytest.Other), now.AddDate(-1, 0, 0))
	if _, err := check(t, m.Field(t), known(t, m.IdP, old)); err != nil {
		t.Errorf("new key: %v", err)
	}
	m.Key = identitytest.Key(t, identitytest.Other)
	if _, err := check(t, m.Field(t), known(t, m.IdP, old)); err != nil {
		t.Errorf("old key, expired certificate that is still in the metadata: %v", err)
	}
	expectReason(t, m, identity.BadSignature) // no longer in the metadata
}

// Goal: whoever asked for level 3 is not content with level 2. Method: such a request.
func TestCheckWantsTheRequestedLevel(t *testing.T) {
	m := valid(t)
	response, err := identity.ReadResponse(m.Field(t))
	if err != nil {
		t.Fatal(err)
	}
	pending := pendingFor(m.IdP.EntityID)
	pending.Level = 3
	_, err = portal(t).Check(response, pending, known(t, m.IdP), now)
	identitytest.ExpectRefusal(t, err, identity.BadLevel)
}

// Goal: a valid Response of one provider does not answer a request to another.
// Method: two providers with their own keys.
func TestCheckRefusesAnotherProvider(t *testing.T) {
	m := valid(t)
	other := identitytest.New(t, "https://other-idp.example.it", identitytest.Other)
	m.IdP = other
	_, err := check(t, m.Field(t), known(t, usualIdP(t)))
	if !errors.Is(err, &identity.Refusal{Reason: identity.BadSignature}) {
		t.Errorf("signed by the other: %v", err)
	}
	m.SignResponse, m.SignAssertion = false, false
	_, err = check(t, m.Field(t), known(t, usualIdP(t)))
	if !errors.Is(err, &identity.Refusal{Reason: identity.ResponseIssuer}) {
		t.Errorf("unsigned of the other: %v", err)
	}
}

// Goal: no Response makes the portal fail otherwise than by refusing, and none
// that was not signed is accepted. Method: fuzzing around a valid one.
func FuzzResponse(f *testing.F) {
	m := valid(f)
	provider := known(f, m.IdP)
	signed, err := base64.StdEncoding.DecodeString(m.Field(f))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(signed))
	m.SignResponse = false
	alone, err := base64.StdEncoding.DecodeString(m.Field(f)) // only the Assertion is signed
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(alone))
	f.Add("<!DOCTYPE x [<!ENTITY a \"b\">]>" + string(signed))
	f.Add(strings.ReplaceAll(string(signed), "saml:Assertion", "saml:EncryptedAssertion"))
	f.Add(strings.ReplaceAll(string(signed), "ds:", ""))
	f.Add(string(signed[:len(signed)/2]))
	f.Add(strings.Replace(string(signed), "URI=\"#_a1\"", "URI=\"#\"", 1))
	f.Add(`<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"><d:Signature xmlns:d="` +
		`http://www.w3.org/2000/09/xmldsig#"/></p:Response>`)
	f.Fuzz(func(t *testing.T, xml string) {
		assertion, err := check(t, base64.StdEncoding.EncodeToString([]byte(xml)), provider)
		var refusal *identity.Refusal
		var anomaly *identity.Anomaly
		switch {
		case err == nil && assertion.Attributes["fiscalNumber"] != "TINIT-"+identitytest.Code:
			t.Errorf("accepted %v", assertion.Attributes)
		case err != nil && !errors.As(err, &refusal) && !errors.As(err, &anomaly):
			t.Errorf("an error of another kind: %v", err)
		}
	})
}
