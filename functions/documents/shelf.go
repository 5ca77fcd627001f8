package main

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// row is a document in the list.
type row struct {
	Position billing.Position
	Document billing.Document // read for the rows that are shown only
	Pupil    string           // name
	State    state
}

// Issued is the day on which the document was issued.
func (r row) Issued() calendar.Day { return r.Position.CreatedDay() }

// Number is the document's number as the office writes it.
func (r row) Number() string {
	if r.Document.Number == "" {
		return r.Position.Document
	}
	return r.Document.Number
}

// CreditNote is the id of the note that takes the document back; "" without one.
func (r row) CreditNote() string { return billing.Document{Number: r.Position.Credited}.ID() }

// IsNote reports whether the document is itself a credit note.
func (r row) IsNote() bool { return r.Document.Corrects != "" }

// Base is the price of the service without VAT and stamp.
func (r row) Base() money.Cents {
	net, _ := r.Document.Tax.Split(r.Document.Net())
	return net
}

// VAT is the tax in the document's amount.
func (r row) VAT() money.Cents {
	_, tax := r.Document.Tax.Split(r.Document.Net())
	return tax
}

// Service names what the document is for.
func (r row) Service() string {
	return school.ServiceName(cmp.Or(r.Position.Service, r.Document.Service))
}

// shelf is all documents of a parent, newest first, and those that a filter selects.
type shelf struct {
	Links  []school.Link
	Years  []int // school years with a document, newest first
	All    int   // how many documents there are
	Chosen []row
	Totals totals
}

// totals add up the chosen documents. Cancelled and reversed ones count nowhere.
type totals struct{ Issued, Paid, Due money.Cents }

// shelf reads the parent's documents. What is known of each comes from the
// notices; the documents' own texts are added by fill where they are shown.
func (h Handler) shelf(ctx context.Context, visit web.Visit, f filter) (shelf, error) {
	tenant, guardian := visit.Municipality.ID, visit.Session.Guardian
	var found shelf
	var positions []billing.Position
	err := beside.Together(
		beside.Into(&found.Links, func() ([]school.Link, error) { return h.School.PupilsOf(ctx, tenant, guardian) }),
		beside.Into(&positions, func() ([]billing.Position, error) { return h.Billing.ListOf(ctx, tenant, guardian) }),
	)
	if err != nil {
		return found, err
	}
	if err := f.allowed(found.Links); err != nil {
		return found, err
	}
	for _, position := range positions {
		if position.Kind != billing.ForDocument {
			continue
		}
		row := row{Position: position, Pupil: school.NameOf(found.Links, position.Pupil), State: stateOf(position, visit)}
		found.All++
		if year := row.Issued().SchoolYear(); !slices.Contains(found.Years, year) {
			found.Years = append(found.Years, year)
		}
		if !f.selects(row) {
			continue
		}
		found.Chosen = append(found.Chosen, row)
		if err := found.Totals.add(row); err != nil {
			return found, err
		}
	}
	return found, nil
}

func (t *totals) add(row row) error {
	if row.State == cancelled || row.State == reversed {
		return nil
	}
	part := &t.Due
	if row.State == paid {
		part = &t.Paid
	}
	var failures [2]error
	*part, failures[0] = part.Add(row.Position.Amount)
	t.Issued, failures[1] = t.Issued.Add(row.Position.Amount)
	return errors.Join(failures[:]...)
}

// fill adds the documents' own texts to rows.
func (h Handler) fill(ctx context.Context, visit web.Visit, rows []row) error {
	ids := make([]string, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Position.Document)
	}
	documents, err := h.Billing.DocumentsOf(ctx, visit.Municipality.ID, visit.Session.Guardian, ids)
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Document = documents[rows[i].Position.Document]
	}
	return nil
}
