package stack

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// books are the sums of the ledger table, made from its items alone.
type books struct {
	balance, version map[string]int64  // of the account items, by partition
	sum, count       map[string]int64  // of the entries, by partition
	paid             map[string]string // the receipt that a paid notice needs, by key
	receipts         map[string]bool   // by partition
}

// AuditBooks reads the whole ledger table and says what breaks a promise: an account that is not the
// sum of its entries, a paid notice without the receipt that paid it. It uses none of the portal's
// own code.
func (s *Stack) AuditBooks(ctx context.Context) error {
	all := newBooks()
	table := s.Tables["LedgerTable"]
	pages := dynamodb.NewScanPaginator(s.DB, &dynamodb.ScanInput{TableName: &table})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return fmt.Errorf("read the ledger: %w", err)
		}
		for _, item := range page.Items {
			all.add(item)
		}
	}
	return all.faults()
}

func newBooks() books {
	return books{
		balance: map[string]int64{}, version: map[string]int64{},
		sum: map[string]int64{}, count: map[string]int64{},
		paid: map[string]string{}, receipts: map[string]bool{},
	}
}

func (b books) add(item map[string]types.AttributeValue) {
	pk, sk := text(item["pk"]), text(item["sk"])
	switch {
	case strings.HasPrefix(pk, "A#") && sk == "~ACC":
		b.balance[pk], b.version[pk] = number(item["balance"]), number(item["version"])
	case strings.HasPrefix(pk, "A#"):
		b.sum[pk] += number(item["amount"])
		b.count[pk]++
	case strings.HasPrefix(pk, "R#"):
		b.receipts[pk] = true
	case strings.HasPrefix(pk, "B#") && text(item["state"]) == "paid":
		payment, _ := item["payment"].(*types.AttributeValueMemberM)
		if payment == nil {
			b.paid[pk+" "+sk] = ""
			return
		}
		if at, _ := payment.Value["elsewhere"].(*types.AttributeValueMemberBOOL); at != nil && at.Value { // the office took it
			return
		}
		b.paid[pk+" "+sk] = "R#" + text(item["creditor"]) + "#" + text(payment.Value["receipt"])
	}
}

func (b books) faults() error {
	var faults []error
	if len(b.balance) == 0 {
		faults = append(faults, errors.New("the ledger has no account"))
	}
	for account := range b.sum {
		if _, found := b.balance[account]; !found {
			faults = append(faults, fmt.Errorf("%s has entries and no balance", account))
		}
	}
	for account, balance := range b.balance {
		if sum := b.sum[account]; balance != sum {
			faults = append(faults, fmt.Errorf("%s: balance %d, entries sum up to %d", account, balance, sum))
		}
		if version, count := b.version[account], b.count[account]; version != count {
			faults = append(faults, fmt.Errorf("%s: version %d, %d entries", account, version, count))
		}
	}
	for notice, receipt := range b.paid {
		if !b.receipts[receipt] {
			faults = append(faults, fmt.Errorf("%s is paid without its receipt %q", notice, receipt))
		}
	}
	return errors.Join(faults...)
}

func text(value types.AttributeValue) string {
	if value, isText := value.(*types.AttributeValueMemberS); isText {
		return value.Value
	}
	return ""
}

// number reads a whole number; anything else becomes one that fits no sum.
func number(value types.AttributeValue) int64 {
	if value, isNumber := value.(*types.AttributeValueMemberN); isNumber {
		if whole, err := strconv.ParseInt(value.Value, 10, 64); err == nil {
			return whole
		}
	}
	return -1 << 62
}
