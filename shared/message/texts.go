package message

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// notice is the text about a notice or its payment. pagoPA's own words for a new one are
// "è disponibile un nuovo avviso di pagamento per il servizio".
func (f Family) notice(kind Kind, n billing.Position) Thing {
	service := school.ServiceName(n.Service)
	about := fmt.Sprintf("Importo: %s.\nCodice avviso: %s.", n.Amount, n.Number)
	if !n.Due.IsZero() {
		about += fmt.Sprintf("\nScadenza: %s.", n.Due.Long())
	}
	thing := Thing{Kind: kind, Object: n.Number.String(), Notice: &n}
	pay := " online, oppure stampare l'avviso e pagarlo in banca, in posta o in tabaccheria: " + f.Portal + "/pagamenti"
	payNow := "\n\nPuoi pagarlo subito" + pay
	switch kind {
	case NewNotice:
		thing.Subject = "Nuovo avviso di pagamento: " + service
		thing.Body = "È disponibile un nuovo avviso di pagamento per il servizio " + service + ".\n\n" + about + payNow
	case DueSoon:
		thing.Subject = "Avviso in scadenza: " + service
		thing.Body = "Sta per scadere un avviso di pagamento per il servizio " + service + ", che non risulta ancora pagato.\n\n" + about + payNow
	case Overdue:
		thing.Subject = "Avviso scaduto: " + service
		thing.Body = "È scaduto un avviso di pagamento per il servizio " + service + ", che non risulta pagato.\n\n" + about + "\n\n"
		if n.Strict {
			thing.Notice = nil
			thing.Body += "Questo avviso non si può più pagare: scrivi a " + f.Municipality.Office + ", " + f.Municipality.Email + "."
		} else {
			thing.Body += "Puoi ancora pagarlo" + pay + "\n\nSe hai pagato negli ultimi giorni non devi fare nulla."
		}
	case Receipt:
		thing.Notice = nil
		thing.Subject = "Pagamento ricevuto: " + service
		where := "in Documenti contabili: " + f.Portal + "/documenti"
		if n.Kind == billing.TopUp {
			where = "in Ricariche fatte: " + f.Portal + "/ricariche/storico"
		}
		receipt := "Trovi la ricevuta " + where
		if !n.Receipted() {
			receipt = "La ricevuta la dà l'ufficio."
		}
		thing.Body = fmt.Sprintf("Abbiamo ricevuto il tuo pagamento di %s, in data %s, per il servizio %s, codice avviso %s.\n\n%s",
			n.Amount, calendar.DayOf(n.Payment.At).Long(), service, n.Number, receipt)
	case LowCredit, Certificate, Closure, Absence, Answer, News, Confirm: // not about a notice
	}
	return thing
}

// lowCredit says the child's first name in the text, so that a parent of two knows which.
func (f Family) lowCredit(d Diner) Thing {
	subject, state := "Credito mensa in esaurimento", "sta per esaurirsi"
	if d.Credit < 0 {
		subject, state = "Credito mensa sotto zero", "è sotto zero"
	}
	return Thing{
		Kind: LowCredit, Object: d.Pupil.Pupil, Subject: subject,
		Body: fmt.Sprintf("Il credito per la mensa di %s %s: è di %s.\n\nPer ricaricare: %s/ricariche?figlio=%s",
			d.Pupil.Name, state, d.Credit, f.Portal, d.Pupil.Pupil),
	}
}

func (f Family) certificate(year int) Thing {
	return Thing{
		Kind: Certificate, Object: strconv.Itoa(year), Subject: fmt.Sprintf("Attestazione dei pagamenti del %d", year),
		Body: fmt.Sprintf("È disponibile l'attestazione delle spese sostenute nel %d per i servizi scolastici, da usare nella "+
			"dichiarazione dei redditi.\n\nLa scarichi da Scheda anagrafica, Attestazioni: %s/anagrafica/attestazioni", year, f.Portal),
	}
}

// confirmed says what the parent told by one form of one child.
func (f Family) confirmed(child school.Link, told []absence.Notice) Thing {
	first, what := told[0], "non mangia a mensa"
	if first.Mark == school.Plain {
		what = "mangia in bianco"
	}
	label := "Giorno"
	if len(told) > 1 {
		label = "Giorni"
	}
	var days []string
	for _, n := range told {
		days = append(days, n.Day.Italian())
	}
	return Thing{
		Kind: Absence, Object: first.Number + "-" + child.Pupil, Subject: "Comunicazione per la mensa ricevuta",
		Body: fmt.Sprintf("Abbiamo ricevuto la tua comunicazione: %s %s.\n\n%s: %s.\nInviata alle %s del %s.\nNumero: %s.\n\n"+
			"Finché è in tempo puoi annullarla: %s/refezione/assenze?figlio=%s", child.Name, what, label, strings.Join(days, ", "),
			calendar.ItalianTime(first.At), calendar.DayOf(first.At).Italian(), first.Number, f.Portal, child.Pupil),
	}
}

