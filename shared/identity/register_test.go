package identity_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
)

// Goal: each judged login leaves the pair of messages as they were, for 24 months,
// with what finds it. Method: a login, and the record beside the raw messages.
func TestRegister(t *testing.T) {
	b := begin(t)
	field := b.message.Field(t)
	answer, err := b.Finish(t.Context(), field, b.request.RelayState, b.browser)
	if err != nil {
		t.Fatal(err)
	}
	records := identitytest.Registered(t, b.Register, "c_x000")
	if len(records) != 1 {
		t.Fatalf("%d records", len(records))
	}
	record := records[0]
	if _, query, _ := strings.Cut(b.request.Address, "?"); string(record.Request) != query {
		t.Errorf("the request became %s", record.Request)
	}
	if base64.StdEncoding.EncodeToString(record.Response) != field {
		t.Errorf("the response became %s", record.Response)
	}
	if !record.Expires.Equal(now.AddDate(2, 0, 0)) || !record.At.Equal(now) {
		t.Errorf("kept from %s to %s", record.At, record.Expires)
	}
	record.Request, record.Response, record.At, record.Expires = nil, nil, now, now
	want := identity.Record{
		Tenant: "c_x000", Method: "spid", Outcome: "accepted", Guardian: answer.Guardian,
		RequestID: b.request.ID, RequestIssued: now, RelayState: b.request.RelayState,
		ResponseID: "_r1", ResponseIssued: "2026-11-22T17:00:00Z", ResponseIssuer: b.message.IdP.EntityID,
		Assertion: "_a1", NameID: "_n1", NameQualifier: b.message.IdP.EntityID, At: now, Expires: now,
	}
	if got, want := describe(record), describe(want); got != want {
		t.Errorf("index fields\n%s, want\n%s", got, want)
	}
}

// describe prints the index fields.
func describe(r identity.Record) string {
	return strings.Join([]string{
		r.Tenant, r.Method, r.Outcome, r.Guardian, r.RequestID, r.RequestIssued.UTC().String(), r.RelayState,
		r.ResponseID, r.ResponseIssued, r.ResponseIssuer, r.Assertion, r.NameID, r.NameQualifier,
	}, " ")
}

// Goal: a refused login is registered with its reason and uses its request up; a
// message without a request of ours is not registered. Method: one of each.
func TestRegisterOfRefusals(t *testing.T) {
	b := begin(t)
	b.message.Edits = append(b.message.Edits, func(root *etree.Element) {
		root.CreateAttr("ID", "_"+strings.Repeat("x", 9000))
	})
	b.message.SignAssertion, b.message.SignResponse = false, false
	_, err := b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.Unsigned)
	_, err = b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
	records := identitytest.Registered(t, b.Register, "c_x000")
	if len(records) != 1 || records[0].Outcome != string(identity.Unsigned) || records[0].Guardian != "" ||
		len(records[0].ResponseID) != 256 {
		t.Errorf("registered %d: %+v", len(records), records)
	}
}

// Goal: the register does not grow with what anybody can send: of a large message that no provider has signed the
// beginning is kept, of one that the provider signed all. Method: the same padding in both.
func TestRegisterKeepsOfForgeriesTheBeginning(t *testing.T) {
	for _, signed := range []bool{true, false} {
		b := begin(t)
		b.message.SignAssertion, b.message.SignResponse = signed, signed
		b.message.Edits = append(b.message.Edits, func(root *etree.Element) {
			root.CreateAttr("Consent", strings.Repeat("x", 150<<10))
		})
		field := b.message.Field(t)
		_, err := b.Finish(t.Context(), field, b.request.RelayState, b.browser)
		if signed != (err == nil) {
			t.Fatalf("signed %v: %v", signed, err)
		}
		sent, err := base64.StdEncoding.DecodeString(field)
		if err != nil {
			t.Fatal(err)
		}
		want := len(sent)
		if !signed {
			want = 32 << 10
		}
		records := identitytest.Registered(t, b.Register, "c_x000")
		if len(records) != 1 || len(records[0].Response) != want || !strings.HasPrefix(string(sent), string(records[0].Response)) {
			t.Errorf("signed %v: %d records, the first with %d bytes, want %d", signed, len(records),
				len(records[0].Response), want)
		}
	}
}

// Goal: nobody comes in without a trace. Method: a register whose table is gone.
func TestRegisterMustWrite(t *testing.T) {
	b := begin(t)
	b.Register.Table.Name = "gone"
	answer, err := b.finish(t)
	if !problem.Is(err, problem.Unavailable) || answer.Person.FiscalCode != "" || answer.Guardian != "" {
		t.Errorf("an unregistered login gave %v, %v", answer.Person, err)
	}
}
