package trial

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/money"
)

// Outcome counts the effects that are missing and those that are too many.
type Outcome struct {
	Lost, Doubled int
	// Wrong counts balances that are not what they should be, whatever the entries say.
	Wrong int
}

// Good reports whether everything happened exactly once.
func (o Outcome) Good() bool { return o == Outcome{} }

// stored is any item of the Ledger table, as far as a trial looks.
type stored struct {
	PK      string      `dynamodbav:"pk"`
	SK      string      `dynamodbav:"sk"`
	Kind    string      `dynamodbav:"kind"`
	Day     string      `dynamodbav:"day"`
	Amount  money.Cents `dynamodbav:"amount"`
	Balance money.Cents `dynamodbav:"balance"`
	State   string      `dynamodbav:"state"`
	TopUp   *struct {
		Notice string `dynamodbav:"notice"`
	} `dynamodbav:"topup"`
}

// takings is what the Ledger table holds.
type takings struct {
	charges  map[Charge]money.Cents
	credits  map[string][]Credit
	balances map[string]money.Cents
	states   map[string]string // by notice number
	parked   int
}

// Compare reads the Ledger table and compares it with what should have come of the presences and
// the receipts. Either may be nil.
func (f *Fixture) Compare(ctx context.Context, presences *Presences, bills *Bills) (Outcome, error) {
	wanted := map[Charge]money.Cents{}
	if presences != nil {
		wanted = presences.Charges()
	}
	return f.CompareWith(ctx, wanted, bills)
}

// CompareWith is Compare with the charges that should be there now, whatever the presences say.
func (f *Fixture) CompareWith(
	ctx context.Context, wanted map[Charge]money.Cents, bills *Bills,
) (Outcome, error) {
	found, err := f.readLedger(ctx)
	if err != nil {
		return Outcome{}, err
	}
	if bills == nil {
		bills = &Bills{}
	}
	var o Outcome
	balances := map[string]money.Cents{}
	o.charges(wanted, found.charges, balances)
	o.credits(*bills, found, balances)
	for pupil, balance := range balances {
		if found.balances[pupil] != balance {
			o.Wrong++
		}
	}
	for pupil, balance := range found.balances {
		if _, known := balances[pupil]; !known && balance != 0 {
			o.Wrong++
		}
	}
	return o, nil
}

func (o *Outcome) charges(wanted, found map[Charge]money.Cents, balances map[string]money.Cents) {
	for at, price := range wanted {
		balances[at.Pupil] -= price
		switch net := -found[at]; {
		case net < price:
			o.Lost++
		case net > price:
			o.Doubled++
		}
	}
	for at, net := range found {
		if _, ate := wanted[at]; !ate && net != 0 {
			o.Doubled++
		}
	}
}

func (o *Outcome) credits(bills Bills, found takings, balances map[string]money.Cents) {
	for notice, credit := range bills.Credits {
		balances[credit.Pupil] += credit.Amount
		switch credits := found.credits[notice]; {
		case len(credits) == 0:
			o.Lost++
		case len(credits) > 1 || credits[0] != credit:
			o.Doubled++
		}
	}
	for notice, credits := range found.credits {
		if _, wanted := bills.Credits[notice]; !wanted {
			o.Doubled += len(credits)
		}
	}
	for notice := range bills.Paid {
		if found.states[notice] != "paid" {
			o.Lost++
		}
	}
	for notice := range bills.Open {
		if found.states[notice] != "open" {
			o.Doubled++
		}
	}
	o.Lost += max(bills.Parked-found.parked, 0)
	o.Doubled += max(found.parked-bills.Parked, 0)
}

func (f *Fixture) readLedger(ctx context.Context) (takings, error) {
	found := takings{
		charges: map[Charge]money.Cents{}, credits: map[string][]Credit{}, balances: map[string]money.Cents{},
		states: map[string]string{},
	}
	pages := dynamodb.NewScanPaginator(f.Ledger.Ledger.Client, &dynamodb.ScanInput{
		TableName: &f.Ledger.Ledger.Name, ConsistentRead: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return found, err
		}
		var items []stored
		if err := attributevalue.UnmarshalListOfMaps(page.Items, &items); err != nil {
			return found, err
		}
		for _, item := range items {
			found.add(item)
		}
	}
	return found, nil
}

func (l *takings) add(item stored) {
	pupil, isAccount := strings.CutPrefix(item.PK, "A#"+fixture.Tenant+"#")
	switch {
	case isAccount && item.SK == "~ACC":
		l.balances[pupil] = item.Balance
	case isAccount && item.Kind == "topup" && item.TopUp != nil:
		l.credits[item.TopUp.Notice] = append(l.credits[item.TopUp.Notice], Credit{pupil, item.Amount})
	case isAccount:
		l.charges[Charge{pupil, item.Day}] += item.Amount
	case strings.HasPrefix(item.PK, "B#"):
		l.states[item.SK[strings.LastIndexByte(item.SK, '#')+1:]] = item.State
	case item.PK == "T#"+fixture.Tenant+"#PARK":
		l.parked++
	}
}
