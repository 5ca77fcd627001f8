package message_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/problem"
)

// Promise 14. Goal: of many who want to tell the same thing on one day exactly one may, after a release again one, and
// on another day or channel others. Method: ten at once.
func TestOneClaims(t *testing.T) {
	store := message.Store{Ops: dynamotest.Table(t), Clock: calendar.Fixed(noon)}
	told := message.Told{
		Tenant: "c_x000", Guardian: "g1", Day: calendar.DayOf(noon), Kind: message.NewNotice, Object: "1", Channel: message.Mail, At: noon,
	}
	claims := func(told message.Told) int {
		var group sync.WaitGroup
		got := make(chan struct{}, 10)
		for range 10 {
			group.Go(func() {
				switch err := store.Claim(t.Context(), told); {
				case err == nil:
					got <- struct{}{}
				case !errors.Is(err, message.ErrTold):
					t.Error(err)
				}
			})
		}
		group.Wait()
		return len(got)
	}
	if n := claims(told); n != 1 {
		t.Errorf("%d claimed", n)
	}
	if err := store.Note(t.Context(), told, message.Released, ""); err != nil || claims(told) != 1 {
		t.Errorf("nobody, or many, claim what was released: %v", err)
	}
	if err := store.Note(t.Context(), told, message.Sent, "m1"); err != nil || claims(told) != 0 {
		t.Errorf("somebody claims what was sent: %v", err)
	}
	for _, change := range []func(*message.Told){
		func(m *message.Told) { m.Day = m.Day.AddDays(1) }, func(m *message.Told) { m.Channel = message.AppIO },
		func(m *message.Told) { m.Object = "2" }, func(m *message.Told) { m.Kind = message.DueSoon },
		func(m *message.Told) { m.Guardian = "g2" },
	} {
		other := told
		change(&other)
		if claims(other) != 1 {
			t.Errorf("%+v cannot be claimed", other)
		}
	}
	list, err := store.Since(t.Context(), "c_x000", "g1")
	if err != nil || len(list) != 5 || list[1].Ref != "m1" && list[0].Ref != "m1" {
		t.Errorf("%+v, %v", list, err)
	}
}

// Goal: an address gets mail once its owner has opened the link of its own question, and no more after the other link;
// links of others, of former questions and too old ones do nothing. Method: each.
func TestLinksInMails(t *testing.T) {
	now := noon
	store := message.Store{Core: dynamotest.Table(t), Ops: dynamotest.Table(t), Clock: func() time.Time { return now }}
	ctx, must := t.Context(), func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	read := func() message.Preferences {
		t.Helper()
		p, err := store.Preferences(ctx, "c_x000", "g1")
		must(err)
		return p
	}
	asked, err := store.Ask(ctx, "c_x000", "g1", "a@example.it")
	must(err)
	again, err := store.Ask(ctx, "c_x000", "g1", "a@example.it")
	must(err)
	if !asked || again {
		t.Errorf("asked %t, at once again %t", asked, again)
	}
	first := read()
	must(store.Choose(ctx, "c_x000", "g1", message.Preferences{Threshold: 500}))
	_, err = store.Ask(ctx, "c_x000", "g1", "b@example.it")
	must(err)
	for name, code := range map[string]string{
		"none": "", "of a former question": first.AskedCode, "of the other link": first.Code, "another": "x",
	} {
		if err := store.Answer(ctx, "c_x000", "g1", code); !problem.Is(err, problem.NotFound) {
			t.Errorf("code %s: %v", name, err)
		}
	}
	good := read().AskedCode
	now = noon.Add(48 * time.Hour)
	if err := store.Answer(ctx, "c_x000", "g1", good); !problem.Is(err, problem.NotFound) {
		t.Errorf("two days later: %v", err)
	}
	now = noon.Add(47 * time.Hour)
	for _, other := range [][2]string{{"c_x000", "g2"}, {"c_y000", "g1"}} {
		if err := store.Answer(ctx, other[0], other[1], good); !problem.Is(err, problem.NotFound) {
			t.Errorf("for %v: %v", other, err)
		}
	}
	for range 2 {
		must(store.Answer(ctx, "c_x000", "g1", good))
	}
	p := read()
	if p.Confirmed != "b@example.it" || p.Threshold != 500 || p.Code != first.Code {
		t.Errorf("confirmed %+v", p)
	}
	if err := store.Unsubscribe(ctx, "c_x000", "g1", good); !problem.Is(err, problem.NotFound) {
		t.Errorf("the question's code ends mail: %v", err)
	}
	for range 2 {
		must(store.Unsubscribe(ctx, "c_x000", "g1", first.Code))
	}
	if err := store.Answer(ctx, "c_x000", "g1", good); !problem.Is(err, problem.NotFound) {
		t.Errorf("an answered question begins mail again: %v", err)
	}
	if p := read(); p.Confirmed != "" || p.Threshold != 500 {
		t.Errorf("unsubscribed %+v", p)
	}
}
