package school

import (
	"context"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Sheets returns the registers of several classes on a day, by class. A class
// without a register is absent.
func (s Store) Sheets(
	ctx context.Context, tenant string, classes []string, day calendar.Day,
) (map[string]ClassDay, error) {
	keys := make([]dynamo.Key, 0, len(classes))
	for _, class := range classes {
		keys = append(keys, dynamo.ClassDay(tenant, class, day))
	}
	registers, err := dynamo.BatchGet[ClassDay](ctx, s.Presence, keys)
	if err != nil {
		return nil, err
	}
	sheets := make(map[string]ClassDay, len(registers))
	for _, register := range registers {
		sheets[register.Class] = register
	}
	return sheets, nil
}
