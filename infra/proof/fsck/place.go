package main

import (
	"context"
	"fmt"

	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/infra/setup/place"
	"serviziscolastici/shared/dynamo"
)

// where is where the tables are: a running local stack, or an account that the environment's credentials
// open, with the tables of a CloudFormation stack or those named one by one.
type where struct {
	local            string // the file that describes a local stack
	stack            string // of CloudFormation
	region, endpoint string // of the account; "" for those of the environment
	named            audit.Auditor
}

// find returns the auditor of the tables.
func (w where) find(ctx context.Context) (audit.Auditor, error) {
	at, auditor := place.Account(w.region), w.named
	var err error
	switch {
	case w.stack != "":
		at, err = place.Installed(ctx, w.stack, w.region)
	case auditor == (audit.Auditor{}):
		at, err = place.Local(w.local)
	}
	if err != nil {
		return audit.Auditor{}, err
	}
	if w.stack != "" || auditor == (audit.Auditor{}) {
		auditor = audit.Auditor{
			Core: at.Name("CoreTableName"), Presence: at.Name("PresenceTableName"),
			Ledger: at.Name("LedgerTableName"), Ops: at.Name("OpsTableName"), Audit: at.Name("AuditTableName"),
		}
	}
	config, err := at.AWS("DYNAMODB")
	if err != nil {
		return audit.Auditor{}, err
	}
	if w.endpoint != "" {
		config.BaseEndpoint = &w.endpoint
	}
	auditor.Client = dynamo.NewWorkerClient(config)
	return auditor, complete(auditor)
}

// complete refuses to check less than all tables.
func complete(auditor audit.Auditor) error {
	for _, table := range []struct{ which, name string }{
		{"Core", auditor.Core}, {"Presence", auditor.Presence}, {"Ledger", auditor.Ledger}, {"Ops", auditor.Ops},
		{"Audit", auditor.Audit},
	} {
		if table.name == "" {
			return fmt.Errorf("nothing tells the name of the table %s", table.which)
		}
	}
	return nil
}
