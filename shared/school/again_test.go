package school_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/school"
)

// Goal: no repricing has a key that could be taken for one with a person's fiscal code, which is of capitals and digits.
// Method: ask, and look at the id.
func TestRepricingIDLooksLikeNobody(t *testing.T) {
	store := newStore(t)
	if err := store.Reprice(t.Context(), tenant, school.Repricing{Class: "1A"}); err != nil {
		t.Fatal(err)
	}
	asks, err := store.Repricings(t.Context(), tenant)
	if err != nil || len(asks) != 1 || len(asks[0].ID) < 20 || asks[0].ID != strings.ToLower(asks[0].ID) {
		t.Errorf("%+v, %v", asks, err)
	}
}
