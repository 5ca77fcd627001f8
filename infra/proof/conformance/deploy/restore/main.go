// Command restore rehearses the way back of a lost table, on an emulator that has backups: books that are in order,
// a restore beside them, a loss in the table in use, and the restored one in its place. It runs what a technician
// runs (`make restore`), and fsck before and after.
//
// The emulator brings back what a table holds at the moment of the call, whatever moment is asked for: that AWS goes
// back in time is AWS's to keep.
package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
)

func main() {
	endpoint := flag.String("endpoint", "", "address of the emulator")
	operate := flag.String("operate", "", "the built infra/setup/operate")
	flag.Parse()
	if err := rehearse(context.Background(), *endpoint, *operate); err != nil {
		fmt.Fprintln(os.Stderr, "restore:", err)
		os.Exit(1)
	}
}

func rehearse(ctx context.Context, endpoint, operate string) error {
	db := emulators.DynamoDB(endpoint)
	f, err := fixture.New(ctx, db, calendar.Fixed(fixture.Evening()), rand.Reader)
	if err != nil {
		return err
	}
	defer f.Remove(ctx)
	if err := f.Populate(ctx, fixture.ClassSize); err != nil {
		return err
	}
	position, err := f.OpenTopUp(ctx, "form", fixture.PupilName(0), 2000)
	if err != nil {
		return err
	}
	receipt := fixture.ReceiptFor(position, "r1")
	if _, err := f.Billing.Settle(ctx, fixture.Tenant, receipt); err != nil {
		return err
	}
	later, err := f.OpenTopUp(ctx, "later", fixture.PupilName(0), 500)
	if err != nil {
		return err
	}
	if err := books(ctx, f, true); err != nil {
		return err
	}
	queue, err := emulators.SQS(endpoint).CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("restored")})
	if err != nil {
		return err
	}
	place, err := written(f, endpoint, *queue.QueueUrl)
	if err != nil {
		return err
	}
	defer os.RemoveAll(place) //nolint:errcheck // a temporary folder
	said, err := run(ctx, operate, place, "TABLE=Ledger")
	if err != nil {
		return err
	}
	found := regexp.MustCompile(`TAKE=(\S+)`).FindStringSubmatch(said)
	if found == nil {
		return fmt.Errorf("no way on is told: %s", said)
	}
	// A receipt that comes afterwards, which the restored table cannot know.
	afterwards := fixture.ReceiptFor(later, "r2")
	afterwards.Raw = []byte("<as it came/>")
	if _, err := f.Billing.Settle(ctx, fixture.Tenant, afterwards); err != nil {
		return err
	}
	// The loss: the account and the entry of a receipt.
	day := calendar.DayOf(receipt.Receipt.PaidAt)
	for _, lost := range []dynamo.Key{
		dynamo.Account(fixture.Tenant, fixture.PupilName(0)),
		dynamo.EntryOfReceipt(fixture.Tenant, fixture.PupilName(0), day, "r1"),
	} {
		if err := f.Money.Delete(ctx, lost); err != nil {
			return err
		}
	}
	if err := books(ctx, f, false); err != nil {
		return err
	}
	if said, err := run(ctx, operate, place, "TABLE=Ledger", "TAKE="+found[1]); err == nil {
		return fmt.Errorf("a table was taken without a word: %s", said)
	}
	if _, err := run(ctx, operate, place, "TABLE=Ledger", "TAKE="+found[1], "SURE="+f.Money.Name); err != nil {
		return err
	}
	if err := books(ctx, f, true); err != nil {
		return err
	}
	if err := cameAgain(ctx, endpoint, queue, afterwards); err != nil {
		return err
	}
	backups, err := db.ListBackups(ctx, &dynamodb.ListBackupsInput{TableName: &f.Money.Name})
	if err != nil {
		return err
	}
	if len(backups.BackupSummaries) == 0 {
		return errors.New("what the table held before is kept nowhere")
	}
	fmt.Println("a lost account came back, and what was in its place is kept")
	return nil
}

// books proves that fsck finds the books in order, or that it does not.
func books(ctx context.Context, f fixture.Fixture, inOrder bool) error {
	report, err := f.Audit.Check(ctx)
	if err == nil && report.Clean() != inOrder {
		err = fmt.Errorf("the books are in order: %v, not %v: %+v", report.Clean(), inOrder, report.Findings)
	}
	return err
}

// cameAgain proves that a receipt waits in its queue once more, as it was.
func cameAgain(
	ctx context.Context, endpoint string, queue *sqs.CreateQueueOutput, want pagopa.ReceiptMessage,
) error {
	answer, err := emulators.SQS(endpoint).ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: queue.QueueUrl, MaxNumberOfMessages: 10,
	})
	if err != nil {
		return err
	}
	var got pagopa.ReceiptMessage
	if len(answer.Messages) != 1 {
		return fmt.Errorf("%d receipts came again, not the one", len(answer.Messages))
	}
	if err := json.Unmarshal([]byte(*answer.Messages[0].Body), &got); err != nil {
		return err
	}
	if got.Receipt.ReceiptID != want.Receipt.ReceiptID || got.Receipt.Amount != want.Receipt.Amount ||
		!bytes.Equal(got.Raw, want.Raw) {
		return fmt.Errorf("another receipt came again: %+v", got)
	}
	return nil
}

// written makes a folder with the file by which a technician's command finds the tables.
func written(f fixture.Fixture, endpoint, queue string) (string, error) {
	folder, err := os.MkdirTemp("", "restore-")
	if err != nil {
		return "", err
	}
	about, err := json.Marshal(manifest.Stack{DynamoDBURL: endpoint, SQSURL: endpoint, Queues: map[string]string{
		"ReceiptsQueue": queue,
	}, Tables: map[string]string{
		"CoreTable": f.Core.Name, "PresenceTable": f.Presence.Name, "LedgerTable": f.Money.Name,
		"OpsTable": f.Ops.Name, "IdentityLogTable": f.IdentityLog.Name,
	}})
	if err != nil {
		return "", err
	}
	if err := os.Mkdir(filepath.Join(folder, ".local"), 0o700); err != nil {
		return "", err
	}
	return folder, os.WriteFile(filepath.Join(folder, ".local", "stack.json"), about, 0o600)
}

// run is the technician's command in a folder, with its settings.
func run(ctx context.Context, operate, folder string, settings ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 2*time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, operate, "restore")
	command.Dir, command.Env = folder, append(os.Environ(), append(settings, "STACK=")...)
	var said, trouble bytes.Buffer
	command.Stdout, command.Stderr = &said, &trouble
	if err := command.Run(); err != nil {
		return said.String(), fmt.Errorf("%v: %w: %s%s", settings, err, said.String(), trouble.String())
	}
	fmt.Print(said.String())
	return said.String(), nil
}
