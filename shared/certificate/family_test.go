package certificate_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/money"
)

// of is a child with what was paid and given back, by one payment.
func of(name string, paid, refunded money.Cents) certificate.Child {
	return certificate.Child{Pupil: certificate.Person{FullName: name}, Expense: certificate.Expense{
		Paid: paid, Refunded: refunded, Total: paid - refunded,
		Services: []certificate.Spending{{Service: "mensa", Total: paid, Payments: []certificate.Payment{{Amount: paid}}}},
	}}
}

// Goal: one certificate of all children has the sum of each less refunds, and the payments of all; no sum is wrong
// unnoticed. Method: two children, then one too rich.
func TestOfChildren(t *testing.T) {
	both, err := certificate.Content{Year: 2026}.OfChildren([]certificate.Child{of("Anna", 5000, 700), of("Luca", 300, 0)})
	if err != nil || both.Paid != 5300 || both.Refunded != 700 || both.Total != 4600 || both.Count() != 2 || len(both.Pupils()) != 2 {
		t.Errorf("%+v, %d payments, %v", both, both.Count(), err)
	}
	if _, err := both.OfChildren([]certificate.Child{of("Gaia", money.Max, 0)}); !errors.Is(err, money.ErrOverflow) {
		t.Errorf("too much: %v", err)
	}
	one := certificate.Content{Pupil: certificate.Person{FullName: "Anna"}}
	if list := one.Pupils(); len(list) != 1 || list[0].FullName != "Anna" {
		t.Errorf("the pupil of a single one: %+v", list)
	}
}

// Goal: the certificate of all children has its own number and code beside the single ones, is given again while
// nothing changes, and a later payment or refund of one child makes a new one. Method: issue, change, verify.
func TestFamilyVersions(t *testing.T) {
	store, ctx := newStore(t, calendar.NewDay(2027, 1, 12)), t.Context()
	issue := func(pupil string, children ...certificate.Child) certificate.Certificate {
		t.Helper()
		content, err := certificate.Content{Year: 2026}.OfChildren(children)
		if err != nil {
			t.Fatal(err)
		}
		issued, err := store.Issue(ctx, "c_x000", "g1", pupil, content)
		if err != nil {
			t.Fatal(err)
		}
		return issued
	}
	single := issue("anna")
	first := issue(certificate.Everybody, of("Anna", 5000, 0), of("Luca", 300, 0))
	again := issue(certificate.Everybody, of("Anna", 5000, 0), of("Luca", 300, 0))
	later := issue(certificate.Everybody, of("Anna", 5000, 700), of("Luca", 300, 0))
	if single.Serial != 1 || first.Serial != 2 || again.Serial != 2 || again.Code != first.Code || later.Serial != 3 {
		t.Errorf("numbers %s, %s, %s, %s", single.Number(), first.Number(), again.Number(), later.Number())
	}
	for code, replaced := range map[string]bool{single.Code: false, first.Code: true, later.Code: false} {
		found, err := store.Verify(ctx, "c_x000", code)
		if err != nil || found.Replaced != replaced {
			t.Errorf("%s replaced: %v, %v", found.Number(), found.Replaced, err)
		}
	}
	if stored, err := store.Newest(ctx, "c_x000", "g1", 2026, certificate.Everybody); err != nil || len(stored.Children) != 2 ||
		stored.Children[0].Refunded != 700 || stored.Count() != 2 {
		t.Errorf("%+v, %v", stored, err)
	}
}

// Goal: certificates of one pupil stay the same as before there were others: their fingerprint knows no children.
// Method: what is hashed.
func TestSingleOnesKeepTheirFingerprint(t *testing.T) {
	text, err := json.Marshal(certificate.Content{Year: 2026})
	if err != nil || strings.Contains(string(text), "Children") {
		t.Errorf("%s, %v", text, err)
	}
}
