// Package e2e_test walks through the whole product over the wire, as parents, pagoPA, the office
// and people with bad intentions do. All tests share one local stack with the demo municipality.
package e2e_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"serviziscolastici/infra/proof/e2e/stack"
)

// portal is the stack that all tests of this package use. TestMain sets it once.
var portal *stack.Stack

func TestMain(m *testing.M) {
	code, err := runAll(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, "e2e:", err)
		code = 1
	}
	os.Exit(code)
}

// runAll runs the tests. Whatever they did, afterwards the books have to be in order, the station
// has to have spoken well, no function may have wanted a right that it has not, and no log may name a
// person.
func runAll(m *testing.M) (int, error) {
	root, err := filepath.Abs(filepath.Join("..", "..", ".."))
	if err != nil {
		return 1, err
	}
	state, kept := os.LookupEnv("E2E_STATE") // where the run leaves its logs, for infra/proof/cost to read
	if !kept {
		if state, err = os.MkdirTemp("", "servizi-scolastici-e2e-"); err != nil {
			return 1, err
		}
	}
	ctx := context.Background()
	if portal, err = stack.Start(ctx, root, state); err != nil {
		return 1, err
	}
	code := m.Run()
	faults := errors.Join(portal.AuditBooks(ctx), portal.AuditExchanges(), portal.AuditRights(), portal.AuditLogs())
	portal.Stop()
	if code != 0 || faults != nil {
		return 1, errors.Join(faults, fmt.Errorf("the logs of all parts are in %s", portal.Logs))
	}
	if kept {
		return 0, nil
	}
	return 0, os.RemoveAll(state)
}
