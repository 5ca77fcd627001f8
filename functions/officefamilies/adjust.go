package main

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// dayField is the day of an adjustment as the page before the yes had it: it is part of what makes one of two forms.
const dayField = "giorno"

// payerField is who paid a deposit, as the page before the yes had it.
const payerField = "pagante"

var errPayerMoved = problem.New(problem.Conflict,
	"Nel frattempo è cambiato chi paga per questo alunno. Non abbiamo registrato nulla: riapri il conto e riprova.")

// accountForm is a form that moves money of an account.
type accountForm struct {
	subject
	Account ledger.Account
	Payer   person // who pays; the zero one when nobody does
	Most    money.Cents
}

// accountOf reads the pupil with the account, and who pays.
func (h Handler) accountOf(ctx context.Context, visit web.Visit, pupil string) (accountForm, error) {
	tenant := visit.Municipality.ID
	data := accountForm{}
	var links []school.Link
	var accounts map[string]ledger.Account
	err := beside.Together(
		beside.Into(&data.subject, func() (subject, error) { return h.subject(ctx, visit, pupil) }),
		beside.Into(&links, func() ([]school.Link, error) { return h.School.GuardiansOf(ctx, tenant, pupil) }),
		beside.Into(&accounts, func() (map[string]ledger.Account, error) {
			return h.Accounts.Accounts(ctx, tenant, []string{pupil})
		}))
	if err != nil {
		return data, err
	}
	data.Account = accounts[pupil]
	if at := slices.IndexFunc(links, school.Link.Pays); at >= 0 {
		data.Payer, err = h.person(ctx, links[at])
	}
	return data, err
}

// askAdjustment is the form of an adjustment.
func (h Handler) askAdjustment(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.accountOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.adjustmentForm(w, r, visit, data, &fields{})
}

func (h Handler) adjustmentForm(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data accountForm, f *fields,
) error {
	data.Most = ledger.MaxAdjustment
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Rettifica il conto", Section: section, Template: "adjust", Data: data, Crumbs: crumbs(data.ID),
	}))
}

// adjust adds an amount to an account, or takes it.
func (h Handler) adjust(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sent, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.accountOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	f := &fields{form: sent}
	amount := f.signed(ledger.MaxAdjustment)
	reason := f.reason()
	after, err := f.fits(data.Account, amount, visit)
	if err != nil {
		return err
	}
	if f.unfinished() && !yes(sent) {
		return h.adjustmentForm(w, r, visit, data, f)
	}
	if !yes(sent) {
		sent.Set(seenField, strconv.Itoa(data.Account.Version))
		sent.Set(dayField, visit.Today().String())
		return h.propose(w, r, visit, sent, data.ID, proposal{
			Subject: data.FullName(), Button: "Registra la rettifica",
			Rows: []row{
				{"Saldo del conto", data.Account.Balance.String(), after.String()}, {"Rettifica", "", amount.Signed()},
				{"Motivo", "", reason},
			},
			Notes: []string{"Chi paga legge l’importo e il motivo tra i movimenti. Un movimento non si cancella: per tornare " +
				"indietro si registra una rettifica contraria."},
		})
	}
	return h.postAdjustment(w, r, visit, data, ledger.Adjustment{Amount: amount, Reason: reason}, after, f)
}

func (h Handler) postAdjustment(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data accountForm, a ledger.Adjustment, after money.Cents, f *fields,
) error {
	var err error
	if a.ID, err = web.FormKey(f.form); err != nil {
		return err
	}
	if a.Seen, err = seen(f.form); err != nil {
		return err
	}
	a.Day, err = calendar.ParseDay(f.form.Get(dayField))
	if err != nil || a.Day.After(visit.Today()) || a.Day.Before(visit.Today().AddDays(-1)) {
		return problem.New(problem.Invalid, "Il modulo è di un altro giorno. Riapri il conto e riprova.")
	}
	// What the form says may not fit any more because this very form was posted already: the id tells.
	ctx := h.noting(r.Context(), visit, office.Deed{
		Action: office.AccountAdjusted, Before: data.Account.Balance.String(), After: balanceBy(after, a.Amount),
		Reason: a.Reason, Pupil: data.ID,
	})
	if a.Seen >= data.Account.Version && len(f.wrong) > 0 {
		return h.adjustmentForm(w, r, visit, data, f)
	}
	if _, err := h.Accounts.PostAdjustment(ctx, visit.Municipality.ID, data.ID, a); err != nil {
		return err
	}
	return finish(w, r, cardAddress(data.ID), "rettifica")
}

// balanceBy is a balance as a record has it, with the amount that made it so: "19,85 € (−5,00 €)".
func balanceBy(after, amount money.Cents) string {
	return after.String() + " (" + amount.Signed() + ")"
}

