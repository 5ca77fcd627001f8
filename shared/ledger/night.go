package ledger

import (
	"context"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Night is what came of an evening in a municipality: what the operator and the office look at
// the next morning. As JSON it names classes and never pupils.
type Night struct {
	Municipality string       `json:"municipality" dynamodbav:"municipality"`
	Day          calendar.Day `json:"day" dynamodbav:"day"`
	Classes      int          `json:"classes" dynamodbav:"classes"` // that eat at school on the day
	Meals        int          `json:"meals" dynamodbav:"meals"`     // debited, at more than nothing
	Total        money.Cents  `json:"total_cents" dynamodbav:"total"`
	Unpriced     int          `json:"unpriced_meals" dynamodbav:"unpriced"` // eaten without a valid tariff
	// Open are classes with presences that are not debited, or not as they were
	// corrected since: the next evening does it.
	Open []string `json:"open_classes" dynamodbav:"open"`
	// Missing are classes whose presences nobody registered.
	Missing []string `json:"classes_without_presences" dynamodbav:"missing"`
	// InDebt counts the pupils of the day's registers whose balance is below
	// zero, and Owed is what they are below it together.
	InDebt int         `json:"pupils_in_debt" dynamodbav:"inDebt"`
	Owed   money.Cents `json:"owed_cents" dynamodbav:"owed"`
	// Seen is when the night was looked at, Expires when it is forgotten.
	Seen    time.Time `json:"-" dynamodbav:"seen"`
	Expires time.Time `json:"-" dynamodbav:"expires,unixtime"`
}

// Owes counts the account of one pupil of the night, if it is below zero.
func (n *Night) Owes(balance money.Cents) error {
	if balance >= 0 {
		return nil
	}
	n.InDebt++
	var err error
	n.Owed, err = n.Owed.Add(-balance)
	return err
}

// nightLasts is how long a night is kept: over the summer, so that the desk has the last one in September.
const nightLasts = 120 * 24 * time.Hour

// Nights keeps what came of the evenings, in Ops.
type Nights struct {
	Ops   dynamo.Table
	Clock calendar.Clock
}

// Save keeps a night. One of the same day that was looked at before is replaced.
func (s Nights) Save(ctx context.Context, night Night) error {
	night.Seen, night.Expires = s.Clock().UTC(), s.Clock().Add(nightLasts)
	return s.Ops.Store(ctx, dynamo.Night(night.Municipality, night.Day), night)
}

// Last returns a municipality's last night; the zero Night when none was kept.
func (s Nights) Last(ctx context.Context, tenant string) (Night, error) {
	found, err := dynamo.Query[Night](ctx, s.Ops, dynamo.LastNight(tenant))
	if err != nil || len(found) == 0 {
		return Night{}, err
	}
	return found[0], nil
}
