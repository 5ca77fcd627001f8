package e2e_test

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
)

// Goal: a top-up paid later, at a bank's counter with the paper notice, credits the account too.
// Method: download the notice, read its words and its QR code with other people's tools, pay what
// the code says at the simulated counter.
func TestTopUpLater(t *testing.T) {
	p := logIn(t, paolo)
	before := p.credit("A003")
	mask := p.topUp(map[string]string{"A003": "41,30"})
	number := noticesOf(mask)[0]
	file := savePDF(t, mask.Follow("Scarica l'avviso"))

	words := strings.Join(strings.Fields(run(t, "poppler-utils", "pdftotext", "-layout", file, "-")), " ")
	for _, want := range []string{grouped(number), "41,30", "Vallechiara", "Paolo Colombo", "77777777777"} {
		if !strings.Contains(words, want) {
			t.Errorf("the notice does not say %q:\n%s", want, words)
		}
	}
	code := readQR(t, file)
	if want := fmt.Sprintf("PAGOPA|002|%s|77777777777|4130", number); code != want {
		t.Fatalf("the QR code says %q, want %q", code, want)
	}
	counter := visitor.New(t, portal.PagopaURL)
	counter.Open("/sportello?avviso="+url.QueryEscape(code)).Expect(200, "41,30 €").
		Press("Paga in contanti", nil).Expect(200, "Pagati 41,30 €")
	stack.Until(t, "the credit is there", func() bool { return p.credit("A003") == before+4130 })

	p.Open("/pagamenti/avvisi/"+number+".pdf").Expect(409, "già stato pagato")
	counter.Open("/sportello?avviso="+number).Expect(409, "PPT_PAGAMENTO_DUPLICATO")
}

// Goal: a cart shows the fee that the payer's bank took: one for all its notices, or one for each. Kind: two fees shown where
// one was paid. Method: pay for two children both ways; read what the portal says then, and the receipts as PDF.
func TestCartFee(t *testing.T) {
	p := logIn(t, maria)
	for _, c := range []struct {
		each   bool
		total  string
		papers int // that tell of a fee
	}{{false, "1,00 €", 1}, {true, "2,00 €", 2}} {
		portal.Behave(t, stack.Behaviour{FeeEach: c.each})
		mask := p.topUp(map[string]string{"A001": "12", "A002": "13,05"})
		numbers := noticesOf(mask)
		page := payNow(mask)
		stack.Until(t, "the payment has succeeded", func() bool {
			page = p.Open(page.URL.String())
			return page.Shows("Pagamento riuscito")
		})
		page.Expect(200, "Hai pagato 25,05 € e "+c.total+" di commissione a chi ha gestito il pagamento")
		told := 0
		for _, number := range numbers {
			file := savePDF(t, p.Open("/pagamenti/ricevute/"+number+".pdf"))
			words := strings.Join(strings.Fields(run(t, "poppler-utils", "pdftotext", "-layout", file, "-")), " ")
			if strings.Contains(words, "Commissione del PSP, oltre all'importo 1,00 €") {
				told++
			} else if strings.Contains(words, "Commissione") {
				t.Errorf("the receipt of a notice without a fee tells one:\n%s", words)
			}
		}
		if len(numbers) != 2 || told != c.papers {
			t.Errorf("%d of %d receipts tell the fee of 1,00 €, want %d of 2", told, len(numbers), c.papers)
		}
	}
}

// savePDF keeps a downloaded PDF in a file.
func savePDF(t *testing.T, page visitor.Page) string {
	t.Helper()
	if page.Status != 200 || page.Header.Get("Content-Type") != "application/pdf" ||
		!strings.HasPrefix(page.Body, "%PDF-") {
		t.Fatalf("%s: %d, %s, no PDF", page.URL, page.Status, page.Header.Get("Content-Type"))
	}
	file := filepath.Join(t.TempDir(), "file.pdf")
	if err := os.WriteFile(file, []byte(page.Body), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// readQR draws a PDF and reads the QR code on its first page, as a phone would.
func readQR(t *testing.T, file string) string {
	t.Helper()
	picture := strings.TrimSuffix(file, ".pdf")
	run(t, "poppler-utils", "pdftoppm", "-r", "200", "-singlefile", "-png", file, picture)
	found := run(t, "zbar-tools", "zbarimg", "--quiet", "--raw", "-Sdisable", "-Sqrcode.enable", picture+".png")
	return strings.TrimSpace(found)
}

// run runs a program, which a Debian package brings, and returns what it printed.
func run(t *testing.T, debianPackage, program string, arguments ...string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Fatalf("%s is missing: install the Debian package %s, or run `make test`", program, debianPackage)
	}
	command := exec.CommandContext(t.Context(), path, arguments...)
	var complaint strings.Builder
	command.Stderr = &complaint
	printed, err := command.Output()
	if err != nil {
		t.Fatalf("%s %v: %v: %s", program, arguments, err, complaint.String())
	}
	return string(printed)
}

// grouped writes a notice number as notices print it.
func grouped(number string) string {
	var groups []string
	for len(number) > 4 {
		groups, number = append(groups, number[:4]), number[4:]
	}
	return strings.Join(append(groups, number), " ")
}
