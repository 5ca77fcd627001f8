package office

import (
	"cmp"
	"context"
	"slices"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Filter says which records somebody looks for. Empty fields leave all.
type Filter struct {
	Month    calendar.Month
	Until    calendar.Day // the last day of the month that is looked at; zero for the whole month
	Operator string       // id
	Action   Action
	Pupil    string // code
}

// narrow reports whether the filter leaves records of its month out.
func (f Filter) narrow() bool { return f.Operator != "" || f.Action != "" }

func (f Filter) matches(r Record) bool {
	return (f.Operator == "" || r.Operator == f.Operator) && (f.Action == "" || r.Action == f.Action) &&
		calendar.DayOf(r.At).Month() == f.Month && !calendar.DayOf(r.At).After(f.last())
}

// last is the last day that the filter leaves.
func (f Filter) last() calendar.Day { return cmp.Or(f.Until, f.Month.Last()) }

const (
	// PageRecords is how many records a page of the register has at most.
	PageRecords = 100
	// lookedAt is how many records one page of a narrow filter looks at: one read.
	lookedAt = 500
)

// Find returns records that a filter leaves, the newest first, PageRecords at most; from is where the page begins,
// "" for the newest. The returned text is where the next page begins, "" after the last one: of a filter that leaves
// little a page may be short, or empty, and still have a next one.
func (l Log) Find(ctx context.Context, tenant string, f Filter, from string) ([]Record, string, error) {
	limit := PageRecords
	if f.narrow() || f.Pupil != "" {
		limit = lookedAt
	}
	var found []Record
	var next string
	var err error
	if f.Pupil != "" {
		found, next, err = l.OfPupil(ctx, tenant, f.Pupil, from, limit)
	} else {
		found, next, err = l.Month(ctx, tenant, f.Month, cmp.Or(from, dynamo.AuditUntil(f.last())), limit)
	}
	if err != nil {
		return nil, "", err
	}
	var page []Record
	for _, record := range found {
		if !f.matches(record) {
			continue
		}
		if len(page) == PageRecords {
			return page, record.Key(), nil
		}
		page = append(page, record)
	}
	return page, next, nil
}

// All returns all records that a filter leaves, the newest first, most at most. The days of the month are read side by
// side.
func (l Log) All(ctx context.Context, tenant string, f Filter, most int) ([]Record, error) {
	var ranges []dynamo.Range
	for day := f.last(); day.Month() == f.Month; day = day.AddDays(-1) {
		ranges = append(ranges, dynamo.AuditOfDay(tenant, day, most))
	}
	if f.Pupil != "" {
		ranges = []dynamo.Range{dynamo.AuditsOfPupil(tenant, f.Pupil, "", 0)}
	}
	found := make([][]Record, len(ranges))
	reads, ctx := beside.WithContext(ctx)
	for i, r := range ranges {
		reads.Go(func() (err error) {
			found[i], err = dynamo.Query[Record](ctx, l.Table, r)
			return err
		})
	}
	if err := reads.Wait(); err != nil {
		return nil, err
	}
	all := slices.DeleteFunc(slices.Concat(found...), func(r Record) bool { return !f.matches(r) })
	return all[:min(len(all), most)], nil
}
