package audit

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
)

// wrongAccount is an account that disagrees with its entries.
type wrongAccount struct {
	key    string
	stored *account // nil when there is none
	right  account
}

// Repair rebuilds what follows from other items: balances and versions from the entries, and the
// parent's copy of a notice from the notice. Each write is refused when the item has moved since it
// was read, so that an account in use is never set back. The report is that of a check afterwards,
// with one line for each repair.
func (a Auditor) Repair(ctx context.Context) (Report, error) {
	b, err := a.pass(ctx)
	if err != nil {
		return b.report, err
	}
	var done []string
	for _, wrong := range b.wrongAccounts {
		if err := a.repairAccount(ctx, wrong); err != nil {
			return b.report, fmt.Errorf("repair %s: %w", wrong.key, err)
		}
		done = append(done, fmt.Sprintf("%s: balance %d, version %d, from its entries", wrong.key,
			int64(wrong.right.Balance), wrong.right.Version))
	}
	for _, notice := range b.wrongCopies {
		if err := a.repairCopy(ctx, notice); err != nil {
			return b.report, fmt.Errorf("repair the copy of %s: %w", notice.number, err)
		}
		done = append(done, fmt.Sprintf("N#%s#%s: the parent's copy, from the notice",
			notice.creditor, notice.number))
	}
	report, err := a.Check(ctx)
	report.Repairs = done
	return report, err
}

// ErrMoved says that an item changed while it was being repaired: run the repair again.
var ErrMoved = errors.New("audit: the item is in use, run the repair again")

func (a Auditor) repairAccount(ctx context.Context, wrong wrongAccount) error {
	condition := "attribute_not_exists(pk)"
	values := map[string]any{":balance": wrong.right.Balance, ":version": wrong.right.Version}
	if wrong.stored != nil {
		condition = "#balance = :readBalance AND #version = :readVersion"
		values[":readBalance"], values[":readVersion"] = wrong.stored.Balance, wrong.stored.Version
	}
	encoded, err := attributevalue.MarshalMap(values)
	if err != nil {
		return err
	}
	_, err = a.Client.UpdateItem(ctx, &dynamodb.UpdateItemInput{
		TableName: &a.Ledger, Key: key(wrong.key, "~ACC"), ConditionExpression: &condition,
		UpdateExpression:          aws.String("SET #balance = :balance, #version = :version"),
		ExpressionAttributeNames:  map[string]string{"#balance": "balance", "#version": "version"},
		ExpressionAttributeValues: encoded,
	})
	var moved *types.ConditionalCheckFailedException
	if errors.As(err, &moved) {
		return ErrMoved
	}
	return err
}

// repairCopy writes the copy in the parent's list anew, as long as the notice is as it was read.
func (a Auditor) repairCopy(ctx context.Context, n facts) error {
	noticeKey := key("N#"+n.creditor+"#"+n.number, "N")
	answer, err := a.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &a.Ledger, Key: noticeKey, ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return err
	}
	item := answer.Item
	var stored struct {
		Created time.Time `dynamodbav:"created"`
		State   string    `dynamodbav:"state"`
	}
	if err := attributevalue.UnmarshalMap(item, &stored); err != nil {
		return err
	}
	created := calendar.DayOf(stored.Created).String()
	item["pk"] = &types.AttributeValueMemberS{Value: "B#" + n.tenant + "#" + n.guardian}
	item["sk"] = &types.AttributeValueMemberS{Value: "N#" + created + "#" + n.number}
	_, err = a.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{
			{ConditionCheck: &types.ConditionCheck{
				TableName: &a.Ledger, Key: noticeKey, ConditionExpression: aws.String("#state = :state"),
				ExpressionAttributeNames: map[string]string{"#state": "state"},
				ExpressionAttributeValues: attributes{
					":state": &types.AttributeValueMemberS{Value: stored.State},
				},
			}},
			{Put: &types.Put{TableName: &a.Ledger, Item: item}},
		},
	})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return ErrMoved
	}
	return err
}

func key(pk, sk string) attributes {
	return attributes{
		"pk": &types.AttributeValueMemberS{Value: pk}, "sk": &types.AttributeValueMemberS{Value: sk},
	}
}
