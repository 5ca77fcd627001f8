package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// atOnce is the most that one BatchGetItem reads.
const atOnce = 100

// maxReads bounds how often what DynamoDB left unread is asked for again.
const maxReads = 20

// errUnread says that DynamoDB kept leaving items unread.
var errUnread = errors.New("audit: items were left unread")

// compare holds some records against the items as they are now.
func (a Auditor) compare(ctx context.Context, some []record) ([]Finding, error) {
	items, err := a.reread(ctx, some)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, r := range some {
		f, broken, err := r.broken(items[[2]string{r.PK, r.SK}])
		if err != nil {
			return nil, fmt.Errorf("%s %s: %w", r.PK, r.SK, err)
		}
		if broken {
			findings = append(findings, f)
		}
	}
	return findings, nil
}

// reread reads the items of some records, consistently, by their keys.
func (a Auditor) reread(ctx context.Context, some []record) (map[[2]string]attributes, error) {
	wanted := types.KeysAndAttributes{ConsistentRead: aws.Bool(true)}
	for _, r := range some {
		wanted.Keys = append(wanted.Keys, key(r.PK, r.SK))
	}
	items := map[[2]string]attributes{}
	for range maxReads {
		answer, err := a.Client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
			RequestItems: map[string]types.KeysAndAttributes{a.Ledger: wanted},
		})
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", a.Ledger, err)
		}
		for _, item := range answer.Responses[a.Ledger] {
			items[[2]string{text(item, "pk"), text(item, "sk")}] = item
		}
		left, some := answer.UnprocessedKeys[a.Ledger]
		if !some {
			return items, nil
		}
		wanted = left
	}
	return nil, errUnread
}