// overruled says that the class's register has the child present all the same.
func (f Family) overruled(child school.Link, day calendar.Day) Thing {
	return Thing{
		Kind: Absence, Object: day.String() + "-" + child.Pupil, Subject: "Assenza dalla mensa non confermata",
		Body: fmt.Sprintf("Per %s era stata comunicata un'assenza dalla mensa in data %s, ma il registro della classe segna "+
			"presente: per questo il pasto si paga.\n\nSe non è giusto segnala il giorno da Refezione scolastica: %s/refezione?figlio=%s",
			child.Name, day.Long(), f.Portal, child.Pupil),
	}
}

// answer does not say what the office answers: that may be about more than a mail should know.
func (f Family) answer(r report.Report) Thing {
	return Thing{
		Kind: Answer, Object: r.Number(), Subject: "Risposta alla tua segnalazione n. " + r.Number(),
		Body: fmt.Sprintf("L'ufficio ha risposto alla tua segnalazione n. %s del %s (%s).\n\nLeggi la risposta nel portale: "+
			"%s/anagrafica/segnalazioni/%d/%d", r.Number(), r.Day.Long(), strings.ToLower(r.Topic), f.Portal, r.Day.Year(), r.Serial),
	}
}

func (f Family) closure() Thing {
	day := f.Closed[0].Day
	reason := ""
	if f.Closed[0].Reason != "" {
		reason = " Motivo: " + f.Closed[0].Reason + "."
	}
	return Thing{
		Kind: Closure, Object: day.String(), Subject: "Mensa sospesa: " + day.Long(),
		Body: fmt.Sprintf("In data %s il servizio mensa della classe %s è sospeso.%s\n\nNon devi fare nulla: per quel giorno non c'è "+
			"nessun addebito.", day.Long(), f.Diners[0].Pupil.ClassName, reason),
	}
}

// news is what the office wrote, in its own words.
func (f Family) news(n school.News) Thing {
	return Thing{
		Kind: News, Object: n.ID, Subject: n.Title,
		Body: strings.Join(n.Paragraphs(), "\n\n") + "\n\nTrovi tutte le comunicazioni dell'ufficio nella pagina Messaggi: " + f.Portal + "/messaggi",
	}
}

func (f Family) question(object string) Thing {
	return Thing{
		Kind: Confirm, Object: object, Subject: "Conferma il tuo indirizzo e-mail", Answer: f.link("conferma", f.Preferences.AskedCode),
		Body: "Hai chiesto di ricevere a questo indirizzo i messaggi dei servizi scolastici. Per confermare apri questo link " +
			"entro 48 ore:\n\n" + f.link("conferma", f.Preferences.AskedCode) + "\n\nSe non l'hai chiesto tu ignora questa e-mail: non ne riceverai altre.",
	}
}

// link is the address of a page that needs no login, for this parent alone.
func (f Family) link(page, code string) string {
	return f.Portal + "/anagrafica/messaggi/" + page + "?" + url.Values{
		"chi": {f.Guardian.ID}, "codice": {code},
	}.Encode()
}

// Unsubscribe is where mail ends with one click (RFC 8058).
func (f Family) Unsubscribe() string { return f.link("disiscrivi", f.Preferences.Code) }

// AppText is the whole text of a message on App IO, in its Markdown: there each line stays one, and an address is a link.
func (f Family) AppText(t Thing) string {
	return t.Body + "\n\n" + f.Municipality.Name + ", " + f.Municipality.Office
}

// MailText is the whole text of a mail.
func (f Family) MailText(t Thing) string {
	text := "Gentile genitore,\n\n" + t.Body + "\n\n" + f.Municipality.Name + "\n" + f.Municipality.Office
	if f.Municipality.Phone != "" {
		text += ", telefono " + f.Municipality.Phone
	}
	text += "\n\n--\nÈ un messaggio automatico del portale Servizi scolastici.\n"
	if t.Kind == Confirm {
		return text
	}
	return text + "Scegli quali messaggi ricevere: " + f.Portal + "/anagrafica/messaggi\nNon ricevere più e-mail: " + f.Unsubscribe() + "\n"
}
