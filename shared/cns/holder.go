package cns

import (
	"crypto/x509/pkix"
	"encoding/asn1"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/identity"
)

// subjectLimit is the longest name, in bytes, that is read from a card. X.520
// allows 64 characters, and some authorities a few more.
const subjectLimit = 128

// Holder reads the citizen from the subject of a CNS certificate, whose
// common name is "<fiscal code>/<card number>.<hash of the personal data>". The
// hash is base64, where a slash may be: the first one counts. The part behind it
// differs between authorities and is not read; the fiscal code is taken to the
// letter. Given and family name are optional there, and may be "".
//
// The error is a BadSubject refusal for another kind of name, or one that
// contradicts itself, and NotACode when the fiscal code is wrong.
func Holder(subject pkix.Name) (identity.Person, error) {
	name, err := commonName(subject)
	if err != nil {
		return identity.Person{}, err
	}
	text, rest, found := strings.Cut(name, "/")
	if !found || rest == "" {
		return identity.Person{}, identity.Refuse(BadSubject, "common name without its parts")
	}
	code, err := fiscalcode.Parse(text)
	if err != nil {
		return identity.Person{}, identity.Refuse(identity.NotACode, "%v", err)
	}
	if code.String() != text {
		return identity.Person{}, identity.Refuse(identity.NotACode, "blanks or small letters")
	}
	if serial, ours := strings.CutPrefix(subject.SerialNumber, "TINIT-"); ours && serial != text {
		return identity.Person{}, identity.Refuse(BadSubject, "two fiscal codes")
	}
	return identity.Person{
		FiscalCode: code, Name: attributeOf(subject, givenName()), FamilyName: attributeOf(subject, surname()),
	}, nil
}

// commonName returns the one common name of a subject. Of several, different
// readers would choose different ones.
func commonName(subject pkix.Name) (string, error) {
	names := 0
	for _, attribute := range subject.Names {
		if attribute.Type.Equal(asn1.ObjectIdentifier{2, 5, 4, 3}) {
			names++
		}
	}
	if names > 1 || subject.CommonName == "" || len(subject.CommonName) > subjectLimit {
		return "", identity.Refuse(BadSubject, "not one common name")
	}
	return subject.CommonName, nil
}

// The attributes of a subject (X.520) that the package x509 has no field for.
func givenName() asn1.ObjectIdentifier { return asn1.ObjectIdentifier{2, 5, 4, 42} }
func surname() asn1.ObjectIdentifier   { return asn1.ObjectIdentifier{2, 5, 4, 4} }

func attributeOf(subject pkix.Name, kind asn1.ObjectIdentifier) string {
	for _, attribute := range subject.Names {
		if text, isText := attribute.Value.(string); isText && attribute.Type.Equal(kind) {
			return strings.TrimSpace(text)
		}
	}
	return ""
}

// adult reports whether the holder of a fiscal code has come of age. A card does
// not say when its holder was born, and the code leaves the century open, so the
// later of the two readings counts: who may be sixteen is not let in, even though
// somebody of a hundred and sixteen could have the same letters.
func adult(code fiscalcode.Code, today calendar.Day) bool {
	year, month, day := code.Birth()
	century := today.Year() / 100 * 100
	born := calendar.NewDay(century+year, time.Month(month), day)
	if born.After(today) {
		born = calendar.NewDay(century-100+year, time.Month(month), day)
	}
	return identity.Adult(born, today)
}
