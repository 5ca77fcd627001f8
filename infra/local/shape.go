package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// errOldData says that the tables hold what this release cannot read.
var errOldData = errors.New("the data in .local is of an earlier release, which kept notices and accounts in " +
	"another way: \"make clean\" forgets it, then start again")

// refuseOldData looks for a notice under its number, where a pointer to the notice is by now
// (infra/decisions/0003), and for an account that does not know what it expects (0022). No Comune ever had such
// data, so that nothing migrates it.
func (s *stack) refuseOldData(ctx context.Context) error {
	pages := dynamodb.NewScanPaginator(s.db, &dynamodb.ScanInput{
		TableName: aws.String("LedgerTable"),
		FilterExpression: aws.String("begins_with(pk, :number) AND attribute_exists(nav) OR " +
			"sk = :account AND attribute_not_exists(expected)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":number": &types.AttributeValueMemberS{Value: "N#"}, ":account": &types.AttributeValueMemberS{Value: "~ACC"},
		},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("look at the stored notices: %w", err)
		}
		if len(page.Items) > 0 {
			return errOldData
		}
	}
	return nil
}
