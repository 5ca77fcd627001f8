package school

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// MaxTariffs is how many prices one form can enter: what fits into one transaction, with room beside it.
const MaxTariffs = 90

// SaveTariffs stores new versions of prices, all or none. Those that are stored already with the same data stay as they
// are; the error is problem.Conflict when one is there with other data, as SaveTariff says it, and problem.Invalid for more than
// MaxTariffs.
func (s Store) SaveTariffs(ctx context.Context, tenant string, tariffs []Tariff) error {
	if len(tariffs) > MaxTariffs {
		return problem.New(problem.Invalid, "Sono troppe tariffe per un modulo solo, al massimo 90: caricale con tariffe.csv.")
	}
	writes := make([]types.TransactWriteItem, 0, len(tariffs))
	for _, t := range tariffs {
		t.Version = t.version()
		write, err := s.Core.Fill(ctx, t.key(tenant), t, dynamo.Absent, nil)
		if err != nil {
			return err
		}
		writes = append(writes, write)
	}
	err := dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err
	}
	var missing []Tariff
	for i, t := range tariffs {
		t.Version = t.version()
		var stored Tariff
		switch err := cancelled.Old(i, &stored); {
		case errors.Is(err, dynamo.ErrNoItem):
			missing = append(missing, t)
		case err != nil:
			return err
		case stored != t:
			return errOtherTariff(t)
		}
	}
	switch len(missing) {
	case 0:
		return nil
	case len(tariffs): // none of them was in the way
		return err
	}
	return s.SaveTariffs(ctx, tenant, missing)
}

func (t Tariff) key(tenant string) dynamo.Key {
	return dynamo.Tariff(tenant, t.Year, t.Service, t.Band, t.From)
}

func errOtherTariff(t Tariff) error {
	return problem.New(problem.Conflict, "Questa tariffa esiste già dal "+t.From.Italian()+" con altri dati. "+
		"Una tariffa non cambia: per correggerla aggiungi una riga che vale da un giorno successivo.")
}

// CopyTariffs returns the prices of a school year as they are at its end, for the year after it, with the given first and
// last day. Bands that the year after has already are left out.
func CopyTariffs(old, next []Tariff, year int, from, to calendar.Day) []Tariff {
	last := map[[2]string]Tariff{}
	for _, t := range old {
		band := [2]string{t.Service, t.Band}
		if known, found := last[band]; !found || known.From.Before(t.From) {
			last[band] = t
		}
	}
	for _, t := range next {
		delete(last, [2]string{t.Service, t.Band})
	}
	var copied []Tariff
	for _, t := range last {
		t.Year, t.From, t.To, t.Version = year, from, to, ""
		copied = append(copied, t)
	}
	SortTariffs(copied)
	return copied
}

// SortTariffs sorts by service, in the order of Services, band and first day.
func SortTariffs(tariffs []Tariff) {
	slices.SortFunc(tariffs, func(a, b Tariff) int {
		return cmp.Or(
			cmp.Compare(slices.Index(Services(), a.Service), slices.Index(Services(), b.Service)),
			cmp.Compare(a.Band, b.Band), cmp.Compare(a.From.String(), b.From.String()),
		)
	})
}
