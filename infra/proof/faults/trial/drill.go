package trial

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/infra/proof/fsck/audit"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Recovery is what came of a drill.
type Recovery struct {
	Config   Config
	Lost     int // items that the disaster took away
	Found    int // findings of fsck about it
	Repaired int
	Wrong    int // balances that are not what they were
	Fsck     string
	Took     time.Duration // of finding and repairing
}

// Good reports whether everything was found and is as it was.
func (r Recovery) Good() bool {
	return r.Lost > 0 && r.Found >= r.Lost && r.Repaired == r.Lost && r.Wrong == 0 && r.Fsck == "clean"
}

// String is the drill's one line.
func (r Recovery) String() string {
	return fmt.Sprintf("seed=%d debits=%d receipts=%d lost=%d found=%d repaired=%d wrong=%d seconds=%.1f fsck=%s",
		r.Config.Seed, r.Config.Debits, r.Config.Receipts, r.Lost, r.Found, r.Repaired, r.Wrong,
		r.Took.Seconds(), r.Fsck)
}

// Drill is the recovery drill (T25): after quiet evenings and payments all accounts are deleted, and
// rebuilt by fsck from their entries.
func Drill(ctx context.Context, config Config) (Recovery, error) {
	r := Recovery{Config: config}
	f, err := New(ctx, config.DynamoDB, config.Binaries, config.Seed)
	if err != nil {
		return r, err
	}
	defer f.Close()
	presences, bills, err := f.quietEvenings(ctx, config)
	if err != nil {
		return r, err
	}
	if r.Lost, err = f.destroy(ctx); err != nil {
		return r, err
	}
	config.Say("%d items deleted, now the repair …", r.Lost)
	start := time.Now()
	report, err := f.Audit.Check(ctx)
	if err != nil {
		return r, err
	}
	for _, finding := range report.Findings {
		if finding.Rule == audit.Balance {
			r.Found++
		}
	}
	if report, err = f.Audit.Repair(ctx); err != nil {
		return r, err
	}
	r.Repaired, r.Took = len(report.Repairs), time.Since(start)
	outcome, err := f.Compare(ctx, presences, bills)
	if err != nil {
		return r, err
	}
	r.Wrong = outcome.Wrong + outcome.Lost + outcome.Doubled
	r.Fsck, err = f.Verdict(ctx)
	return r, err
}

// quietEvenings plays evenings and payments without any fault.
func (f *Fixture) quietEvenings(ctx context.Context, config Config) (*Presences, *Bills, error) {
	draw := rand.New(rand.NewPCG(config.Seed, 1))
	days := schoolDays(calendar.DayOf(f.Now()), 5)
	pupils := max(config.Debits*10/9/len(days), 2*fixture.ClassSize)
	config.Say("seed %d: %d pupils, %d days …", config.Seed, pupils, len(days))
	presences, err := NewPresences(ctx, f, pupils, days)
	if err != nil {
		return nil, nil, err
	}
	if err := presences.Register(ctx, draw); err != nil {
		return nil, nil, err
	}
	bills, err := NewBills(ctx, f, draw, pupils, config.Receipts)
	if err != nil {
		return nil, nil, err
	}
	if err := bills.Send(f, draw); err != nil {
		return nil, nil, err
	}
	f.drain(Receipts)
	_, err = f.Evenings()
	return presences, bills, err
}

// destroy deletes all accounts.
func (f *Fixture) destroy(ctx context.Context) (int, error) {
	var lost []dynamo.Key
	table := f.Ledger.Ledger
	pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{
		TableName: &table.Name, ProjectionExpression: aws.String("pk, sk"), ConsistentRead: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, item := range page.Items {
			var key dynamo.Key
			if err := attributevalue.UnmarshalMap(item, &key); err != nil {
				return 0, err
			}
			if strings.HasPrefix(key.PK, "A#") && key.SK == "~ACC" {
				lost = append(lost, key)
			}
		}
	}
	return len(lost), fixture.InParallel(ctx, len(lost), func(ctx context.Context, i int) error {
		return table.Delete(ctx, lost[i])
	})
}
