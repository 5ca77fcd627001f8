package intake

import (
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"
)

// Goal: what pagoPA shows never says for whom, however it is written. Method: a name and a code in all the
// ways in which a program, a keyboard or a hurried clerk writes them, and texts that only look alike.
func TestCausaleNamesNobody(t *testing.T) {
	for _, text := range []string{
		"Mensa Nicolò D'Angelo", "Mensa Nicolò D’Angelo", norm.NFD.String("Mensa Nicolò D’Angelo"), "NICOLO' D'ANGELO",
		"nicolo` d`angelo", "D' Angelo Nicolò", "DAngelo Nicolo", "DANGELO, NICOLÒ", "Nicolò Maria D Angelo",
		"Nico\u00adlò D\u200b'Angelo", "mensaNicolòD'Angelo", "DangeloNicolo", "D'Angelo2026 Nicolò2026", "D_Angelo_Nicolo",
		"Ｎｉｃｏｌò D'Angelo", "N i c o l ò D'Angelo", "D'Ángelo Nicoló", "DNGNCL80A01H501A", "mensa di dngncl80a01h501a.",
		"DNG NCL 80A01 H501A", "DNGNCL-80A01-H501A",
	} {
		if !mentions(text, "Nicolò Maria", "D'Angelo", "DNGNCL80A01H501A") {
			t.Errorf("%q names the pupil", text)
		}
	}
	for _, text := range []string{
		"Mensa scolastica, ottobre", "Quota Angelo", "Nicolò", "D'Angelo", "Nicolosi, via D'Angelo", "Dangeloni Nicolò", "",
	} {
		if mentions(text, "Nicolò Maria", "D'Angelo", "DNGNCL80A01H501A") {
			t.Errorf("%q names nobody", text)
		}
	}
	if mentions("Refezione per Eva, prezzo intero", "Eva", "Re", "") || !mentions("Retta Fo Ada", "Ada", "Fo", "") {
		t.Error("short names are words, not parts of words")
	}
	for _, text := range []string{
		"Retta RSSMRA80A01H501U", "Retta RSS MRA 80A01 H501U", "rssmra80a01h501u", "RSSMRA80A01-H501U", "c.f.RSSMRA80A01H501U/2026",
		"RSSMRAULALPHRLMU", "R S S M R A 8 0 A 0 1 H 5 0 1 U", "RSSMRA80A\u00ad01H501U",
	} {
		if _, err := causale(text); err == nil {
			t.Errorf("%q holds a fiscal code", text)
		}
	}
	for _, text := range []string{
		"Servizio mensa 01/09/2026 - 31/10/2026", "Rata 2 di 3, anno 2026/2027, classe 1A", strings.Repeat("ampliamento ", 11),
	} {
		if _, err := causale(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
}

// Goal: the check is asked with the names of the pupil and of the debtor. Method: documents that name each.
func TestDocumentThatNamesSomebody(t *testing.T) {
	h := newSmall(t)
	head := "numero;data;servizio;alunno;genitore;descrizione;importo\n"
	for description, written := range map[string]int{
		"Retta di Àda Fo": 0, "Retta Rossi M a r i o": 0, "Retta FOXDAA 16P54 L219N": 0, "Retta di settembre": 1,
	} {
		r := h.mustLoad(t, "documenti.csv", head+"2026/1;16/11/2026;mensa;A1;RSSMRA80A01H501U;"+description+";25,00\n")
		if r.Written != written || r.Rejected != 1-written {
			t.Errorf("%s: %+v", description, r)
		}
	}
}

// Goal: no writing of a name escapes the check of the causale: what is put around it and whatever it is made
// of. Method: fuzz a name, hide it in texts.
func FuzzCausale(f *testing.F) {
	for _, seed := range [][2]string{
		{"Nicolò", "D’Angelo"}, {"Ada", "Fo"}, {"Đorđe", "Łukasz-Strauß"}, {"Maria Grazia", "De' Rossi"}, {"李", "王"}, {"A1", "2"}, {"ʞ", "0"},
	} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, name, family string) {
		if _, err := text(name); err != nil {
			return // intake does not take the name
		}
		if _, err := text(family); err != nil {
			return
		}
		if strings.TrimSpace(name) == "" || strings.TrimSpace(family) == "" || !mentions(name+" "+family, name, family, "") {
			if hasLetters(name) && hasLetters(family) {
				t.Fatalf("%q %q is not found in itself", name, family)
			}
			return
		}
		for _, written := range []string{
			"Retta di " + name + " " + family + ", ottobre", family + ", " + name, norm.NFD.String(name + " " + family),
			norm.NFC.String(name + "\u00a0" + family), strings.ToUpper(name) + "/" + strings.ToUpper(family),
		} {
			if !mentions(written, name, family, "") {
				t.Errorf("%q does not name %q %q", written, name, family)
			}
		}
	})
}

// hasLetters reports whether a name has letters that comparisons see.
func hasLetters(name string) bool {
	return strings.ContainsFunc(name, func(r rune) bool { return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' })
}
