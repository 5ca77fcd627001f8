package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
)

// Transfers moves credit between accounts.
type Transfers interface {
	Make(ctx context.Context, order transfer.Order) (id string, err error)
	TakeBack(ctx context.Context, tenant string, made transfer.Made, by string, most money.Cents) (bool, error)
}

const movePath = "/ricariche/sposta"

// daily is how often one parent may move credit in a day. It is no matter for an office.
func daily() form.Limit {
	return form.Limit{Purpose: dynamo.ToMove, Max: 10, What: "spostare credito più di %d volte"}
}

// siblings are the children whom the parent pays for, and what was moved between them of late.
type siblings struct {
	situation
	Recent []moved
	// From and To are the children chosen so far.
	From, To string
}

// moved is a transfer between two own children.
type moved struct {
	transfer.Made
	Source, Target child
	// Mine says that this parent made it, and in time: it can be taken back.
	Mine bool
}

// moving is a transfer that the parent is about to confirm.
type moving struct {
	Source, Target child
	Amount         money.Cents
	Left, Has      money.Cents // the balances after it
	Made           transfer.Made
}

// siblings reads the children, then their accounts as far back as something can be taken back.
func (h Handler) siblings(ctx context.Context, visit web.Visit) (siblings, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var now siblings
	links, err := h.School.PupilsOf(ctx, tenant, guardian)
	if err != nil {
		return now, err
	}
	now.Children = own(links)
	now.tellApart()
	accounts := make([]ledger.Statement, len(now.Children))
	var reads []func() error
	for i, one := range now.Children {
		reads = append(reads, beside.Into(&accounts[i], func() (ledger.Statement, error) {
			return h.Accounts.Statement(ctx, tenant, one.Pupil, visit.Today().AddDays(-1))
		}))
	}
	if err := beside.Together(reads...); err != nil {
		return now, err
	}
	for i, account := range accounts {
		now.Children[i].Credit, now.Children[i].Expected = account.Account.Balance, account.Account.Expected
	}
	for i, account := range accounts {
		for _, one := range transfer.From(now.Children[i].Pupil, account) {
			if target, known := now.child(one.To); known {
				now.Recent = append(now.Recent, moved{
					Made: one, Source: now.Children[i], Target: target, Mine: one.By == guardian && one.MayGoBack(visit.Now),
				})
			}
		}
	}
	slices.SortStableFunc(now.Recent, func(a, b moved) int { return b.At.Compare(a.At) })
	return now, nil
}

// own are the children whom a parent pays for.
func own(links []school.Link) []child {
	var children []child
	for _, link := range links {
		if link.Pays() {
			children = append(children, child{Link: link, Called: link.Name})
		}
	}
	return children
}

// askMove is the form: from whom, to whom, how much; and what was moved of late.
func (h Handler) askMove(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	now, err := h.siblings(r.Context(), visit)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	notice := web.ResumedNotice(query)
	if at := now.recent(query.Get("numero")); at >= 0 {
		notice = now.Recent[at].notice(query.Get("esito"))
	}
	return h.showMove(w, r, visit, now, web.Page{Notice: notice, Form: query})
}

// notice is what the page says after an action.
func (m moved) notice(done string) string {
	switch {
	case done == "spostato" && m.Mine:
		return fmt.Sprintf("Spostati %s dal conto di %s a quello di %s.", m.Amount, m.Source.Called, m.Target.Called)
	case done == "annullato" && m.TakenBack:
		return fmt.Sprintf("Spostamento annullato: %s sono di nuovo sul conto di %s.", m.Amount, m.Source.Called)
	default:
		return ""
	}
}

// recent returns where a transfer is among those of late, below zero when it is not.
func (s siblings) recent(id string) int {
	return slices.IndexFunc(s.Recent, func(m moved) bool { return m.ID == id })
}

func (h Handler) showMove(
	w http.ResponseWriter, r *http.Request, visit web.Visit, now siblings, page web.Page,
) error {
	now.From, now.To = page.Form.Get("da"), page.Form.Get("a")
	page.Title, page.Section, page.Template, page.Data = "Sposta credito", "conto", "move", now
	page.Lead = "Sposta il credito della mensa dal conto di un figlio a quello di un altro."
	page.Crumbs = []web.Crumb{{Name: "Conto corrente virtuale", Path: "/conto"}}
	if len(page.Errors) > 0 {
		page.Status = http.StatusBadRequest
	}
	return h.Site.Render(w, r, visit, page)
}

