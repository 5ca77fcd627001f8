package cns_test

import (
	"bytes"
	"sync"
	"testing"
	"time"

	"serviziscolastici/infra/local/simulators/cards"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/session"
)

// cardLogin is a browser on its way to the door of cards.
type cardLogin struct {
	*fixture
	cns.Door
	browser session.Secret
	request session.Secret
}

func beginCard(t *testing.T) cardLogin {
	t.Helper()
	s := newFixture(t)
	logins := cns.Logins{Table: dynamotest.Table(t), Clock: s.Clock}
	door := cns.Door{
		Logins: logins, Cards: s.Cards, Register: identity.Register{Table: dynamotest.Table(t), Clock: s.Clock},
		Guardian: func(fiscalCode string) string { return "guardian of " + fiscalCode },
	}
	browser := session.NewSecret()
	request := try(logins.Begin(t.Context(), cns.Departure{
		Tenant: "c_x000", Portal: "https://portal.example.it", Browser: browser, ReturnTo: "/ricariche", Previous: "old",
	}))(t)
	return cardLogin{s, door, browser, request}
}

// show brings a card to the door.
func (l cardLogin) show(t *testing.T, card cards.Card) cns.Verdict {
	t.Helper()
	return try(l.Judge(t.Context(), l.request, string(card.PEM())))(t)
}

func (l cardLogin) finish(t *testing.T, ticket, browser session.Secret) (cns.Answer, error) {
	t.Helper()
	return l.Logins.Finish(t.Context(), "c_x000", ticket, browser)
}

// Goal: who shows a good card comes back as a person, to the page they wanted, and the register has the
// certificate. Method: the whole way.
func TestCardLogin(t *testing.T) {
	l := beginCard(t)
	card := l.card(t, mario(), nil)
	verdict := l.show(t, card)
	if verdict.Refused != nil || verdict.Portal != "https://portal.example.it" {
		t.Fatalf("%+v", verdict)
	}
	answer, err := l.finish(t, verdict.Ticket, l.browser)
	if err != nil || answer.Person.FiscalCode != "RSSMRA80A01H501U" || answer.Person.FamilyName != "Rossi" ||
		answer.ReturnTo != "/ricariche" || answer.Previous != "old" {
		t.Errorf("%+v, %v", answer, err)
	}
	record := onlyRecord(t, l.Register)
	if record.Method != "cns" || record.Outcome != "accepted" || record.RequestID != answer.Entry ||
		record.Guardian != "guardian of RSSMRA80A01H501U" ||
		record.ResponseID != card.Certificate.SerialNumber.Text(16) ||
		record.ResponseIssuer != card.Certificate.Issuer.String() ||
		!bytes.Equal(record.Response, card.Certificate.Raw) || !record.Expires.Equal(now.AddDate(2, 0, 0)) {
		t.Errorf("registered %+v", record)
	}
}

func onlyRecord(t *testing.T, register identity.Register) identity.Record {
	t.Helper()
	records := identitytest.Registered(t, register, "c_x000")
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	return records[0]
}

// Goal: a refused card is registered with its reason, and the portal learns it. Method: no card at all.
func TestCardLoginRefused(t *testing.T) {
	l := beginCard(t)
	verdict := try(l.Judge(t.Context(), l.request, ""))(t)
	identitytest.ExpectRefusal(t, verdict.Refused, cns.NoCard)
	answer, err := l.finish(t, verdict.Ticket, l.browser)
	identitytest.ExpectRefusal(t, err, cns.NoCard)
	if answer.ReturnTo != "/ricariche" || answer.Person != (identity.Person{}) {
		t.Errorf("%+v", answer)
	}
	if record := onlyRecord(t, l.Register); record.Outcome != "no_card" || record.Guardian != "" {
		t.Errorf("registered %+v", record)
	}
}

// Goal: a ticket works once, in the browser that asked, in its municipality, within its minute, and in a
// wrong browser it is burnt. Method: one wrong use a row.
func TestTicket(t *testing.T) {
	for name, c := range map[string]struct {
		use  func(t *testing.T, l cardLogin, ticket session.Secret) error
		want identity.Reason
	}{
		"replayed": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			try(l.finish(t, ticket, l.browser))(t)
			_, err := l.finish(t, ticket, l.browser)
			return err
		}, identity.NoRequest},
		"another browser": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			_, err := l.finish(t, ticket, session.NewSecret())
			return err
		}, identity.WrongBrowser},
		"no browser": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			_, err := l.finish(t, ticket, "")
			return err
		}, identity.WrongBrowser},
		"burnt": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			_, err := l.finish(t, ticket, "")
			identitytest.ExpectRefusal(t, err, identity.WrongBrowser)
			_, err = l.finish(t, ticket, l.browser)
			return err
		}, identity.NoRequest},
		"another municipality": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			_, err := l.Logins.Finish(t.Context(), "c_x001", ticket, l.browser)
			return err
		}, identity.NoRequest},
		"too late": {func(t *testing.T, l cardLogin, ticket session.Secret) error {
			l.at = now.Add(time.Minute)
			_, err := l.finish(t, ticket, l.browser)
			return err
		}, identity.NoRequest},
		"the request in its place": {func(t *testing.T, l cardLogin, _ session.Secret) error {
			_, err := l.finish(t, l.request, l.browser)
			return err
		}, identity.NoRequest},
		"invented": {func(t *testing.T, l cardLogin, _ session.Secret) error {
			_, err := l.finish(t, "x", l.browser)
			return err
		}, identity.NoRequest},
	} {
		t.Run(name, func(t *testing.T) {
			l := beginCard(t)
			ticket := l.show(t, l.card(t, mario(), nil)).Ticket
			identitytest.ExpectRefusal(t, c.use(t, l, ticket), c.want)
		})
	}
}

// Goal: a request leads to one judgement, of several at once too, and not for ever. Method: a second card,
// eight at once, one too late, one invented.
func TestCardRequestWorksOnce(t *testing.T) {
	l := beginCard(t)
	card := l.card(t, mario(), nil)
	judge := func(request session.Secret) error {
		_, err := l.Judge(t.Context(), request, string(card.PEM()))
		return err
	}
	results := make([]error, 8)
	var group sync.WaitGroup
	for i := range results {
		group.Go(func() { results[i] = judge(l.request) })
	}
	group.Wait()
	accepted := 0
	for _, err := range results {
		if err == nil {
			accepted++
		}
	}
	if accepted != 1 {
		t.Errorf("%d of one request's cards got a ticket: %v", accepted, results)
	}
	identitytest.ExpectRefusal(t, judge(l.request), identity.NoRequest)
	identitytest.ExpectRefusal(t, judge("x"), identity.NoRequest)
	late := beginCard(t)
	late.at = now.Add(15 * time.Minute)
	_, err := late.Judge(t.Context(), late.request, string(card.PEM()))
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
}