// signed reads an amount and its direction.
func (f *fields) signed(most money.Cents) money.Cents {
	direction := f.choice("verso", "Verso", "piu", "meno")
	amount := f.amount("importo")
	switch {
	case len(f.wrong) > 0:
		return 0
	case amount <= 0 || amount > most:
		f.refuse("importo", "L’importo va da 0,01 a %s: il segno è nella scelta sopra.", most)
		return 0
	case direction == "meno":
		return -amount
	default:
		return amount
	}
}

// fits returns the balance after an amount; more credit than the municipality allows is a fault of the field.
func (f *fields) fits(account ledger.Account, amount money.Cents, visit web.Visit) (money.Cents, error) {
	after, err := account.Balance.Add(amount)
	if err != nil {
		return 0, err
	}
	expected, err := account.Expected.Add(amount)
	if most := visit.Municipality.CreditMax; amount > 0 && most > 0 && expected > most {
		f.refuse("importo", "Con questo importo il credito, contando le ricariche non ancora pagate, supera il massimo di %s.", most)
	}
	return after, err
}

// askDeposit is the form of a payment that the office takes.
func (h Handler) askDeposit(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.accountOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.depositForm(w, r, visit, data, &fields{form: url.Values{"pagato": {visit.Today().Italian()}}})
}

func (h Handler) depositForm(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data accountForm, f *fields,
) error {
	data.Most = billing.MaxDeposit
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Registra un versamento", Section: section, Template: "deposit", Data: data, Crumbs: crumbs(data.ID),
	}))
}

// deposit puts a payment that the office took on the account.
func (h Handler) deposit(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sent, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.accountOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	f := &fields{form: sent}
	amount := f.amount("importo")
	if amount <= 0 && len(f.wrong) == 0 || amount > billing.MaxDeposit {
		f.refuse("importo", "L’importo va da 0,01 a %s.", billing.MaxDeposit)
	}
	method, day := f.method(), f.paidOn(visit.Today())
	reason := f.reason()
	if data.Payer.Guardian.ID == "" {
		f.refuse("importo", "Nessuno paga per questo alunno: aggiungi prima chi paga.")
	}
	after, err := f.fits(data.Account, max(amount, 0), visit)
	if err != nil {
		return err
	}
	version, wrongVersion := seen(sent)
	again := yes(sent) && wrongVersion == nil && version < data.Account.Version // perhaps sent twice
	if f.unfinished() && !again {
		return h.depositForm(w, r, visit, data, f)
	}
	if !yes(sent) {
		sent.Set(seenField, strconv.Itoa(data.Account.Version))
		sent.Set(payerField, data.Payer.Guardian.ID)
		return h.propose(w, r, visit, sent, data.ID, proposal{
			Subject: data.FullName(), Button: "Registra il versamento",
			Rows: []row{
				{"Saldo del conto", data.Account.Balance.String(), after.String()}, {"Versamento", "", amount.Signed()},
				{"Pagato il", "", day.Italian()}, {"Modo", "", methodName(method)}, {"Da", "", data.Payer.FullName()}, {"Motivo", "", reason},
			},
			Notes: []string{"Il versamento non passa da pagoPA. Dopo puoi stampare la quietanza."},
		})
	}
	if wrongVersion != nil {
		return wrongVersion
	}
	if !again && sent.Get(payerField) != data.Payer.Guardian.ID {
		return errPayerMoved
	}
	key, err := web.FormKey(sent)
	if err != nil {
		return err
	}
	ctx := h.noting(r.Context(), visit, office.Deed{
		Action: office.DepositTaken, Before: data.Account.Balance.String(),
		After: balanceBy(after, amount) + ", " + methodName(method) + ", " + day.Italian(), Reason: reason, Pupil: data.ID,
	})
	number, err := h.Billing.TakeDeposit(ctx, visit.Municipality, billing.Deposit{
		Guardian: data.Payer.Guardian.ID, Pupil: data.ID, Amount: amount, Day: day, Method: method, Note: reason, Seen: version,
		Form: form.Form{Purpose: dynamo.ToDeposit, Holder: visit.Operator.ID, Key: key},
	})
	if err != nil {
		return err
	}
	return finish(w, r, noticePath+number.String(), "versamento")
}

// method reads how the office was paid.
func (f *fields) method() string {
	return f.choice("modo", "Modo", billing.Cash, billing.Card, billing.BankTransfer)
}

func methodName(method string) string {
	return map[string]string{billing.Cash: "contanti", billing.Card: "carta (POS)", billing.BankTransfer: "bonifico"}[method]
}

// paidOn reads when the office was paid.
func (f *fields) paidOn(today calendar.Day) calendar.Day {
	day := f.day("pagato", "Pagato il")
	if !day.IsZero() && !billing.PaidOn(day, today) {
		f.refuse("pagato", "Il giorno del pagamento va da un anno fa a oggi.")
	}
	return day
}
