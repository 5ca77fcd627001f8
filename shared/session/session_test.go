package session_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// now is the tests' time.
var now = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)

// sessions returns a store whose clock the test moves.
func sessions(t *testing.T) (session.Store, *time.Time) {
	at := now
	return session.Store{Table: dynamotest.Table(t), Clock: func() time.Time { return at }}, &at
}

func start(t *testing.T, store session.Store) string {
	t.Helper()
	token, err := store.Start(t.Context(), session.Session{
		ID: "chosen", CSRF: "chosen", Tenant: "c_x000", Guardian: "g", Name: "Mario", Method: "spid",
		FiscalCode: identitytest.Code,
	})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Goal: a login makes a session that only its token opens, with an id and a form
// secret of its own. Method: two logins of the same parent.
func TestSessionsStart(t *testing.T) {
	store, _ := sessions(t)
	first, second := start(t, store), start(t, store)
	one, err := store.Find(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	two, err := store.Find(t.Context(), second)
	if err != nil {
		t.Fatal(err)
	}
	if one.ID == two.ID || one.CSRF == two.CSRF || one.ID == "chosen" || one.CSRF == "chosen" ||
		one.ID == first {
		t.Errorf("sessions share a secret or keep a given one: %+v, %+v", one, two)
	}
	if one.FiscalCode != identitytest.Code || !one.Issued.Equal(now) ||
		!one.Expires.Equal(now.Add(8*time.Hour)) {
		t.Errorf("read back %+v", one)
	}
	for _, token := range []string{"", "x", one.ID, first[:42] + "_", first + "A"} {
		if _, err := store.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
			t.Errorf("token %q opened a session: %v", token, err)
		}
	}
}

// Goal: a session ends after 30 minutes without a request and 8 hours in any
// case, by the portal's clock. Method: move the clock; the emulator never
// removes expired items.
func TestSessionsExpire(t *testing.T) {
	store, at := sessions(t)
	token := start(t, store)
	for *at = now; at.Before(now.Add(8 * time.Hour)); *at = at.Add(29 * time.Minute) {
		if _, err := store.Find(t.Context(), token); err != nil {
			t.Fatalf("after %s of use: %v", at.Sub(now), err)
		}
	}
	*at = now.Add(8 * time.Hour)
	if _, err := store.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
		t.Errorf("after 8 hours: %v", err)
	}
	idle := start(t, store)
	*at = at.Add(30 * time.Minute)
	if _, err := store.Find(t.Context(), idle); !problem.Is(err, problem.SignIn) {
		t.Errorf("after 30 idle minutes: %v", err)
	}
}

// Goal: the time of the last request is written now and then, not every time.
// Method: read the item between requests.
func TestSessionsWriteSeenRarely(t *testing.T) {
	store, at := sessions(t)
	token := start(t, store)
	found, err := store.Find(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ at, seen time.Duration }{
		{time.Minute, 0}, {3 * time.Minute, 3 * time.Minute},
	} {
		*at = now.Add(step.at)
		if _, err := store.Find(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		var stored session.Session
		if err := store.Table.Get(t.Context(), dynamo.Session(found.ID), &stored); err != nil {
			t.Fatal(err)
		}
		if !stored.Seen.Equal(now.Add(step.seen)) {
			t.Errorf("after %s the item says %s", step.at, stored.Seen)
		}
	}
}

// Goal: logout ends the session on the server, for its token only.
// Method: end one of two.
func TestSessionsEnd(t *testing.T) {
	store, _ := sessions(t)
	first, second := start(t, store), start(t, store)
	session, err := store.Find(t.Context(), first)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.End(t.Context(), session.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := store.Find(t.Context(), first); !problem.Is(err, problem.SignIn) {
		t.Errorf("ended, yet found: %v", err)
	}
	if _, err := store.Find(t.Context(), second); err != nil {
		t.Errorf("the other session: %v", err)
	}
	if err := store.End(t.Context(), session.ID); err != nil {
		t.Errorf("ending twice: %v", err)
	}
}

// Goal: a parent can end all sessions of theirs, and of nobody else.
// Method: two sessions of one parent, one of another.
func TestSessionsEndAll(t *testing.T) {
	store, _ := sessions(t)
	mine := []string{start(t, store), start(t, store)}
	theirs, err := store.Start(t.Context(), session.Session{Tenant: "c_x000", Guardian: "other", Method: "cie"})
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // A second time there is nothing left to do.
		if err := store.EndAll(t.Context(), "c_x000", "g"); err != nil {
			t.Fatal(err)
		}
	}
	for _, token := range mine {
		if _, err := store.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
			t.Errorf("ended everywhere, yet found: %v", err)
		}
	}
	if _, err := store.Find(t.Context(), theirs); err != nil {
		t.Errorf("the session of another parent: %v", err)
	}
}

// T13. Goal: a session whose time is over opens nothing, whether DynamoDB has removed its item or not,
// and one that was removed early is just no session. Method: the test plays the removal.
func TestSessionsWhateverTTLDoes(t *testing.T) {
	store, at := sessions(t)
	token := start(t, store)
	*at = now.Add(8*time.Hour + time.Second)
	for _, removed := range []int{0, 2} { // the session and its row in the list
		if removed > 0 {
			if n := dynamotest.Sweep(t, store.Table, *at); n != removed {
				t.Errorf("%d items could be removed, want %d", n, removed)
			}
		}
		if _, err := store.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
			t.Errorf("%d items removed: %v", removed, err)
		}
	}
	*at = now
	early := start(t, store)
	dynamotest.Sweep(t, store.Table, now.Add(9*time.Hour))
	if _, err := store.Find(t.Context(), early); !problem.Is(err, problem.SignIn) {
		t.Errorf("removed early: %v", err)
	}
}
