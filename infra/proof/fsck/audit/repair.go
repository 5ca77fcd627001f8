package audit

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// Repair rebuilds what follows from other items: balances and versions from the entries, and what
// accounts expect from the open top-ups. The tables
// may be in use: every account is read again and written on the condition that it has not moved. What shows that something is lost is left alone,
// because a rebuilt figure would hide the loss. The report is that of a check afterwards, with one
// line for each repair and for each that was refused.
func (a Auditor) Repair(ctx context.Context) (Report, error) {
	b, err := a.pass(ctx)
	if err != nil {
		return b.report, err
	}
	var repairs, refused []string
	note := func(what, done, refusal string, err error) error {
		switch {
		case err != nil:
			return fmt.Errorf("repair %s: %w", what, err)
		case refusal != "":
			refused = append(refused, what+": "+refusal)
		case done != "":
			repairs = append(repairs, what+": "+done)
		}
		return nil
	}
	slices.Sort(b.wrongAccounts)
	for _, account := range slices.Compact(b.wrongAccounts) {
		done, refusal, err := a.repairAccount(ctx, account, b.expected[account], b.promised[account])
		if err := note(account, done, refusal, err); err != nil {
			return b.report, err
		}
	}
	report, err := a.Check(ctx)
	report.Repairs, report.Refused = repairs, refused
	return report, err
}

// inUse is why an item is not repaired that moved each time that it was looked at.
const inUse = "it is in use, run the repair again"

// maxLooks bounds how often an item in use is looked at.
const maxLooks = 5

func key(pk, sk string) attributes {
	return attributes{
		"pk": &types.AttributeValueMemberS{Value: pk}, "sk": &types.AttributeValueMemberS{Value: sk},
	}
}
