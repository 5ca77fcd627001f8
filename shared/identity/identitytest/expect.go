package identitytest

import (
	"errors"
	"testing"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
)

// ExpectRefusal fails the test unless a login was refused for a reason.
func ExpectRefusal(t testing.TB, err error, want identity.Reason) {
	t.Helper()
	if !errors.Is(err, &identity.Refusal{Reason: want}) {
		t.Errorf("got %v, want %s", err, want)
	}
}

// Registered returns what a register holds of a municipality's logins on the day of Now.
func Registered(t testing.TB, register identity.Register, tenant string) []identity.Record {
	t.Helper()
	day := dynamo.IdentityRecord(tenant, Now(), "", "")
	records, err := dynamo.Query[identity.Record](t.Context(), register.Table, dynamo.Range{PK: day.PK})
	if err != nil {
		t.Fatal(err)
	}
	return records
}
