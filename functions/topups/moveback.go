package main

import (
	"errors"
	"fmt"
	"net/http"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/transfer"
	"serviziscolastici/shared/web"
)

// goingBack is a transfer that the parent is about to take back.
type goingBack struct {
	moving
	// Why says what keeps it from going back, "" when nothing does.
	Why string
}

// askMoveBack shows what taking a transfer back would do.
func (h Handler) askMoveBack(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	one, err := h.movedBy(r, visit)
	if err != nil {
		return err
	}
	if one.TakenBack {
		return problem.New(problem.Conflict, "Questo spostamento è già stato annullato.")
	}
	if err := one.Late(visit.Now); err != nil {
		return err
	}
	data := goingBack{moving: one.back()}
	if data.Left, err = data.Source.Credit.Add(-one.Amount); err != nil {
		return err
	}
	if data.Has, err = data.Target.Credit.Add(one.Amount); err != nil {
		return err
	}
	most := visit.Municipality.CreditMax
	data.Why = data.refusal(data.judge(most), most)
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Annulla lo spostamento", Section: "conto", Template: "moveback", Data: data, Crumbs: moveCrumbs(),
	})
}

// back is the transfer the other way round.
func (m moved) back() moving {
	return moving{Source: m.Target, Target: m.Source, Amount: m.Amount, Made: m.Made}
}

// refusal says which account does not allow a transfer to go back, "" for another error or none.
func (g goingBack) refusal(err error, most money.Cents) string {
	var little transfer.TooLittle
	var much transfer.TooMuch
	switch {
	case errors.As(err, &little):
		return fmt.Sprintf("Sul conto di %s ci sono %s: non bastano per restituire %s.", g.Source.Called, little.Balance, g.Amount)
	case errors.As(err, &much):
		return fmt.Sprintf("Il credito di %s supererebbe il massimo di %s, contando le ricariche ancora da pagare. Annulla "+
			"prima quelle che non vuoi più pagare.", g.Target.Called, most)
	default:
		return ""
	}
}

// moveBack takes a transfer back. Pressed twice it does so once.
func (h Handler) moveBack(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	one, err := h.movedBy(r, visit)
	if err != nil {
		return err
	}
	most := visit.Municipality.CreditMax
	_, err = h.Transfers.TakeBack(r.Context(), visit.Municipality.ID, one.Made, visit.Session.Guardian, most)
	if text := (goingBack{moving: one.back()}).refusal(err, most); text != "" {
		return problem.New(problem.Conflict, "Lo spostamento non si può annullare. "+text+" Nulla è cambiato.").Because(err)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, movePath+"?esito=annullato&numero="+one.ID, http.StatusSeeOther)
	return nil
}

// movedBy returns the transfer that the address names, between two own children and made by this parent. Whether it is
// in time, the transfer judges.
func (h Handler) movedBy(r *http.Request, visit web.Visit) (moved, error) {
	now, err := h.siblings(r.Context(), visit)
	if err != nil {
		return moved{}, err
	}
	at := now.recent(r.PathValue("id"))
	if at < 0 || now.Recent[at].By != visit.Session.Guardian {
		return moved{}, problem.Missing()
	}
	return now.Recent[at], nil
}
