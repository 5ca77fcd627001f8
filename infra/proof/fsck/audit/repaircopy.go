package audit

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// wrongCopy is a notice whose copy in the parent's list is missing, differs or lies under another key.
type wrongCopy struct {
	notice string // the notice's partition key
	copied string // the copy's keys, "" when there is none
}

// repairCopy writes the copy in the parent's list anew from the notice, and takes one away that lies under
// another key. It returns what was done, or why nothing may be done; both are empty when the two agree by now.
func (a Auditor) repairCopy(ctx context.Context, wrong wrongCopy) (done, refusal string, err error) {
	for range maxLooks {
		source, notice, err := a.storedPosition(ctx, wrong.notice, "N")
		if errors.Is(err, errNotReadable) || err == nil && source == nil {
			return "", "the notice cannot be read", nil
		}
		if err != nil {
			return "", "", err
		}
		pk, sk, _ := strings.Cut(wrong.copied, " ")
		found, copied, err := a.storedPosition(ctx, pk, sk)
		switch {
		case errors.Is(err, errNotReadable): // What cannot be read says nothing that the notice might lack.
		case err != nil:
			return "", "", err
		case found != nil && copied.facts() == notice.facts() && wrong.copied == notice.copyKey():
			return "", "", nil
		case found != nil && copied.knowsMore(notice):
			return "", "the copy knows more than the notice: what is lost has to come back from a backup first", nil
		}
		moved, err := a.writeCopy(ctx, source, notice, wrong.copied)
		if err != nil || !moved {
			return "the parent's copy, from the notice", "", err
		}
	}
	return "", inUse, nil
}

// knowsMore reports whether a copy has seen something happen that the notice does not tell: a later
// revision, an end, a payment too many.
func (p position) knowsMore(notice position) bool {
	ended := p.State != "open" && p.State != notice.State
	return p.Revision > notice.Revision || ended || len(p.Extras) > len(notice.Extras) ||
		p.Payment != nil && notice.Payment == nil
}

// storedPosition reads a notice or a copy, nil when there is none.
func (a Auditor) storedPosition(ctx context.Context, pk, sk string) (attributes, position, error) {
	if pk == "" {
		return nil, position{}, nil
	}
	answer, err := a.Client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &a.Ledger, Key: key(pk, sk), ConsistentRead: aws.Bool(true),
	})
	if err != nil {
		return nil, position{}, fmt.Errorf("read %s: %w", pk, err)
	}
	var p position
	if err := p.read(answer.Item); err != nil {
		return answer.Item, position{}, errNotReadable
	}
	return answer.Item, p, nil
}

// writeCopy puts the copy where it belongs, unless the notice moved since it was read.
func (a Auditor) writeCopy(
	ctx context.Context, source attributes, notice position, old string,
) (moved bool, err error) {
	noticeKey := key(notice.PK, notice.SK)
	pk, sk, _ := strings.Cut(notice.copyKey(), " ")
	for name, value := range key(pk, sk) {
		source[name] = value
	}
	writes := []types.TransactWriteItem{
		{ConditionCheck: &types.ConditionCheck{
			TableName: &a.Ledger, Key: noticeKey,
			ConditionExpression:      aws.String("#state = :state AND #revision = :revision"),
			ExpressionAttributeNames: map[string]string{"#state": "state", "#revision": "revision"},
			ExpressionAttributeValues: attributes{
				":state":    &types.AttributeValueMemberS{Value: notice.State},
				":revision": &types.AttributeValueMemberN{Value: fmt.Sprint(notice.Revision)},
			},
		}},
		{Put: &types.Put{TableName: &a.Ledger, Item: source}},
	}
	if old != "" && old != notice.copyKey() {
		pk, sk, _ := strings.Cut(old, " ")
		writes = append(writes, types.TransactWriteItem{Delete: &types.Delete{TableName: &a.Ledger, Key: key(pk, sk)}})
	}
	_, err = a.Client.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{TransactItems: writes})
	var cancelled *types.TransactionCanceledException
	if errors.As(err, &cancelled) {
		return true, nil
	}
	return false, err
}
