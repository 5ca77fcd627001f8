package stack

import (
	"strconv"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

type item = map[string]types.AttributeValue

// Goal: the audit finds each kind of broken promise, and nothing in good books.
// Method: good books, then one thing wrong at a time.
func TestAuditFindsFaults(t *testing.T) {
	account := func(balance, version int) item {
		return item{"pk": word("A#t#p"), "sk": word("~ACC"), "balance": whole(balance), "version": whole(version)}
	}
	entry := item{"pk": word("A#t#p"), "sk": word("E#2026-11-20#R#r1"), "amount": whole(500)}
	receipt := item{"pk": word("R#7#r1"), "sk": word("R")}
	paid := item{
		"pk": word("B#t#g"), "sk": word("N#2026-11-20#1"), "state": word("paid"), "creditor": word("7"),
		"payment": &types.AttributeValueMemberM{Value: item{"receipt": word("r1")}},
	}
	unproved := item{"pk": word("B#t#g"), "sk": word("N#2026-11-20#2"), "state": word("paid")}
	wordy := item{"pk": word("A#t#p"), "sk": word("E#"), "amount": word("x")}
	for name, test := range map[string]struct {
		items []item
		says  string
	}{
		"good":             {[]item{account(500, 1), entry, receipt, paid}, ""},
		"nothing":          {nil, "no account"},
		"wrong balance":    {[]item{account(499, 1), entry}, "balance 499"},
		"wrong version":    {[]item{account(500, 2), entry}, "version 2"},
		"entry without":    {[]item{account(0, 0), entry}, "entries sum up to 500"},
		"account missing":  {[]item{entry}, "no balance"},
		"receipt missing":  {[]item{account(500, 1), entry, paid}, "without its receipt"},
		"payment missing":  {[]item{account(500, 1), entry, unproved}, "paid without"},
		"amount no number": {[]item{account(0, 1), wordy}, "balance 0"},
	} {
		all := newBooks()
		for _, one := range test.items {
			all.add(one)
		}
		err := all.faults()
		if (err == nil) != (test.says == "") || err != nil && !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func word(text string) types.AttributeValue { return &types.AttributeValueMemberS{Value: text} }

func whole(number int) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.Itoa(number)}
}
