package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/queue"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// ledgerTable is the logical id of the table that holds the notices.
const ledgerTable = "LedgerTable"

// loadDemo fills the tables. A demo that cannot be loaded is no reason not to start.
func (s *stack) loadDemo(ctx context.Context) error {
	if s.options.demo == "" {
		return nil
	}
	loader := demo.Loader{
		Folder: s.options.demo, Marker: filepath.Join(s.options.state, "data", "demo-loaded"),
		Today: s.options.today, Invoke: s.invoke, Drained: s.drained, Say: s.console.say, Recent: s.recent(),
		Desk: s.desk(),
	}
	if err := loader.Load(ctx); err != nil {
		s.console.failed("intake", fmt.Errorf("the demo is not loaded: %w", err))
	}
	return nil
}

// tables are the template's tables by logical id.
func (s *stack) tables() map[string]dynamo.Table {
	tables := map[string]dynamo.Table{}
	for _, table := range s.template.Tables {
		tables[table.LogicalID] = dynamo.Table{Client: s.db, Name: table.Name}
	}
	return tables
}

// desk leaves the demo's office something to do.
func (s *stack) desk() *demo.Desk {
	tables, clock := s.tables(), calendar.Fixed(s.options.today)
	core, ops, accounts := tables["CoreTable"], tables["OpsTable"], tables[ledgerTable]
	return &demo.Desk{
		Imports: imports.Store{Ops: ops, Clock: clock},
		Files:   bucket.Bucket{Config: emulators.S3Config(s.about.S3URL), Name: s.about.Buckets["ImportsBucket"]},
		Queue:   queue.To[imports.Message]{Client: s.sqs, URL: s.queues["ImportsQueue"].URL},
		Bills: billing.Store{
			Ledger: accounts, Ops: ops, Clock: clock, Accounts: ledger.Store{Ledger: accounts, Clock: clock},
		},
		School: school.Store{Core: core, Clock: clock}, Operators: office.Store{Core: core, Ops: ops},
		Audit: office.Log{Table: tables["AuditTable"], Clock: clock}, Now: s.options.today,
	}
}

// recent goes on where the demo's files end.
func (s *stack) recent() *demo.Recent {
	tables := s.tables()
	core, ops := tables["CoreTable"], tables["OpsTable"]
	return &demo.Recent{
		School: school.Store{Core: core, Presence: tables["PresenceTable"]}, Reports: report.Store{Core: core, Ops: ops},
		Operators: office.Store{Core: core, Ops: ops}, Audit: office.Log{Table: tables["AuditTable"]}, Now: s.options.today,
	}
}

// openOffice tells the demo Comune where its own provider is, and makes the link of a school's tablet, as the office
// would: both differ from start to start.
func (s *stack) openOffice(ctx context.Context) error {
	if s.options.demo == "" {
		return nil
	}
	link, err := demo.Office{Invoke: s.invoke, Provider: s.about.OidcURL}.Open(ctx)
	if err != nil && ctx.Err() == nil {
		s.console.failed("officeaccess", fmt.Errorf("the demo's office is not open: %w", err))
	}
	s.about.Demo.TabletURL = link
	return nil
}

// writeManifest says that the stack is ready, and where everything is.
func (s *stack) writeManifest(ctx context.Context) error {
	s.about.Tables = map[string]string{}
	s.about.Queues = map[string]string{}
	s.about.Functions = map[string]string{}
	for _, table := range s.template.Tables {
		s.about.Tables[table.LogicalID] = table.Name
	}
	for id, queue := range s.queues {
		s.about.Queues[id] = queue.URL
	}
	for _, function := range s.template.Functions {
		s.about.Functions[function.LogicalID] = function.Name
	}
	var err error
	if s.about.Demo.Parents, s.about.Demo.Operators, err = demo.People(s.options.demo); err != nil {
		return err
	}
	table := s.about.Tables[ledgerTable]
	if s.about.Demo.OpenNotices, err = demo.OpenNotices(ctx, s.db, table, demoCreditor); err != nil {
		return err
	}
	s.onStop(func(context.Context) { _ = os.Remove(s.options.stackFile) })
	return s.about.Write(s.options.stackFile)
}

// welcome tells a newcomer where to go.
func (s *stack) welcome() {
	s.console.say(`
The portal has started in %s:

    %s

  Log in: "Accedi" → "Gestore di prova", below "Entra con SPID" → choose a parent.
%s  Office              %s
%s  pagoPA simulator    %s
  Identity provider   %s
  Mails to parents    %s
  Messages on App IO  %s
  All addresses       %s
  Logs                %s

Ctrl-C stops everything. The data stays; "make clean" forgets it.`,
		time.Since(s.began).Round(100*time.Millisecond), s.about.PortalURL, s.cardsHint(), s.about.OfficeURL,
		s.tabletHint(), s.about.PagopaURL, s.about.IdpURL, s.about.MailURL, s.about.IoURL, s.options.stackFile, s.console.logs)
}

// tabletHint tells where the link of the demo school's tablet stands: it is a key, which no log has.
func (s *stack) tabletHint() string {
	if s.about.Demo.TabletURL == "" {
		return ""
	}
	return fmt.Sprintf("  Tablet of a school  demo.tablet_url in %s\n", s.options.stackFile)
}
