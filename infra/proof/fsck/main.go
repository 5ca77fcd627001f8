// Command fsck proves that the promises about money hold in the tables of a running local stack, or of
// an AWS account. It only reads, unless -repair tells it otherwise; package audit does the work.
//
//	go run ./infra/proof/fsck [-local FILE] [-night DAY] [-repair] [-json] [-save FILE] [-since FILE]
//	go run ./infra/proof/fsck -stack NAME [-region REGION] …
//	go run ./infra/proof/fsck -core TABLE -presence TABLE -ledger TABLE -ops TABLE -audit TABLE [-region REGION] [-endpoint URL] …
//
// Credentials of an account come from the environment (AWS_ACCESS_KEY_ID and so on; aws configure
// export-credentials --format env prints them). They need dynamodb:Scan and dynamodb:BatchGetItem on the
// tables, cloudformation:DescribeStacks with -stack, and for -repair dynamodb:Query, GetItem and UpdateItem.
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
	var at where
	flags.StringVar(&at.local, "local", filepath.Join(".local", "stack.json"), "the `file` that describes a local stack")
	flags.StringVar(&at.stack, "stack", "", "the `name` of a CloudFormation stack whose outputs name the tables")
	flags.StringVar(&at.named.Core, "core", "", "the name of the Core `table`")
	flags.StringVar(&at.named.Presence, "presence", "", "the name of the Presence `table`")
	flags.StringVar(&at.named.Ledger, "ledger", "", "the name of the Ledger `table`")
	flags.StringVar(&at.named.Ops, "ops", "", "the name of the Ops `table`")
	flags.StringVar(&at.named.Audit, "audit", "", "the name of the Audit `table`")
	flags.StringVar(&at.region, "region", "", "the account's `region`, AWS_REGION if it is not given")
	flags.StringVar(&at.endpoint, "endpoint", "", "the `address` of DynamoDB, if it is not AWS's own")
	repair := flags.Bool("repair", false, "rebuild balances from entries")
	night := flags.String("night", "", "the last `day` (YYYY-MM-DD) whose evening is over: until then all is debited")
	save := flags.String("save", "", "keep a baseline of all that must stay, in a `file`")
	since := flags.String("since", "", "prove that nothing in a baseline's `file` was changed, deleted or set back")
	asJSON := flags.Bool("json", false, "print the report as JSON")
	if err := flags.Parse(arguments); err != nil {
		return unchecked
	}
	auditor, err := at.find(ctx)
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
