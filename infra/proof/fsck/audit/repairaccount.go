package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/money"
)

// repairAccount sets balance and version to what the entries come to, and what the account expects to what
// the open top-ups promised when all was read. It returns what was done, or why nothing may be done; both
// are empty when the account agrees by now.
func (a Auditor) repairAccount(
	ctx context.Context, pk string, expected, promised money.Cents,
) (done, refusal string, err error) {
	for range maxLooks {
		stored, right, still, err := a.look(ctx, pk)
		right.Expected = right.Balance + promised
		if stored != nil {
			right.Updated = stored.Updated // when it was, the entries do not say
		}
		if stored != nil && stored.Expected-stored.Balance != expected { // promises have moved since
			right.Expected = right.Balance + stored.Expected - stored.Balance
		}
		switch {
		case errors.Is(err, errNotReadable):
			return "", "one of its items cannot be read", nil
		case err != nil:
			return "", "", err
		case !still:
			continue
		case stored != nil && *stored == right:
			return "", "", nil
		case stored != nil && stored.Version > right.Version && stored.Balance != right.Balance:
			return "", fmt.Sprintf("version %d but %d entries: what is lost has to come back from a backup first",
				stored.Version, right.Version), nil
		}
		moved, err := a.writeAccount(ctx, pk, stored, right)
		if err != nil || !moved {
			return fmt.Sprintf("balance %d, version %d, from its entries, and %d promised", int64(right.Balance),
				right.Version, int64(right.Expected-right.Balance)), "", err
		}
	}
	return "", inUse, nil
}

// errNotReadable says that an item of an account has another form.
var errNotReadable = errors.New("audit: an item cannot be read")

// look reads an account, what its entries come to, and whether the account stood still meanwhile. Every
// posting writes the account together with its entry, so that an account that stood still was compared
// with all of its entries.
func (a Auditor) look(ctx context.Context, pk string) (stored *account, right account, still bool, err error) {
	if stored, err = a.storedAccount(ctx, pk); err != nil {
		return nil, account{}, false, err
	}
	pages := dynamodb.NewQueryPaginator(a.Client, &dynamodb.QueryInput{
		TableName: &a.Ledger, ConsistentRead: aws.Bool(true),
		KeyConditionExpression: aws.String("pk = :pk AND begins_with(sk, :entries)"),
		ExpressionAttributeValues: attributes{
			":pk": &types.AttributeValueMemberS{Value: pk}, ":entries": &types.AttributeValueMemberS{Value: "E#"},
		},
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, account{}, false, fmt.Errorf("read the entries of %s: %w", pk, err)
		}
		for _, item := range page.Items {
			var e entry
			if err := attributevalue.UnmarshalMap(item, &e); err != nil {
				return nil, account{}, false, errNotReadable
			}
			right.Balance += e.Amount
			right.Version++
		}
	}
	after, err := a.storedAccount(ctx, pk)
	if err != nil {
		return nil, account{}, false, err
	}
	still = stored == nil && after == nil || stored != nil && after != nil && *stored == *after
	return stored, right, still, nil
}

// storedAccount reads the balance item, nil when there is none.
func (a Auditor) storedAccount(ctx context.Context, pk string) (*account, error) {
	answer, err := a.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &a.Ledger, Key: key(pk, "~ACC"), ConsistentRead: aws.Bool(true),
	})
	if err != nil || answer.Item == nil {
		return nil, err
	}
	var stored account
	if err := attributevalue.UnmarshalMap(answer.Item, &stored); err != nil {
		return nil, errNotReadable
	}
	return &stored, nil
}

// writeAccount sets the account, unless it moved since it was read.
func (a Auditor) writeAccount(
	ctx context.Context, pk string, stored *account, right account,
) (moved bool, err error) {
	condition := "attribute_not_exists(pk)"
	values := map[string]any{":balance": right.Balance, ":version": right.Version, ":expected": right.Expected}
	if stored != nil {
		// An account that was never posted to has neither balance nor version.
		condition = "(#balance = :readBalance OR attribute_not_exists(#balance)) AND " +
			"(#version = :readVersion OR attribute_not_exists(#version)) AND " +
			"(#expected = :readExpected OR attribute_not_exists(#expected))"
		values[":readBalance"], values[":readVersion"] = stored.Balance, stored.Version
		values[":readExpected"] = stored.Expected
	}
	encoded, err := attributevalue.MarshalMap(values)
	if err != nil {
		return false, err
	}
	_, err = a.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &a.Ledger, Key: key(pk, "~ACC"), ConditionExpression: &condition,
		UpdateExpression: aws.String("SET #balance = :balance, #version = :version, #expected = :expected"),
		ExpressionAttributeNames: map[string]string{
			"#balance": "balance", "#version": "version", "#expected": "expected",
		},
		ExpressionAttributeValues: encoded,
	})
	var refused *types.ConditionalCheckFailedException
	if errors.As(err, &refused) {
		return true, nil
	}
	return false, err
}
