package rating_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/rating"
)

// Goal: a rating counts once and may be explained, with reasons of the list only.
// Method: add twice, explain with a foreign reason, read.
func TestRating(t *testing.T) {
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome())
	store := rating.Store{Ops: dynamotest.Table(t), Clock: calendar.Fixed(now)}
	for _, stars := range []int{2, 5} {
		if err := store.Add(t.Context(), "c_x000", "id", "pagamento", stars); err != nil {
			t.Fatal(err)
		}
	}
	err := store.Explain(t.Context(), "c_x000", "id", []string{"Altro", "Inventato"}, "Bene")
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.Find(t.Context(), "c_x000", "id")
	if err != nil || found.Stars != 2 || found.Text != "Bene" || !slices.Equal(found.Reasons, []string{"Altro"}) {
		t.Errorf("%+v, %v", found, err)
	}
	if !found.Expires.After(now.AddDate(1, 0, 0)) {
		t.Errorf("expires %v", found.Expires)
	}
}

// Goal: nonsense is refused, and another municipality's rating is not there.
// Method: stars out of range, a long text, another tenant.
func TestRatingRefused(t *testing.T) {
	store := rating.Store{Ops: dynamotest.Table(t), Clock: calendar.Fixed(time.Unix(1_800_000_000, 0))}
	for _, stars := range []int{-1, 0, 6} {
		if err := store.Add(t.Context(), "c_x000", "id", "pagamento", stars); !problem.Is(err, problem.Invalid) {
			t.Errorf("%d stars: %v", stars, err)
		}
	}
	if err := store.Add(t.Context(), "c_x000", "id", "pagamento", 5); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("à", rating.MaxText+1)
	if err := store.Explain(t.Context(), "c_x000", "id", nil, long); !problem.Is(err, problem.Invalid) {
		t.Errorf("long text: %v", err)
	}
	if _, err := store.Find(t.Context(), "c_x001", "id"); !problem.Is(err, problem.NotFound) {
		t.Errorf("another municipality: %v", err)
	}
}
