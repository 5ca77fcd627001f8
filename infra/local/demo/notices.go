package demo

import (
	"context"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/local/manifest"
)

// noticesWanted is how many open notices are listed; a demo needs no more.
const noticesWanted = 20

// OpenNotices reads open notices of a creditor from the ledger table, by a scan that only a
// demo's few items allow.
func OpenNotices(
	ctx context.Context, db *dynamodb.Client, table, creditor string,
) ([]manifest.Notice, error) {
	pages := dynamodb.NewScanPaginator(db, &dynamodb.ScanInput{
		TableName:            aws.String(table),
		FilterExpression:     aws.String("#creditor = :creditor AND #state = :open"),
		ProjectionExpression: aws.String("#nav, #amount"),
		ExpressionAttributeNames: map[string]string{
			"#creditor": "creditor", "#state": "state", "#nav": "nav", "#amount": "amount",
		},
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":creditor": &types.AttributeValueMemberS{Value: creditor},
			":open":     &types.AttributeValueMemberS{Value: "open"},
		},
	})
	notices := []manifest.Notice{}
	for pages.HasMorePages() && len(notices) < noticesWanted {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("read open notices: %w", err)
		}
		for _, item := range page.Items {
			if notice, complete := readNotice(item); complete {
				notices = append(notices, notice)
			}
		}
	}
	return notices, nil
}

func readNotice(item map[string]types.AttributeValue) (manifest.Notice, bool) {
	number, isText := item["nav"].(*types.AttributeValueMemberS)
	amount, isNumber := item["amount"].(*types.AttributeValueMemberN)
	if !isText || !isNumber {
		return manifest.Notice{}, false
	}
	cents, err := strconv.ParseInt(amount.Value, 10, 64)
	return manifest.Notice{Number: number.Value, AmountCents: cents}, err == nil
}
