package papertest

import (
	"fmt"
	"io"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
)

const (
	plainQR = "PAGOPA|002|302202500000012356|77777777777|4500"
	account = "000010101016"
	leave   = "AUT. DB/SSIC/E 01234 DEL 01.02.2026"
)

// matrix is a postal slip's text as Poste lays it out: name and subject are filled up with blanks.
func matrix(amount, fiscalCode, name, subject string) string {
	return fmt.Sprintf("codfase=NBPA;183022025000000123561200001010101610%s38961P177777777777%-16s%-40s%-110s%12sA",
		amount, fiscalCode, name, subject, "")
}

func notices() []Sample {
	undated, postal := Notice(), Notice()
	undated.DueDate = calendar.Day{}
	postal.Creditor.PostalAccount, postal.Creditor.PostalLeave = account, leave
	postal.DueDate = calendar.Day{}
	postal.Subject = "Attività pre-scuola à la carte – città"
	pictured := Notice()
	pictured.Creditor.Logo = photo()
	return []Sample{
		notice("avviso", plainQR, "", Notice()),
		notice("avviso-senza-scadenza", plainQR, "", undated),
		notice("avviso-postale", plainQR, matrix("0000004500", "DNGNCL80A01H501U", "NICCOLO D'ANGELO",
			"ATTIVITA PRE-SCUOLA A LA CARTE - CITTA"), postal),
		notice("avviso-stemma-png", plainQR, "", pictured),
		notice("avviso-estremo", "PAGOPA|002|302202500000012356|77777777777|99999999999", "", extremeNotice()),
		postalExtreme(),
	}
}

func notice(name, qr, matrix string, n paper.Notice) Sample {
	return Sample{Name: name, QR: qr, DataMatrix: matrix,
		Write: func(w io.Writer) error { return paper.WriteNotice(w, n) }}
}

// extremeNotice is as long, as wide and as dear as a notice can be.
func extremeNotice() paper.Notice {
	n := Notice()
	n.Creditor = extremeCreditor()
	n.Recipient = extremePerson()
	n.Subject = "Ricarica mensa scolastica, attività integrative WWWWWWWWWWWWWWWWWWWWWWWWWWWW e molto altro ancora"
	n.Amount = money.Max
	return n
}

func postalExtreme() Sample {
	n := extremeNotice()
	n.Amount = 99_999_999_99 // the most that the slip has digits for
	n.Creditor.PostalAccount, n.Creditor.PostalLeave = account, longText
	name := "MARIA-THERESIA DE MAXIMILIANIS DALL'OGLI"
	subject := "RICARICA MENSA SCOLASTICA, ATTIVITA INTEGRATIVE WWWWWWWWWWWWWWWWWWWWWWWWWWWW E MOLTO ALTRO ANCORA"
	return notice("avviso-postale-estremo", "PAGOPA|002|302202500000012356|77777777777|9999999999",
		matrix("9999999999", n.Recipient.FiscalCode, name, subject), n)
}
