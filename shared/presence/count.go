package presence

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/school"
)

// Count is what a kitchen cooks for a school on a day, as it was first read after the limit. Sheets and closures tell when
// they were made, but enrolments and diets do not: what they were is kept here. A limit that is moved has another count.
type Count struct {
	School  string                     `dynamodbav:"school"`
	Limit   time.Time                  `dynamodbav:"limit"`   // UTC
	At      time.Time                  `dynamodbav:"at"`      // UTC
	Classes map[string]school.Portions `dynamodbav:"classes"` // by id
	Expires time.Time                  `dynamodbav:"expires,unixtime"`
}

// countFor is how many days after its own a count is kept: the kitchens show no past day.
const countFor = 2

// CountStore keeps counts in the Ops table.
type CountStore struct{ Ops dynamo.Table }

// Counts returns the counts of a day.
func (s CountStore) Counts(ctx context.Context, tenant string, day calendar.Day) ([]Count, error) {
	return dynamo.Query[Count](ctx, s.Ops, dynamo.CountsOf(tenant, day))
}

// Keep keeps a count of a day, unless another was kept before, and returns what is kept. It is no operator's deed, whoever
// reads the page.
func (s CountStore) Keep(ctx context.Context, tenant string, day calendar.Day, count Count) (Count, error) {
	key := dynamo.Count(tenant, day, count.School, count.Limit)
	count.Expires = day.AddDays(countFor).Start()
	err := s.Ops.Create(dynamo.By(ctx, ""), key, count)
	if errors.Is(err, dynamo.ErrCondition) {
		err = s.Ops.Get(ctx, key, &count)
	}
	return count, err
}
