package municipality_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
)

// Goal: a municipality is found by each of its ways, and by no other.
// Method: save one, look it up, move its host, and look again after the cache's time.
func TestFindMunicipality(t *testing.T) {
	ctx := context.Background()
	now := time.Date(2026, 11, 22, 18, 0, 0, 0, time.UTC)
	store := &municipality.Store{Core: dynamotest.Table(t), Clock: func() time.Time { return now }}
	town := municipality.Municipality{
		ID: "c_x000", Name: "Comune di Vallechiara", FiscalCode: "77777777777",
		Hosts: []string{"localhost", "127.0.0.1"},
	}
	if changed, err := store.Save(ctx, town); err != nil || !changed {
		t.Fatalf("first save: %t, %v", changed, err)
	}
	if changed, err := store.Save(ctx, town); err != nil || changed {
		t.Errorf("second save: %t, %v", changed, err)
	}
	for _, host := range []string{"localhost", "LOCALHOST:8080", "127.0.0.1:8080"} {
		if found, err := store.ByHost(ctx, host); err != nil || found.Name != town.Name {
			t.Errorf("by host %q: %q, %v", host, found.Name, err)
		}
	}
	if found, err := store.ByCreditor(ctx, "77777777777"); err != nil || found.ID != town.ID {
		t.Errorf("by creditor: %q, %v", found.ID, err)
	}
	if all, err := store.All(ctx); err != nil || len(all) != 1 {
		t.Errorf("all: %v, %v", all, err)
	}
	if _, err := store.ByHost(ctx, "elsewhere.example"); !problem.Is(err, problem.NotFound) {
		t.Errorf("unknown host: %v", err)
	}

	other := &municipality.Store{Core: store.Core, Clock: store.Clock}
	town.Hosts = []string{"127.0.0.1"}
	if _, err := other.Save(ctx, town); err != nil {
		t.Fatal(err)
	}
	if _, err := store.ByHost(ctx, "localhost"); err != nil {
		t.Errorf("what was read a moment ago is forgotten: %v", err)
	}
	now = now.Add(5 * time.Minute)
	if _, err := store.ByHost(ctx, "localhost"); !problem.Is(err, problem.NotFound) {
		t.Errorf("a host that was given up still answers: %v", err)
	}
}

// Goal: no municipality takes another's host or fiscal code.
// Method: save a second municipality with the first one's host.
func TestWaysBelongToOne(t *testing.T) {
	ctx := context.Background()
	store := &municipality.Store{Core: dynamotest.Table(t), Clock: time.Now}
	first := municipality.Municipality{ID: "c_a", Hosts: []string{"one.example"}}
	if _, err := store.Save(ctx, first); err != nil {
		t.Fatal(err)
	}
	_, err := store.Save(ctx, municipality.Municipality{ID: "c_b", Hosts: []string{"one.example"}})
	if !problem.Is(err, problem.Conflict) {
		t.Errorf("the second municipality took the host: %v", err)
	}
	if _, err := store.ByID(ctx, "c_b"); !problem.Is(err, problem.NotFound) || !strings.Contains(err.Error(), `"c_b"`) {
		t.Errorf("half of the second municipality is stored: %v", err)
	}
}

// Goal: what was issued is not judged by a later setting: the creditor of notices and receipts stays, while
// the segregation code of numbers to come may change. Method: save the one, then the other.
func TestCreditorOfWhatWasIssuedStays(t *testing.T) {
	ctx := context.Background()
	store := &municipality.Store{Core: dynamotest.Table(t), Clock: time.Now}
	m := municipality.Municipality{ID: "c_a", FiscalCode: "77777777777", Segregation: "02"}
	if _, err := store.Save(ctx, m); err != nil {
		t.Fatal(err)
	}
	m.FiscalCode = "88888888888"
	if _, err := store.Save(ctx, m); !problem.Is(err, problem.Conflict) {
		t.Errorf("another creditor: %v", err)
	}
	m.FiscalCode, m.Segregation = "77777777777", "03"
	if changed, err := store.Save(ctx, m); err != nil || !changed {
		t.Errorf("another segregation code: %v, %v", changed, err)
	}
}
