// Package operations tries every writing operation of the stores that parents, the office, the queues and
// the night call, under faults at every call that it makes. The stores run in the test's own process, over
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
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/rating"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/retry"
	"serviziscolastici/shared/school"
)

// clock stands still, so that two runs write the same times.
var clock = calendar.Fixed(identitytest.Now())

// office is all stores over one set of tables and one client.
type office struct {
	municipalities *municipality.Store
	school         school.Store
	accounts       ledger.Store
	billing        billing.Store
	certificates   certificate.Store
	reports        report.Store
	ratings        rating.Store
	sessions       identity.Sessions
	login          *identity.Login
	door           cns.Door
	idp            identitytest.IdP
	t              *testing.T
}

// The tables of a stage.
const (
	core = iota
	presence
	money
	ops
	register
	tableCount
)

// tables are the names of one set of tables.
type tables [tableCount]string

// newOffice also needs the identity provider of its logins, and the file with its metadata.
func newOffice(
	t *testing.T, client *dynamodb.Client, names tables, idp identitytest.IdP, metadata string,
) office {
	t.Helper()
	at := func(which int) dynamo.Table { return dynamo.Table{Client: client, Name: names[which]} }
	accounts := ledger.Store{Ledger: at(money), Clock: clock}
	registered := identity.Register{Table: at(register), Clock: clock}
	guardian := func(string) string { return payer }
	return office{
		municipalities: &municipality.Store{Core: at(core), Clock: clock},
		school:         school.Store{Core: at(core), Presence: at(presence), Clock: clock},
		accounts:       accounts,
		billing: billing.Store{
			Ledger: at(money), Ops: at(ops), Accounts: accounts, Clock: clock, Random: rand.Reader,
		},
		certificates: certificate.Store{Ledger: at(money), Accounts: accounts, Clock: clock, Random: rand.Reader},
		reports:      report.Store{Core: at(core), Ops: at(ops), Clock: clock},
		ratings:      rating.Store{Ops: at(ops), Clock: clock},
		sessions:     identity.Sessions{Table: at(ops), Clock: clock},
		login: &identity.Login{
			Portal: &identity.ServiceProvider{
				Profile: identity.SPID(), PortalURL: "https://prova.example.it",
				Keys:         []*identity.SigningKey{identitytest.SigningKey(t, identitytest.Portal)},
				Organization: identity.Organization{Name: "Comune di Prova", IPACode: tenant, FiscalCode: creditor},
			},
			Providers: identity.NewProviders("file://"+metadata, clock), Clock: clock, Register: registered,
			Pending: identity.PendingLogins{Table: at(ops), Clock: clock},
			Limit:   identity.SignatureLimit{Table: at(ops), Clock: clock}, Tenant: tenant, Guardian: guardian,
		},
		door: cns.Door{
			Logins: cns.Logins{Table: at(ops), Clock: clock}, Cards: cns.Cards{Clock: clock},
			Register: registered, Guardian: guardian,
		},
		idp: idp, t: t,
	}
}

// stage is a set of tables with two offices: one whose calls meet the script, one whose calls do not.
type stage struct {
	t              *testing.T
	faulty, steady office
	client         *dynamodb.Client // of the steady office
	names          tables
	audit          audit.Auditor
	mu             sync.Mutex
	script         proxy.Decider
}

// eager tries as often as pages do, without their pauses.
func eager(o *dynamodb.Options) { o.Retryer = patience{retry.ForPages().Retryer()} }

func newStage(t *testing.T) *stage {
	t.Helper()
	s := &stage{t: t, script: quiet}
	for i := range s.names {
		table := dynamotest.Table(t)
		s.names[i], s.client = table.Name, table.Client
	}
	s.audit = audit.Auditor{
		Client: s.client, Core: s.names[core], Presence: s.names[presence], Ledger: s.names[money], Ops: s.names[ops],
	}
	idp := identitytest.New(t, "https://idp.example.it", identitytest.Provider)
	metadata := filepath.Join(t.TempDir(), "idp.xml")
	if err := os.WriteFile(metadata, []byte(idp.Metadata()), 0o600); err != nil {
		t.Fatal(err)
	}
	client := dynamodb.New(s.client.Options(), eager, inject.Faults(func(call proxy.Call) proxy.Kind {
		s.mu.Lock()
		defer s.mu.Unlock()
		return s.script(call)
	}))
	s.steady = newOffice(t, s.client, s.names, idp, metadata)
	s.faulty = newOffice(t, client, s.names, idp, metadata)
	return s
}

func quiet(proxy.Call) proxy.Kind { return proxy.None }

// play replaces the script.
func (s *stage) play(script proxy.Decider) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.script = script
}
