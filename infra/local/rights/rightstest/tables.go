// Package rightstest lets the tests of a function reach their tables with the rights that template.yaml gives it, so
// that what it does seldom is tried with them too. Only tests import it.
package rightstest

import (
	"context"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"serviziscolastici/infra/local/rights"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
)

// declared reads the template from where it is for the tests of a function.
var declared = sync.OnceValues(func() (*template.Template, error) { return template.ReadFile("../../template.yaml") })

// Set is the template's tables.
type Set struct{ Core, Presence, Ledger, Ops, IdentityLog, Audit dynamo.Table }

// Tables makes empty tables on the emulator. What reaches them so, such as a test that prepares something or looks at
// what was stored, may do everything. In the end nothing that lasts may have an operator's hand and no record.
func Tables(t testing.TB) Set {
	t.Helper()
	tables := Set{
		Core: dynamotest.Table(t), Presence: dynamotest.Table(t), Ledger: dynamotest.Table(t), Ops: dynamotest.Table(t),
		IdentityLog: dynamotest.Table(t), Audit: dynamotest.Table(t),
	}
	dynamotest.Recorded(t, tables.Core, tables.Presence, tables.Ledger)
	return tables
}

// byID are the tables by their names in the template.
func (s *Set) byID() map[string]*dynamo.Table {
	return map[string]*dynamo.Table{
		"CoreTable": &s.Core, "PresenceTable": &s.Presence, "LedgerTable": &s.Ledger, "OpsTable": &s.Ops,
		"IdentityLogTable": &s.IdentityLog, "AuditTable": &s.Audit,
	}
}

// As returns the same tables as a function reaches them. A call that it has no right to is refused, and fails the test.
func (s Set) As(t testing.TB, function string) Set {
	t.Helper()
	read, err := declared()
	if err != nil {
		t.Fatal(err)
	}
	known := template.Template{Functions: read.Functions}
	for id, table := range s.byID() {
		known.Tables = append(known.Tables, template.Table{LogicalID: id, Name: table.Name})
	}
	proxy, err := rights.New(dynamotest.Address(t), &known, func(why string) { t.Error(why) })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	client := dynamo.NewWorkerClient(aws.Config{
		Region: "eu-south-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: function, SecretAccessKey: "test"}, nil
		}),
	})
	for _, table := range s.byID() {
		table.Client = client
	}
	return s
}
