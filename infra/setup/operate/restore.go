package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fsck/audit"
)

// look is how often a table that is being made is looked at, and madeWithin how long it may take: AWS says
// that most restores take less than an hour.
const (
	look       = 5 * time.Second
	madeWithin = 6 * time.Hour
)

// restore brings a table back as it was at a moment, beside the one in use, and proves the books with it. Nothing
// changes for the portal until TAKE puts it in the other's place.
func (o operator) restore(ctx context.Context) error {
	table, err := o.need("TABLE", "Ledger (or Core, Presence, Ops, IdentityLog)")
	if err != nil {
		return err
	}
	inUse, err := o.output(table + "TableName")
	if err != nil {
		return err
	}
	config, err := o.AWS("DYNAMODB")
	if err != nil {
		return err
	}
	r := restoration{operator: o, client: dynamodb.NewFromConfig(config), inUse: inUse}
	if taken := o.setting("TAKE"); taken != "" {
		return r.take(ctx, taken)
	}
	return r.bring(ctx, table)
}

// restoration is the way back of one table.
type restoration struct {
	operator
	client *dynamodb.Client
	inUse  string
}

// bring makes the table as it was, and looks at it.
func (r restoration) bring(ctx context.Context, table string) error {
	input := &dynamodb.RestoreTableToPointInTimeInput{
		SourceTableName: &r.inUse, TargetTableName: aws.String(r.inUse + "-" + r.now().UTC().Format("20060102T150405")),
	}
	if at := r.setting("AT"); at != "" {
		moment, err := time.Parse(time.RFC3339, at)
		if err != nil {
			return fmt.Errorf("AT is %q: it takes a moment with its zone, such as 2026-11-27T10:00:00+01:00", at)
		}
		input.RestoreDateTime = &moment
	} else {
		input.UseLatestRestorableTime = aws.Bool(true)
	}
	if _, err := r.client.RestoreTableToPointInTime(ctx, input); err != nil {
		return fmt.Errorf("bring %s back: %w", r.inUse, err)
	}
	made := *input.TargetTableName
	if err := r.untilMade(ctx, made); err != nil {
		return err
	}
	if err := r.protect(ctx, made, r.inUse); err != nil {
		return err
	}
	r.say("%s is there. The books with it in the place of %s:", made, r.inUse)
	if err := r.prove(ctx, table, made); err != nil {
		return err
	}
	r.say("To put it there: make restore TABLE=%s TAKE=%s SURE=%s", table, made, r.inUse)
	return nil
}

// prove runs fsck over the tables in use, with the one that was brought back in the place of its own.
func (r restoration) prove(ctx context.Context, table, made string) error {
	name := func(other string) string {
		if other == table {
			return made
		}
		return r.Name(other + "TableName")
	}
	auditor := audit.Auditor{
		Client: r.client, Core: name("Core"), Presence: name("Presence"), Ledger: name("Ledger"), Ops: name("Ops"),
		Audit: name("Audit"),
	}
	report, err := auditor.Check(ctx)
	if err != nil {
		return err
	}
	for _, finding := range report.Findings {
		r.say("  %s %s: %s", finding.Rule, finding.Key, finding.Text)
	}
	r.say("  %d accounts, %d entries, %d notices, %d receipts: %d promises broken",
		report.Accounts, report.Entries, report.Notices, report.Receipts, len(report.Findings))
	return nil
}

// take puts a table that was brought back in the place of the one in use, which stays as a backup. The portal has no
// table for as long as that takes, and answers that it is busy; pagoPA sends its receipts again. Those that came after
// the moment to which the table goes back are given to their queue once more.
func (r restoration) take(ctx context.Context, made string) error {
	if r.setting("SURE") != r.inUse {
		return fmt.Errorf("%s takes the place of %s, and what was written since is in a backup alone: say SURE=%s",
			made, r.inUse, r.inUse)
	}
	came, err := r.since(ctx, made)
	if err != nil {
		return err
	}
	kept, err := r.backup(ctx, r.inUse, "before-"+made)
	if err != nil {
		return err
	}
	r.say("What %s holds now is kept: %s", r.inUse, kept)
	copied, err := r.backup(ctx, made, "of-"+made)
	if err != nil {
		return err
	}
	if _, err := r.client.UpdateTable(ctx, &dynamodb.UpdateTableInput{
		TableName: &r.inUse, DeletionProtectionEnabled: aws.Bool(false),
	}); err != nil {
		return fmt.Errorf("unprotect %s: %w", r.inUse, err)
	}
	if _, err := r.client.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &r.inUse}); err != nil {
		return fmt.Errorf("remove %s: %w", r.inUse, err)
	}
	if err := r.untilGone(ctx); err != nil {
		return err
	}
	if _, err := r.client.RestoreTableFromBackup(ctx, &dynamodb.RestoreTableFromBackupInput{
		BackupArn: &copied, TargetTableName: &r.inUse,
	}); err != nil {
		return fmt.Errorf("%s is gone and could not be made again, its backups are %s and %s: %w", r.inUse, kept, copied, err)
	}
	if err := r.untilMade(ctx, r.inUse); err != nil {
		return err
	}
	if err := r.protect(ctx, r.inUse, made); err != nil {
		return err
	}
	if err := r.replay(ctx, came); err != nil {
		return err
	}
	r.say("%s is in use again, as %s was. Prove it: go run ./infra/proof/fsck -stack …", r.inUse, made)
	return nil
}

