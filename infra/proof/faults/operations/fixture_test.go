// Package operations tries every writing operation of the stores that parents, the office, the queues and
// the night call, under faults at every call that it makes. The stores run in the test'f own process, over
// the emulator; inject makes their calls fail.
package operations_test

import (
	"crypto/rand"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/infra/proof/faults/inject"
	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/absence"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	desk "serviziscolastici/shared/office"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/retry"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/transfer"
)

// clock stands still, so that two runs write the same times.
var clock = calendar.Fixed(identitytest.Now())

// office is all stores over one set of tables and one client.
type office struct {
	municipalities *municipality.Store
	school         school.Store
	absences       absence.Store
	accounts       ledger.Store
	billing        billing.Store
	certificates   certificate.Store
	transfers      transfer.Store
	reports        report.Store
	ratings        rating.Store
	messages       message.Store
	sessions       session.Store
	desk           desk.Store
	log            desk.Log
	login          *identity.Login
	door           cns.Door
	idp            identitytest.IdP
	t              *testing.T
}

// newOffice also needs the identity provider of its logins, and the file with its metadata.
func newOffice(t *testing.T, f fixture.Fixture, idp identitytest.IdP, metadata string) office {
	t.Helper()
	registered := identity.Register{Table: f.IdentityLog, Clock: clock}
	guardian := func(string) string { return payer }
	return office{
		municipalities: &municipality.Store{Core: f.Core, Clock: clock},
		school:         f.School,
		absences:       absence.Store{Presence: f.Presence},
		accounts:       f.Ledger,
		billing:        f.Billing,
		certificates:   certificate.Store{Ledger: f.Money, Accounts: f.Ledger, Clock: clock, Random: rand.Reader},
		transfers:      transfer.Store{Accounts: f.Ledger, Ops: f.Ops, Clock: clock},
		reports:        report.Store{Core: f.Core, Ops: f.Ops, Clock: clock},
		ratings:        rating.Store{Ops: f.Ops, Clock: clock},
		messages:       message.Store{Core: f.Core, Ops: f.Ops, Clock: clock},
		sessions:       session.Store{Table: f.Ops, Clock: clock},
		desk:           desk.Store{Core: f.Core, Ops: f.Ops, Clock: clock},
		log:            desk.Log{Table: f.Ops, Clock: clock},
		login: &identity.Login{
			Portal: &identity.ServiceProvider{
				Profile: identity.SPID(), PortalURL: "https://prova.example.it",
				Keys:         []*identity.SigningKey{identitytest.SigningKey(t, identitytest.Portal)},
				Organization: identity.Organization{Name: "Comune di Prova", IPACode: tenant, FiscalCode: fixture.Creditor},
			},
			Providers: identity.NewProviders("file://"+metadata, clock), Clock: clock, Register: registered,
			Pending: identity.PendingLogins{Table: f.Ops, Clock: clock},
			Limit:   identity.SignatureLimit{Table: f.Ops, Clock: clock}, Tenant: tenant, Guardian: guardian,
		},
		door: cns.Door{
			Logins: cns.Logins{Table: f.Ops, Clock: clock}, Cards: cns.Cards{Clock: clock},
			Register: registered, Guardian: guardian,
		},
		idp: idp, t: t,
	}
}

// Fixture is the proofs' with two offices: one whose calls meet the script, one whose calls do not.
type Fixture struct {
	fixture.Fixture
	t              *testing.T
	faulty, steady office
	mu             sync.Mutex
	script         proxy.Decider
}

// eager tries as often as pages do, without their pauses.
func eager(o *dynamodb.Options) { o.Retryer = patience{retry.ForPages().Retryer()} }

func newFixture(t *testing.T) *Fixture {
	t.Helper()
	f := &Fixture{t: t, script: quiet}
	client := dynamotest.Table(t).Client
	var err error
	if f.Fixture, err = fixture.New(t.Context(), client, clock, rand.Reader); err != nil {
		t.Fatal(err)
	}
	idp := identitytest.New(t, "https://idp.example.it", identitytest.Provider)
	metadata := filepath.Join(t.TempDir(), "idp.xml")
	if err := os.WriteFile(metadata, []byte(idp.Metadata()), 0o600); err != nil {
		t.Fatal(err)
	}
	faulty := dynamodb.New(client.Options(), eager, inject.Faults(func(call proxy.Call) proxy.Kind {
		f.mu.Lock()
		defer f.mu.Unlock()
		return f.script(call)
	}))
	f.steady = newOffice(t, f.Fixture, idp, metadata)
	f.faulty = newOffice(t, f.Over(faulty, rand.Reader), idp, metadata)
	return f
}

func quiet(proxy.Call) proxy.Kind { return proxy.None }

// play replaces the script.
func (f *Fixture) play(script proxy.Decider) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script = script
}
