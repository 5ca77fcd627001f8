package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
)

// moveForm is the form that moves credit to a sibling: another pupil for whom the same adult pays.
type moveForm struct {
	accountForm
	Siblings []school.Link
}

// moveFormOf reads the account, then the siblings.
func (h Handler) moveFormOf(ctx context.Context, visit web.Visit, pupil string) (moveForm, error) {
	account, err := h.accountOf(ctx, visit, pupil)
	data := moveForm{accountForm: account}
	if err != nil || account.Payer.Guardian.ID == "" {
		return data, err
	}
	links, err := h.School.PupilsOf(ctx, visit.Municipality.ID, account.Payer.Guardian.ID)
	data.Siblings = slices.DeleteFunc(links, func(l school.Link) bool { return l.Pupil == pupil || !l.Pays() })
	return data, err
}

// askMove is the form.
func (h Handler) askMove(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.moveFormOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	return h.movePage(w, r, visit, data, &fields{})
}

func (h Handler) movePage(w http.ResponseWriter, r *http.Request, visit web.Visit, data moveForm, f *fields) error {
	return h.Site.Render(w, r, visit, f.page(web.Page{
		Title: "Sposta credito a un fratello o una sorella", Section: section, Template: "move", Data: data, Crumbs: crumbs(data.ID),
	}))
}

// move moves credit from the pupil's account to a sibling's.
func (h Handler) move(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sent, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.moveFormOf(r.Context(), visit, r.PathValue("alunno"))
	if err != nil {
		return err
	}
	f := &fields{form: sent}
	at := slices.IndexFunc(data.Siblings, func(l school.Link) bool { return l.Pupil == sent.Get("a") })
	if at < 0 {
		f.refuse("a", "Scegli a chi va il credito.")
	}
	amount := f.amount("importo")
	if len(f.wrong) == 0 && amount <= 0 {
		f.refuse("importo", "L’importo deve essere maggiore di zero.")
	}
	reason := f.reason()
	if f.unfinished() {
		return h.movePage(w, r, visit, data, f)
	}
	sibling := data.Siblings[at]
	accounts, err := h.Accounts.Accounts(r.Context(), visit.Municipality.ID, []string{sibling.Pupil})
	if err != nil {
		return err
	}
	moved, err := movingOf(data, sibling, accounts[sibling.Pupil], amount)
	if err != nil {
		return err
	}
	if !yes(sent) {
		return h.proposeMove(w, r, visit, data, moved, f)
	}
	key, err := web.FormKey(sent)
	if err != nil {
		return err
	}
	ctx := h.noting(r.Context(), visit, office.Deed{
		Action: office.CreditMoved, Reason: reason, Pupil: data.ID, Sibling: sibling.Pupil,
	}.Changing(
		office.Piece{Before: data.ID + ": " + data.Account.Balance.String(), After: data.ID + ": " + balanceBy(moved.left, -amount)},
		office.Piece{
			Before: sibling.Pupil + ": " + moved.target.Balance.String(), After: sibling.Pupil + ": " + balanceBy(moved.has, amount),
		},
	))
	_, err = h.Transfers.Make(ctx, transfer.Order{
		Tenant: visit.Municipality.ID, From: data.ID, To: sibling.Pupil, Amount: amount, By: visit.Operator.ID, Note: reason,
		Most: visit.Municipality.CreditMax,
		Form: form.Form{Purpose: dynamo.ToMove, Holder: visit.Operator.ID, Key: key},
	})
	if text := refusedMove(err, visit.Municipality.CreditMax); text != "" {
		return problem.New(problem.Conflict, text).Because(err)
	}
	if err != nil {
		return err
	}
	return finish(w, r, cardAddress(data.ID), "spostamento")
}

// moving is credit on its way to a sibling, with what both accounts have afterwards.
type moving struct {
	sibling           school.Link
	target            ledger.Account
	amount, left, has money.Cents
}

func movingOf(from moveForm, sibling school.Link, target ledger.Account, amount money.Cents) (moving, error) {
	m := moving{sibling: sibling, target: target, amount: amount}
	var err error
	if m.left, err = from.Account.Balance.Add(-amount); err != nil {
		return m, err
	}
	m.has, err = target.Balance.Add(amount)
	return m, err
}

// proposeMove shows both accounts before and after, unless one of them does not allow it.
func (h Handler) proposeMove(
	w http.ResponseWriter, r *http.Request, visit web.Visit, data moveForm, m moving, f *fields,
) error {
	most := visit.Municipality.CreditMax
	if text := refusedMove(judged(data.Account, m.target, m.amount, most), most); text != "" {
		f.refuse("importo", "%s", text)
		return h.movePage(w, r, visit, data, f)
	}
	return h.propose(w, r, visit, f.form, data.ID, proposal{
		Subject: data.FullName(), Button: "Sposta il credito",
		Rows: []row{
			{"Saldo di " + data.FullName(), data.Account.Balance.String(), m.left.String()},
			{"Saldo di " + m.sibling.FullName(), m.target.Balance.String(), m.has.String()}, {"Motivo", "", f.form.Get("motivo")},
		},
		Notes: []string{"Chi paga legge lo spostamento nei due conti. Per tornare indietro si sposta il credito nell’altro verso."},
	})
}

// judged tells what would keep credit from being moved as the accounts are now, as moving it would.
func judged(from, to ledger.Account, amount, most money.Cents) error {
	switch {
	case from.Balance < amount:
		return transfer.TooLittle{Balance: from.Balance}
	case most > 0 && to.Expected > most-amount:
		return transfer.TooMuch{Expected: to.Expected}
	default:
		return nil
	}
}

// refusedMove says which account does not allow it, "" for another error or none.
func refusedMove(err error, most money.Cents) string {
	var little transfer.TooLittle
	var much transfer.TooMuch
	switch {
	case errors.As(err, &little) && little.Balance <= 0:
		return fmt.Sprintf("Il conto è a %s: non c’è credito da spostare.", little.Balance)
	case errors.As(err, &little):
		return fmt.Sprintf("Sul conto ci sono %s: non si può spostare di più.", little.Balance)
	case errors.As(err, &much):
		return fmt.Sprintf("L’altro conto, contando le ricariche non ancora pagate, supererebbe il massimo di %s.", most)
	default:
		return ""
	}
}
