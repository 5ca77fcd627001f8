package paper_test

import (
	"io"
	"math"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/paper/papertest"
)

// Goal: the texts of a notice are those of pagoPA's guide, in its order. Method: read them back as a
// screen reader does.
func TestNoticeSaysWhatToPay(t *testing.T) {
	file := drawn(t, paper.WriteNotice, papertest.Notice())
	expectWords(t, file,
		"Stemma: Comune di Vallechiara Avviso di pagamento Ricarica mensa scolastica", "Ente Creditore",
		"Destinatario",
		"Niccolò D'Angelo", "Quanto e quando pagare? 45,00 € entro il 31/12/2026 In fase di pagamento, se previsto",
		"Dove pagare? PAGA CON L'APP IO oppure sul sito di Comune di Vallechiara, dal tuo Home Banking",
		"PAGA SUL TERRITORIO presso Banche e Sportelli ATM, negli Uffici Postali", "3022 0250 0000 0123 56", "AAAXX")
	refuseWords(t, file, "Bollettino Postale")
}

// Goal: the codes are as large as the guide asks, and have words for who cannot see them. Method: the
// places of the figures.
func TestNoticeShowsItsCodes(t *testing.T) {
	notice := papertest.Notice()
	notice.Creditor.PostalAccount, notice.Creditor.PostalLeave = "000010101016", "AUT. DB/SSIC/E 01234"
	file := drawn(t, paper.WriteNotice, notice)
	expectWords(t, file, "Bollettino Postale PA", "000010101016", "AUT. DB/SSIC/E 01234", "Tipo P1",
		"18302202500000012356120000101010161000000045003896")
	sizes := map[string]float64{"Stemma": 30, "Codice QR": 25, "Codice DataMatrix": 26}
	for _, figure := range file.Figures {
		for name, size := range sizes {
			if strings.HasPrefix(figure.Alt, name) && math.Abs(max(figure.Width, figure.Height)-size) < 0.01 {
				delete(sizes, name)
			}
		}
	}
	if len(sizes) > 0 {
		t.Errorf("missing: %v, figures are %v", sizes, file.Figures)
	}
}

// Goal: no word about a date where there is none. Method: read the texts back.
func TestNoticeWithoutDueDate(t *testing.T) {
	notice := papertest.Notice()
	notice.DueDate = calendar.Day{}
	file := drawn(t, paper.WriteNotice, notice)
	expectWords(t, file, "Quanto pagare? 45,00 €")
	refuseWords(t, file, "entro il", "quando")
}

// Goal: texts beyond pagoPA's limits are cut where a reader sees it, between words if there are some.
// Method: long ones, one of the limit's length.
func TestNoticeKeepsTheLimits(t *testing.T) {
	notice := papertest.Notice()
	notice.Subject = strings.Repeat("a ", 43) + "abcdef"
	notice.Creditor.Name = "Comune di San Valentino in Abruzzo Citeriore e Terre d'Intorno, Unione dei Comuni"
	notice.Creditor.Office = strings.Repeat("d", 50)
	notice.Recipient.Name = strings.Repeat("b", 40)
	file := drawn(t, paper.WriteNotice, notice)
	expectWords(t, file, "a a…", strings.Repeat("b", 34)+"…", "Citeriore e…",
		strings.Repeat("d", 50), "sul sito di Comune di San Valentino in Abruzzo Citeriore e…, dal tuo")
	refuseWords(t, file, "abcdef", strings.Repeat("b", 35))
}

// Goal: what a file is asked for before it is loaded and what papers do are one: a text that is printable
// stands on the paper without a question mark, and one that is not is named. Method: names in many alphabets.
func TestPrintableIsWhatPapersShow(t *testing.T) {
	for text, want := range map[string]struct {
		shown string // "" when the text is refused
		stop  rune
	}{
		"Đorđević Łukasz": {"Đorđević Łukasz", 0}, "Nguyễn Thị Hạnh": {"Nguyễn Thi Hanh", 0},
		"Weiẞ n. №3": {"WeiSs n. No3", 0}, "Șerban Țuţea İnönü": {"Șerban Țuţea İnönü", 0},
		"Niccolo\u0300 D’Angelo": {"Niccolò D’Angelo", 0}, "": {},
		"Иван": {"", 'И'}, "محمد": {"", 'م'}, "李小龙": {"", '李'}, "Ada 😀": {"", '😀'}, "Ὀδυσσεύς": {"", 'Ὀ'},
		"Nicol\ufffd": {"", '\ufffd'},
	} {
		stop, refused := paper.Unprintable(text)
		if refused != (want.stop != 0) || stop != want.stop {
			t.Errorf("%q stops at %q, want %q", text, stop, want.stop)
		}
		notice := papertest.Notice()
		notice.Recipient.Name = text
		file := drawn(t, paper.WriteNotice, notice)
		if want.shown != "" {
			expectWords(t, file, want.shown)
		}
	}
	// Names that pagoPA sends are not ours to refuse: they are written as they sound.
	notice := papertest.Notice()
	notice.Recipient.Name = "Иван 李"
	expectWords(t, drawn(t, paper.WriteNotice, notice), "Ivan Li")
}

// Goal: no notice that cannot be paid. Method: a free one, one with a broken number, a slip whose
// amount has too many digits.
func TestNoticeRefusesWhatItsCodesCannotCarry(t *testing.T) {
	free, broken, dear := papertest.Notice(), papertest.Notice(), papertest.Notice()
	free.Amount, broken.Number = 0, "3022"
	dear.Amount, dear.Creditor.PostalAccount = 100_000_000_00, "000010101016"
	for _, notice := range []paper.Notice{free, broken, dear} {
		if err := paper.WriteNotice(io.Discard, notice); err == nil {
			t.Errorf("notice %s of %s was drawn", notice.Number, notice.Amount)
		}
	}
}
