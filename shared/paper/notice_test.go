package paper_test

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/paper"
)

func sample() paper.Notice {
	return paper.Notice{
		Creditor: paper.Creditor{
			Name: "Comune di Vallechiara", Department: "Servizi scolastici", FiscalCode: "77777777777",
			Info:  "scuola@comune.vallechiara.example · 030 0000000 · comune.vallechiara.example",
			CBILL: "AAAXX",
		},
		Recipient: paper.Person{
			FiscalCode: "RSSMRA80A01H501U", Name: "Niccolò D'Angelo",
			Address: "Via Libertà 1, 25000 Vallechiara (BS)",
		},
		Subject: "Ricarica mensa scolastica", Number: "302202500000012356", Amount: 4500,
		DueDate: calendar.NewDay(2026, time.December, 31), IssuedOn: calendar.NewDay(2026, time.November, 22),
	}
}

// run calls a program of the machine and fails the test, naming the Debian package, without it.
func run(t *testing.T, debian, program string, args ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s", program, debian)
	}
	out, err := exec.Command(path, args...).Output()
	if err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	return string(out)
}

// write draws a notice into a file.
func write(t *testing.T, n paper.Notice) string {
	t.Helper()
	var pdf bytes.Buffer
	if err := paper.WriteNotice(&pdf, n); err != nil {
		t.Fatal(err)
	}
	if pdf.Len() > 120<<10 {
		t.Errorf("%d bytes, more than 120 KB", pdf.Len())
	}
	path := filepath.Join(t.TempDir(), "notice.pdf")
	if err := os.WriteFile(path, pdf.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestNoticeSaysWhatToPay(t *testing.T) {
	// Goal: the texts and the QR of a notice are right on paper. Method: pdftotext and zbarimg.
	path := write(t, sample())
	text := strings.Join(strings.Fields(run(t, "poppler-utils", "pdftotext", "-layout", path, "-")), " ")
	for _, want := range []string{
		"Avviso di pagamento", "Quanto e quando pagare?", "Dove pagare?", "entro il 31/12/2026", "45,00 €",
		"Niccolò D'Angelo", "3022 0250 0000 0123 56", "AAAXX", "PAGA CON L'APP IO", "PAGA SUL TERRITORIO",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not on the notice:\n%s", want, text)
		}
	}
	image := strings.TrimSuffix(path, ".pdf")
	run(t, "poppler-utils", "pdftoppm", "-png", "-r", "150", "-singlefile", path, image)
	code := run(t, "zbar-tools", "zbarimg", "--quiet", "--raw", image+".png")
	if strings.TrimSpace(code) != "PAGOPA|002|302202500000012356|77777777777|4500" {
		t.Errorf("the QR code says %q", code)
	}
}

func TestNoticeWithoutDueDate(t *testing.T) {
	// Goal: no word about a date where there is none. Method: pdftotext.
	n := sample()
	n.DueDate = calendar.Day{}
	text := run(t, "poppler-utils", "pdftotext", "-layout", write(t, n), "-")
	dated := strings.Contains(text, "entro") || strings.Contains(text, "quando")
	if dated || !strings.Contains(text, "Quanto pagare?") {
		t.Errorf("the notice speaks of a date:\n%s", text)
	}
}

func TestNoticeIsTheSameEveryTime(t *testing.T) {
	// Goal: the same notice is the same file. Method: two drawings.
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := paper.WriteNotice(w, sample()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two drawings of one notice differ")
	}
}

func TestNoticeRefusesWhatItsCodesCannotCarry(t *testing.T) {
	// Goal: no notice that cannot be paid. Method: a free one, one with a broken number.
	free, broken := sample(), sample()
	free.Amount, broken.Number = 0, "3022"
	for _, n := range []paper.Notice{free, broken} {
		if err := paper.WriteNotice(&bytes.Buffer{}, n); err == nil {
			t.Errorf("notice %s of %s was drawn", n.Number, n.Amount)
		}
	}
}

func BenchmarkWriteNotice(b *testing.B) {
	for b.Loop() {
		if err := paper.WriteNotice(&bytes.Buffer{}, sample()); err != nil {
			b.Fatal(err)
		}
	}
}
