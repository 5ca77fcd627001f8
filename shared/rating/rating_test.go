package rating_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
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
		if err := store.Add(t.Context(), "c_x000", given("id", "302000000000000001", stars)); err != nil {
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

func given(id, notice string, stars int) rating.Given {
	return rating.Given{ID: id, Service: "pagamento", Stars: stars, Creditor: "77777777777", Notice: notice}
}

// Goal: a payment is rated once, whatever form carries the stars, and nothing that is stored ties it to its rating.
// Kind: limits of one parent. Method: forms side by side for one payment, a second payment, the stored mark.
func TestOneRatingOfAPayment(t *testing.T) {
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome())
	store := rating.Store{Ops: dynamotest.Table(t), Clock: calendar.Fixed(now)}
	var kept atomic.Int32
	var side sync.WaitGroup
	for n := range 10 {
		side.Go(func() {
			err := store.Add(t.Context(), "c_x000", given(fmt.Sprint("form", n), "302000000000000001", 5))
			if err == nil {
				kept.Add(1)
			} else if !problem.Is(err, problem.Conflict) {
				t.Error(err)
			}
		})
	}
	side.Wait()
	if kept.Load() != 1 {
		t.Errorf("%d ratings of one payment", kept.Load())
	}
	if err := store.Add(t.Context(), "c_x000", given("another", "302000000000000002", 1)); err != nil {
		t.Errorf("another payment: %v", err)
	}
	var mark map[string]any
	if err := store.Ops.Get(t.Context(), dynamo.RatedPayment("77777777777", "302000000000000002"), &mark); err != nil {
		t.Fatal(err)
	}
	delete(mark, "pk")
	delete(mark, "sk")
	if expires, is := mark["expires"].(float64); len(mark) != 1 || !is || int64(expires)%900 != 0 {
		t.Errorf("the mark says %v", mark)
	}
}

// Goal: nonsense is refused, and another municipality's rating is not there.
// Method: stars out of range, a long text, another tenant.
func TestRatingRefused(t *testing.T) {
	store := rating.Store{Ops: dynamotest.Table(t), Clock: calendar.Fixed(time.Unix(1_800_000_000, 0))}
	for _, stars := range []int{-1, 0, 6} {
		if err := store.Add(t.Context(), "c_x000", given("id", "302000000000000001", stars)); !problem.Is(err, problem.Invalid) {
			t.Errorf("%d stars: %v", stars, err)
		}
	}
	if err := store.Add(t.Context(), "c_x000", given("id", "302000000000000001", 5)); err != nil {
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
