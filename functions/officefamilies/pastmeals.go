package main

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// pastMeals says what a change for past days means for the meals that are debited: they keep their price, unless new
// prices are asked for, which shows what the evening would post.
func (h Handler) pastMeals(
	ctx context.Context, visit web.Visit, data enrolPage, turn school.Turn, after []school.Enrolment, ask []school.Repricing,
) ([]string, error) {
	today := visit.Today()
	if turn.Service != school.Canteen || !turn.From.Before(today) {
		return nil, nil
	}
	last, period := today, "Dal "+turn.From.Italian()+" a oggi"
	if held, _ := turn.Held(data.all); turn.Ends && held.To.Before(today) { // what is eaten in a later period has its own
		last, period = held.To, "Dal "+turn.From.Italian()+" al "+held.To.Italian()
	}
	days, err := h.Accounts.MealsOfDays(ctx, visit.Municipality.ID, data.ID, turn.From, last)
	if err != nil {
		return nil, err
	}
	meals, sum, err := debited(days)
	if err != nil || meals == 0 {
		return []string{period + " non ci sono pasti addebitati."}, err
	}
	notes := []string{period + " ci sono " + web.Plural(meals, "pasto addebitato", "pasti addebitati") +
		" per " + sum.String() + "."}
	if turn.Ends {
		return append(notes, "Restano addebitati anche se il servizio finisce prima: per toglierli correggi le presenze di quei giorni, nella "+
			"pagina Presenze."), nil
	}
	if len(ask) == 0 {
		return append(notes, "Un pasto addebitato tiene il suo prezzo: quello che cambia vale per i pasti ancora da addebitare."), nil
	}
	changes, first, err := h.repriced(ctx, visit, data, turn, after, ask[0])
	if err != nil {
		return nil, err
	}
	notes = append(notes, "Con il ricalcolo "+web.Plural(changes.meals, "pasto cambia", "pasti cambiano")+" prezzo: la prossima sera "+
		"registra nel conto "+changes.total.Signed()+" in tutto. Se nel frattempo cambia una tariffa, vale quella.")
	if first.meals == 0 {
		return notes, nil
	}
	return append(notes, "Oltre a questo addebita "+web.Plural(first.meals, "pasto che manca", "pasti che mancano")+" ancora nel conto: "+
		first.total.Signed()+" in tutto."), nil
}

// priced is some meals and what the evening would post of them.
type priced struct {
	meals int
	total money.Cents
}

// String is what a record says: "2 pasti, +7,00 €".
func (p priced) String() string {
	return web.Plural(p.meals, "pasto", "pasti") + ", " + p.total.Signed()
}

// repriced is what new prices after a change come to: of meals that are debited, and of those that are not yet.
func (h Handler) repriced(
	ctx context.Context, visit web.Visit, data enrolPage, turn school.Turn, after []school.Enrolment, ask school.Repricing,
) (changes, first priced, err error) {
	all, err := h.Preview.Supposed(ctx, visit.Municipality.ID, ask, data.roster(turn, after), data.tariffs)
	if err != nil {
		return changes, first, err
	}
	changed, missing := debit.Split(all)
	changes.meals, first.meals = len(changed), len(missing)
	if changes.total, err = debit.Total(changed); err == nil {
		first.total, err = debit.Total(missing)
	}
	return changes, first, err
}

// roster is the pupil's place in the class of the turn, as it will be.
func (p enrolPage) roster(turn school.Turn, after []school.Enrolment) []school.RosterRow {
	var rows []school.RosterRow
	for _, e := range after {
		if e.Service == school.Canteen && e.Class == turn.Class.ID {
			rows = append(rows, school.RosterRow{
				Pupil: p.ID, Name: p.Name, FamilyName: p.FamilyName, Band: e.Band, From: e.From, To: e.To,
			})
		}
	}
	return rows
}

// debited counts the days whose meal costs something, and adds up what they cost.
func debited(days map[calendar.Day][]ledger.Entry) (meals int, sum money.Cents, err error) {
	for _, entries := range days {
		var net money.Cents
		for _, entry := range entries {
			if net, err = net.Add(-entry.Amount); err != nil {
				return 0, 0, err
			}
		}
		if net == 0 {
			continue
		}
		meals++
		if sum, err = sum.Add(net); err != nil {
			return 0, 0, err
		}
	}
	return meals, sum, nil
}
