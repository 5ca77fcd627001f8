// Command fsck proves that the promises about money hold in a running stack's tables.
//
//	go run ./infra/proof/fsck [-stack FILE] [-night DAY] [-repair] [-json] [-save FILE] [-since FILE]
//
// One reading cannot tell that nothing was changed, deleted or set back: -save keeps a baseline, and
// -since proves it of everything in one that was kept before.
//
// It prints one line for each broken promise and a summary, and ends with 0 when every promise
// holds, 1 when one is broken, 2 when it could not check.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/calendar"
)

// The exit statuses.
const (
	clean = iota
	broken
	unchecked
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// run checks, or repairs and checks, and returns the exit status.
func run(ctx context.Context, arguments []string, out, trouble io.Writer) int {
	flags := flag.NewFlagSet("fsck", flag.ContinueOnError)
	flags.SetOutput(trouble)
	stack := flags.String("stack", filepath.Join(".local", "stack.json"), "the `file` that describes the stack")
	repair := flags.Bool("repair", false, "rebuild balances from entries")
	night := flags.String("night", "", "the last `day` (YYYY-MM-DD) whose evening is over: until then all is debited")
	save := flags.String("save", "", "keep a baseline of all that must stay, in a `file`")
	since := flags.String("since", "", "prove that nothing in a baseline's `file` was changed, deleted or set back")
	asJSON := flags.Bool("json", false, "print the report as JSON")
	if err := flags.Parse(arguments); err != nil {
		return unchecked
	}
	auditor, err := find(*stack)
	if err != nil {
		_, _ = fmt.Fprintln(trouble, "fsck:", err)
		return unchecked
	}
	if _, err := calendar.ParseDay(*night); *night != "" && err != nil {
		_, _ = fmt.Fprintln(trouble, "fsck: -night:", err)
		return unchecked
	}
	auditor.Night = *night
	work := auditor.Check
	if *repair {
		work = auditor.Repair
	}
	report, err := work(ctx)
	if err == nil && *since != "" {
		err = compare(ctx, auditor, *since, &report)
	}
	if err == nil && *save != "" {
		err = keep(ctx, auditor, *save)
	}
	if err != nil {
		_, _ = fmt.Fprintln(trouble, "fsck:", err)
		return unchecked
	}
	if err := show(out, report, *asJSON); err != nil || !report.Clean() {
		return broken
	}
	return clean
}

// compare adds what a baseline tells to a report.
func compare(ctx context.Context, auditor audit.Auditor, file string, report *audit.Report) error {
	in, err := os.Open(file)
	if err != nil {
		return err
	}
	defer func() { _ = in.Close() }()
	findings, records, err := auditor.Since(ctx, bufio.NewReader(in))
	report.Findings, report.Records = append(report.Findings, findings...), records
	return err
}

// keep writes a baseline.
func keep(ctx context.Context, auditor audit.Auditor, file string) error {
	out, err := os.Create(file)
	if err != nil {
		return err
	}
	buffered := bufio.NewWriter(out)
	_, err = auditor.Save(ctx, buffered)
	return errors.Join(err, buffered.Flush(), out.Close())
}

// find reads where the tables are.
func find(file string) (audit.Auditor, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return audit.Auditor{}, fmt.Errorf("no running stack: %w", err)
	}
	var stack struct {
		DynamoDB string            `json:"dynamodb_url"`
		Tables   map[string]string `json:"tables"`
	}
	if err := json.Unmarshal(data, &stack); err != nil {
		return audit.Auditor{}, fmt.Errorf("read %s: %w", file, err)
	}
	auditor := audit.Auditor{
		Client: emulators.DynamoDB(stack.DynamoDB), Core: table(stack.Tables, "Core"),
		Presence: table(stack.Tables, "Presence"), Ledger: table(stack.Tables, "Ledger"), Ops: table(stack.Tables, "Ops"),
	}
	if auditor.Core == "" || auditor.Presence == "" || auditor.Ledger == "" || auditor.Ops == "" ||
		stack.DynamoDB == "" {
		return audit.Auditor{}, fmt.Errorf("%s does not name the tables", file)
	}
	return auditor, nil
}

// table finds a table by its logical id in the template: "LedgerTable".
func table(tables map[string]string, which string) string {
	for id, name := range tables {
		if strings.HasPrefix(strings.ToLower(id), strings.ToLower(which)) {
			return name
		}
	}
	return ""
}

func show(out io.Writer, report audit.Report, asJSON bool) error {
	if asJSON {
		encoder := json.NewEncoder(out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(report)
	}
	var b strings.Builder
	for _, repair := range report.Repairs {
		fmt.Fprintf(&b, "repaired %s\n", repair)
	}
	for _, refusal := range report.Refused {
		fmt.Fprintf(&b, "not repaired: %s\n", refusal)
	}
	for _, f := range report.Findings {
		fmt.Fprintf(&b, "%-3s %s: %s\n", f.Rule, f.Key, f.Text)
	}
	verdict := "clean"
	if !report.Clean() {
		verdict = fmt.Sprintf("%d findings", len(report.Findings))
	}
	fmt.Fprintf(&b, "fsck: %s. %d accounts, %d entries, %d notices, %d receipts, %d parked, "+
		"%d class days debited and %d due, %d notices to publish\n", verdict, report.Accounts, report.Entries,
		report.Notices, report.Receipts, report.Parked, report.Batches, report.Due, report.Waiting)
	if report.Records > 0 {
		fmt.Fprintf(&b, "fsck: %d records of the baseline looked at\n", report.Records)
	}
	_, err := io.WriteString(out, b.String())
	return err
}
