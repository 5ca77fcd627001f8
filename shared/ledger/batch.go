package ledger

import (
	"context"
	"errors"
	"reflect"
	"sync"
	"time"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// Batch is the completion marker of a class and day: while its Presence is that
// of the presence sheet and nothing is Unpriced, there is nothing left to debit.
type Batch struct {
	Class string       `dynamodbav:"class"`
	Day   calendar.Day `dynamodbav:"day"`
	// Presence is the version of the presence sheet that was applied.
	Presence int `dynamodbav:"presence"`
	// Meals counts the meals that were eaten, Total is what they cost.
	Meals int         `dynamodbav:"meals"`
	Total money.Cents `dynamodbav:"total"`
	// Bands splits Meals and Total by the tariff's band.
	Bands map[string]Served `dynamodbav:"bands,omitempty"`
	// Closed says that a closure was applied: whatever the sheet says, nobody pays for the day.
	Closed bool `dynamodbav:"closed,omitempty"`
	// Unpriced counts pupils who ate without a valid tariff: not debited yet.
	Unpriced int `dynamodbav:"unpriced"`
	// Free are the pupils whose meal cost nothing, so that no entry tells of it, each with the tariff's band.
	Free map[string]string `dynamodbav:"free,omitempty"`
	// Run counts the passes over this class and day; it makes the marker's
	// writes conditional on the one that was read.
	Run  int       `dynamodbav:"run"`
	Done time.Time `dynamodbav:"done"`
}

// Served is how many meals were eaten, and what they cost.
type Served struct {
	Meals int         `dynamodbav:"meals"`
	Total money.Cents `dynamodbav:"total"`
}

// Add counts one more meal at a price, by its band too.
func (b *Batch) Add(band string, price money.Cents) error {
	if b.Bands == nil {
		b.Bands = map[string]Served{}
	}
	served := b.Bands[band]
	total, err := b.Total.Add(price)
	if err != nil {
		return err
	}
	if served.Total, err = served.Total.Add(price); err != nil {
		return err
	}
	b.Meals++
	served.Meals++
	b.Total, b.Bands[band] = total, served
	return nil
}

// Debited counts the meals of which an entry tells: those that cost something.
func (b Batch) Debited() int { return b.Meals - len(b.Free) }

// Covers reports whether a presence sheet of the given version is fully debited, on a day on which the class has
// a meal, or given back on one that is closed.
func (b Batch) Covers(presence int, closed bool) bool {
	return b.Run > 0 && b.Presence == presence && b.Unpriced == 0 && b.Closed == closed
}

// Reaches reports whether a presence sheet of the given version, or a later one, is fully debited.
func (b Batch) Reaches(presence int) bool {
	return b.Run > 0 && b.Presence >= presence && b.Unpriced == 0
}

// Same reports whether two markers say the same, whichever pass wrote them.
func (b Batch) Same(other Batch) bool {
	other.Run, other.Done = b.Run, b.Done
	return reflect.DeepEqual(b, other)
}

// BatchOf returns the marker of a class and day; the zero Batch when there is none.
func (s Store) BatchOf(ctx context.Context, tenant string, day calendar.Day, class string) (Batch, error) {
	var batch Batch
	err := s.Ledger.Get(ctx, dynamo.ClassBatch(tenant, day, class), &batch)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Batch{}, nil
	}
	return batch, err
}

// BatchesOf returns the markers of a day, by class.
func (s Store) BatchesOf(ctx context.Context, tenant string, day calendar.Day) (map[string]Batch, error) {
	ofDay := dynamo.ClassBatches(tenant, day)
	ofDay.PageSize = markerPage
	list, err := dynamo.Query[Batch](ctx, s.Ledger, ofDay)
	if err != nil {
		return nil, err
	}
	batches := make(map[string]Batch, len(list))
	for _, batch := range list {
		batches[batch.Class] = batch
	}
	return batches, nil
}

// daysAtOnce is how many days' markers are read at the same time.
const daysAtOnce = 16

// ServedIn adds up what was debited in a band from a day to another, both included. Markers that do not know the bands
// are left out.
func (s Store) ServedIn(ctx context.Context, tenant, band string, from, to calendar.Day) (Served, error) {
	var all Served
	var lock sync.Mutex
	reads := beside.New()
	reads.SetLimit(daysAtOnce)
	for day := from; !day.After(to); day = day.AddDays(1) {
		reads.Go(func() error {
			batches, err := s.BatchesOf(ctx, tenant, day)
			if err != nil {
				return err
			}
			lock.Lock()
			defer lock.Unlock()
			for _, batch := range batches {
				all.Meals += batch.Bands[band].Meals
				if all.Total, err = all.Total.Add(batch.Bands[band].Total); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return all, reads.Wait()
}

// markerPage is how many markers are decoded at once: a large city has thousands a day.
const markerPage = 500

// SaveBatch writes the marker if nobody else has since before was read. It
// returns false when somebody has.
func (s Store) SaveBatch(ctx context.Context, tenant string, before, after Batch) (bool, error) {
	after.Run, after.Done = before.Run+1, s.Clock().UTC()
	key := dynamo.ClassBatch(tenant, after.Day, after.Class)
	var err error
	if before.Run == 0 {
		err = s.Ledger.Create(ctx, key, after)
	} else {
		err = s.Ledger.Replace(ctx, key, after, "run", before.Run)
	}
	if errors.Is(err, dynamo.ErrCondition) {
		return false, nil
	}
	return err == nil, err
}