// chosen reads a form's transfer. The errors are those of its fields; a child that is not the parent's is missing.
func (s siblings) chosen(values url.Values) (moving, []web.FieldError, error) {
	var m moving
	var wrong []web.FieldError
	for _, side := range []struct {
		field, text string
		into        *child
	}{
		{"da", "Scegli da quale conto spostare il credito.", &m.Source},
		{"a", "Scegli su quale conto spostare il credito.", &m.Target},
	} {
		pupil := values.Get(side.field)
		one, mine := s.child(pupil)
		switch {
		case pupil == "":
			wrong = append(wrong, web.FieldError{Field: side.field, Text: side.text})
		case !mine:
			return m, nil, problem.Missing()
		}
		*side.into = one
	}
	if m.Source.Pupil != "" && m.Source.Pupil == m.Target.Pupil {
		wrong = append(wrong, web.FieldError{Field: "a", Text: "Scegli due figli diversi."})
	}
	var text string
	if m.Amount, text = typed(values.Get("importo")); text != "" {
		return m, append(wrong, web.FieldError{Field: "importo", Text: text}), nil
	}
	var err error
	if m.Left, err = m.Source.Credit.Add(-m.Amount); err != nil {
		return m, nil, err
	}
	m.Has, err = m.Target.Credit.Add(m.Amount)
	return m, wrong, err
}

// judge tells what would keep the transfer from being made as the accounts are now, as making it would.
func (m moving) judge(most money.Cents) error {
	switch {
	case m.Source.Credit < m.Amount:
		return transfer.TooLittle{Balance: m.Source.Credit}
	case most > 0 && m.Target.Expected > most-m.Amount:
		return transfer.TooMuch{Expected: m.Target.Expected}
	default:
		return nil
	}
}

// refusal says which account does not allow a transfer, "" for another error or none.
func (m moving) refusal(err error, most money.Cents) string {
	var little transfer.TooLittle
	var much transfer.TooMuch
	switch {
	case errors.As(err, &little):
		return fmt.Sprintf("Sul conto di %s ci sono %s: puoi spostare al massimo %s.", m.Source.Called, little.Balance,
			max(little.Balance, 0))
	case errors.As(err, &much):
		return fmt.Sprintf("Il credito di %s supererebbe il massimo di %s, contando le ricariche ancora da pagare: puoi "+
			"spostare al massimo %s.", m.Target.Called, most, max(most-much.Expected, 0))
	default:
		return ""
	}
}

// checkMove shows what CONFERMA would do.
func (h Handler) checkMove(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	now, err := h.siblings(r.Context(), visit)
	if err != nil {
		return err
	}
	query := r.URL.Query()
	m, wrong, err := now.chosen(query)
	if err != nil {
		return err
	}
	most := visit.Municipality.CreditMax
	if text := m.refusal(m.judge(most), most); text != "" && len(wrong) == 0 {
		wrong = []web.FieldError{{Field: "importo", Text: understood(query.Get("importo"), m.Amount) + text}}
	}
	if len(wrong) > 0 {
		return h.showMove(w, r, visit, now, web.Page{Form: query, Errors: wrong})
	}
	m.Made.Day = visit.Today()
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Conferma lo spostamento", Section: "conto", Template: "moveconfirm", Data: m, Crumbs: moveCrumbs(),
	})
}

func moveCrumbs() []web.Crumb {
	return []web.Crumb{{Name: "Conto corrente virtuale", Path: "/conto"}, {Name: "Sposta credito", Path: movePath}}
}

// move does what CONFERMA said. A form sent twice moves once.
func (h Handler) move(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sent, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	now, err := h.siblings(r.Context(), visit)
	if err != nil {
		return err
	}
	most := visit.Municipality.CreditMax
	m, wrong, err := now.chosen(sent)
	if err != nil {
		return err
	}
	if len(wrong) > 0 {
		return h.showMove(w, r, visit, now, web.Page{Form: sent, Errors: wrong})
	}
	// Whether the accounts allow it, the transfer judges: it knows a form that was sent before.
	id, err := h.Transfers.Make(r.Context(), transfer.Order{
		Tenant: visit.Municipality.ID, From: m.Source.Pupil, To: m.Target.Pupil, Amount: m.Amount,
		By: visit.Session.Guardian, Most: most, Limit: daily(),
		Form: form.Form{Purpose: dynamo.ToMove, Holder: visit.Session.ID, Key: key},
	})
	if text := m.refusal(err, most); text != "" {
		return h.showMove(w, r, visit, now, web.Page{Form: sent, Errors: []web.FieldError{{Field: "importo", Text: text}}})
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, movePath+"?esito=spostato&numero="+url.QueryEscape(id), http.StatusSeeOther)
	return nil
}
