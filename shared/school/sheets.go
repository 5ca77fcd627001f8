package school

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// maxBatchGet is how many items one batch read takes.
const maxBatchGet = 100

// Sheets returns the registers of several classes on a day, by class. A class
// without a register is absent.
func (s Store) Sheets(
	ctx context.Context, tenant string, classes []string, day calendar.Day,
) (map[string]ClassDay, error) {
	sheets := make(map[string]ClassDay, len(classes))
	for some := range slices.Chunk(classes, maxBatchGet) {
		keys := make([]dynamo.Key, 0, len(some))
		for _, class := range some {
			keys = append(keys, dynamo.ClassDay(tenant, class, day))
		}
		var registers []ClassDay
		if err := s.Presence.BatchGet(ctx, keys, &registers); err != nil {
			return nil, err
		}
		for _, register := range registers {
			sheets[register.Class] = register
		}
	}
	return sheets, nil
}
