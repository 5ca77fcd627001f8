package fiscalcode_test

import (
	"errors"
	"testing"

	"serviziscolastici/shared/fiscalcode"
)

// Goal: every code and each of its omocodia variants is taken as written.
// Method: invented people, with none, one, three and all seven digits replaced.
func TestParseAcceptsCodesAsWritten(t *testing.T) {
	for _, code := range []string{
		"RSSMRA80A01H501U", "RSSMRA80A01H50MM", "RSSMRA80A01HRLMS", "RSSMRAULALMHRLMD",
		"VRDFNC85A41H501G", "VRDFNC85A41H50MY", "VRDFNC85A41HRLME", "VRDFNCURAQMHRLMR",
		"BNCGFR78T31F205P", "BNCGFR78T31F20RK", "BNCGFR78T31FNLRK", "BNCGFRTUTPMFNLRX",
		"FOXDAA16P54L219N", "FOXDAA16P54L21VC", "FOXDAA16P54LNMVC", "FOXDAAMSPRQLNMVP",
		"DNGLEI18B28F839K", "DNGLEI18B28F83VZ", "DNGLEI18B28FUPVI", "DNGLEIMUBNUFUPVU",
		"HXHRBN90L05Z100V", "HXHRBN90L05Z10LY", "HXHRBN90L05ZMLLB", "HXHRBNVLLLRZMLLH",
		"LDRFTM15S70Z330D", "LDRFTM15S70Z33LG", "LDRFTM15S70ZPPLO", "LDRFTMMRSTLZPPLH",
		"UEXIOX17E09F205R", "UEXIOX17E09F20RM", "UEXIOX17E09FNLRM", "UEXIOXMTELVFNLRQ",
		"SPSMTR87D60F839O", "SPSMTR87D60F83VD", "SPSMTR87D60FUPVM", "SPSMTRUTDSLFUPVK",
		"PPSNIO83C17Z129N", "PPSNIO83C17Z12VC", "PPSNIO83C17ZMNVF", "PPSNIOUPCMTZMNVW",
		"GDASDV00A01H501J",
	} {
		got, err := fiscalcode.Parse(code)
		if err != nil || string(got) != code {
			t.Errorf("Parse(%s) = %q, %v", code, got, err)
		}
	}
}

// Goal: a wrong code is refused for its own reason.
// Method: one fault a row.
func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                     fiscalcode.ErrShape,
		"RSSMRA80A01H501":      fiscalcode.ErrShape,
		"RSSMRA80A01H501UU":    fiscalcode.ErrShape,
		"RSSMRA80A01H501X":     fiscalcode.ErrCheck,
		"RSSMRA80A32H501U":     fiscalcode.ErrShape, // day 32
		"RSSMRA80A00H501U":     fiscalcode.ErrShape, // day 0
		"RSSMRA80A72H501U":     fiscalcode.ErrShape, // day 72
		"RSSMRA80F01H501U":     fiscalcode.ErrShape, // no such month
		"RSSMRA8OA01H501U":     fiscalcode.ErrShape, // letter O for digit 0
		"MHASDV02A31H671H":     fiscalcode.ErrCheck,
		"SMTJNS99C01XXXXK":     fiscalcode.ErrShape, // no such place
		"RSSMRA80A01H50１U":     fiscalcode.ErrShape, // a full-width digit
		"RSSMRA80A01H501U\x00": fiscalcode.ErrShape,
		"01234567897":          fiscalcode.ErrShape, // provisional: not for Parse
	} {
		if got, err := fiscalcode.Parse(text); !errors.Is(err, want) || got != "" {
			t.Errorf("Parse(%q) = %q, %v; want %v", text, got, err, want)
		}
	}
}

// Goal: a child's provisional code is accepted by ParseAny, and marked as such.
// Method: known vectors, and a personal code beside them.
func TestParseAny(t *testing.T) {
	for _, code := range []string{"01234567897", "80100012345"} {
		got, err := fiscalcode.ParseAny(code)
		if err != nil || !got.Provisional() {
			t.Errorf("ParseAny(%s) = %q, %v", code, got, err)
		}
	}
	got, err := fiscalcode.ParseAny(" rssmra80a01h501u ")
	if got != "RSSMRA80A01H501U" || err != nil || got.Provisional() {
		t.Errorf("ParseAny of a personal code = %q, %v", got, err)
	}
	if _, err := fiscalcode.ParseAny("01234567890"); !errors.Is(err, fiscalcode.ErrCheck) {
		t.Errorf("ParseAny of a wrong check digit: %v", err)
	}
}

// Goal: the identity attribute needs its Italian prefix.
// Method: with, without and with a foreign prefix.
func TestFromTINIT(t *testing.T) {
	if got, err := fiscalcode.FromTINIT(" TINIT-RSSMRA80A01H501U\n"); got != "RSSMRA80A01H501U" || err != nil {
		t.Errorf("FromTINIT = %q, %v", got, err)
	}
	for _, value := range []string{"", "RSSMRA80A01H501U", "TINDE-RSSMRA80A01H501U"} {
		if _, err := fiscalcode.FromTINIT(value); !errors.Is(err, fiscalcode.ErrPrefix) {
			t.Errorf("FromTINIT(%q): %v", value, err)
		}
	}
	if _, err := fiscalcode.FromTINIT("TINIT-01234567897"); !errors.Is(err, fiscalcode.ErrShape) {
		t.Errorf("a provisional code may not log in: %v", err)
	}
}

// Goal: no text makes the parser fail in another way, and what it accepts it
// accepts again. Method: fuzzing.
func FuzzParseAny(f *testing.F) {
	f.Add("RSSMRA80A01H501U")
	f.Add("01234567897")
	f.Add("TINIT-RSSMRAULALMHRLMD")
	f.Fuzz(func(t *testing.T, text string) {
		code, err := fiscalcode.ParseAny(text)
		if err != nil {
			return
		}
		again, err := fiscalcode.ParseAny(code.String())
		if err != nil || again != code {
			t.Errorf("%q was accepted as %q, which is not", text, code)
		}
	})
}

// Goal: a code says what it holds of the birth, with letters in place of digits too. Method: a man, a
// woman, the same as omocodia, a provisional code.
func TestBirth(t *testing.T) {
	for code, want := range map[fiscalcode.Code][3]int{
		"RSSMRA80A01H501U": {80, 1, 1}, "FOXDAA16P54L219N": {16, 9, 14}, "FOXDAAMSPRQLNMVP": {16, 9, 14},
		"BNCGFR78T31F205P": {78, 12, 31}, "77777777777": {0, 0, 0},
	} {
		if year, month, day := code.Birth(); [3]int{year, month, day} != want {
			t.Errorf("%s: %d %d %d", code, year, month, day)
		}
	}
}