// backup keeps a table as it is, and returns the backup's name in AWS.
func (r restoration) backup(ctx context.Context, table, name string) (string, error) {
	answer, err := r.client.CreateBackup(ctx, &dynamodb.CreateBackupInput{TableName: &table, BackupName: &name})
	if err != nil {
		return "", fmt.Errorf("keep %s: %w", table, err)
	}
	arn := aws.ToString(answer.BackupDetails.BackupArn)
	deadline := r.now().Add(madeWithin)
	for {
		told, err := r.client.DescribeBackup(ctx, &dynamodb.DescribeBackupInput{BackupArn: &arn})
		if err != nil {
			return "", fmt.Errorf("look at the backup of %s: %w", table, err)
		}
		if told.BackupDescription.BackupDetails.BackupStatus == types.BackupStatusAvailable {
			return arn, nil
		}
		if err := r.wait(ctx, deadline, "the backup of "+table); err != nil {
			return "", err
		}
	}
}

// protect gives a restored table what a restore leaves out: the time to live that another one has, the way back, and
// protection from deletion.
func (r restoration) protect(ctx context.Context, table, like string) error {
	expiry, err := r.client.DescribeTimeToLive(ctx, &dynamodb.DescribeTimeToLiveInput{TableName: &like})
	if err != nil {
		return fmt.Errorf("look at %s: %w", like, err)
	}
	if told := expiry.TimeToLiveDescription; told != nil && told.TimeToLiveStatus == types.TimeToLiveStatusEnabled {
		if _, err := r.client.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
			TableName: &table, TimeToLiveSpecification: &types.TimeToLiveSpecification{
				AttributeName: told.AttributeName, Enabled: aws.Bool(true),
			},
		}); err != nil {
			return fmt.Errorf("have items of %s expire: %w", table, err)
		}
	}
	if _, err := r.client.UpdateContinuousBackups(ctx, &dynamodb.UpdateContinuousBackupsInput{
		TableName: &table,
		PointInTimeRecoverySpecification: &types.PointInTimeRecoverySpecification{
			PointInTimeRecoveryEnabled: aws.Bool(true),
		},
	}); err != nil {
		return fmt.Errorf("turn the way back of %s on: %w", table, err)
	}
	if _, err := r.client.UpdateTable(ctx, &dynamodb.UpdateTableInput{
		TableName: &table, DeletionProtectionEnabled: aws.Bool(true),
	}); err != nil {
		return fmt.Errorf("protect %s: %w", table, err)
	}
	return nil
}

// untilMade waits for a table to be in use.
func (r restoration) untilMade(ctx context.Context, table string) error {
	return r.until(ctx, table, func(status types.TableStatus, err error) (bool, error) {
		return status == types.TableStatusActive, err
	})
}

// untilGone waits for the table in use not to be there.
func (r restoration) untilGone(ctx context.Context) error {
	return r.until(ctx, r.inUse, func(_ types.TableStatus, err error) (bool, error) {
		if missing := new(types.ResourceNotFoundException); errors.As(err, &missing) {
			return true, nil
		}
		return false, err
	})
}

func (r restoration) until(
	ctx context.Context, table string, done func(types.TableStatus, error) (bool, error),
) error {
	deadline := r.now().Add(madeWithin)
	for {
		answer, err := r.client.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &table})
		var status types.TableStatus
		if err == nil {
			status = answer.Table.TableStatus
		}
		if ready, err := done(status, err); ready || err != nil {
			return err
		}
		if err := r.wait(ctx, deadline, table); err != nil {
			return err
		}
	}
}

// wait says that something is not ready, and waits a little.
func (r restoration) wait(ctx context.Context, deadline time.Time, what string) error {
	if r.now().After(deadline) {
		return fmt.Errorf("%s is not ready after %s: look at it in the console, nothing is undone", what, madeWithin)
	}
	r.say("%s is not ready yet …", what)
	select {
	case <-time.After(look):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
