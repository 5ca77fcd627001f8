package office_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

const tenant = "c_x000"

// begun is the tests' first moment.
var begun = time.Date(2026, 11, 20, 8, 0, 0, 0, time.UTC)

// newStore returns a store whose clock the test moves.
func newStore(t *testing.T) (office.Store, *time.Time) {
	table, at := dynamotest.Table(t), begun
	return office.Store{Core: table, Ops: table, Clock: func() time.Time { return at }}, &at
}

// hire keeps an operator and returns them as stored.
func hire(t *testing.T, store office.Store, id string, roles ...office.Role) office.Operator {
	t.Helper()
	if err := store.Save(t.Context(), tenant, office.Operator{ID: id, Name: id, Roles: roles}); err != nil {
		t.Fatal(err)
	}
	return stored(t, store, id)
}

func stored(t *testing.T, store office.Store, id string) office.Operator {
	t.Helper()
	o, err := store.Operator(t.Context(), tenant, id)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

// login opens a session of an operator.
func login(t *testing.T, store office.Store, id string) string {
	t.Helper()
	token, err := store.Start(t.Context(), session.Session{Tenant: tenant, Guardian: id, Method: "spid"})
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// Goal: an operator's session ends after 15 minutes without a request, not while it is used, and after 8 hours in any
// case. Method: move the clock.
func TestSessionsOfOperatorsEnd(t *testing.T) {
	store, at := newStore(t)
	hire(t, store, "op", office.Clerk)
	token := login(t, store, "op")
	for ; at.Sub(begun) < 8*time.Hour; *at = at.Add(14 * time.Minute) {
		if _, _, err := store.Enter(t.Context(), tenant, token); err != nil {
			t.Fatalf("after %s of work: %v", at.Sub(begun), err)
		}
	}
	if _, _, err := store.Enter(t.Context(), tenant, token); !problem.Is(err, problem.SignIn) {
		t.Errorf("after 8 hours: %v", err)
	}
	idle := login(t, store, "op")
	*at = at.Add(15 * time.Minute)
	if _, _, err := store.Enter(t.Context(), tenant, idle); !problem.Is(err, problem.SignIn) {
		t.Errorf("after 15 idle minutes: %v", err)
	}
}

// Goal: a session is of the operator as at the login: it ends for good with other roles, with a removal, also when that is
// taken back, and a session of one Comune opens nothing in another. Method: change the operator under open sessions, and
// log in between.
func TestEnterReadsTheOperator(t *testing.T) {
	store, _ := newStore(t)
	hire(t, store, "op", office.Clerk)
	token := login(t, store, "op")
	open, found, err := store.Enter(t.Context(), tenant, token)
	if err != nil || open.Guardian != "op" || !found.Has(office.Clerk) || !found.LastLogin.Equal(begun) {
		t.Fatalf("%+v, %+v, %v", open, found, err)
	}
	if _, _, err := store.Enter(t.Context(), "c_y000", token); !problem.Is(err, problem.SignIn) {
		t.Errorf("in another Comune: %v", err)
	}
	tokens := []string{token}
	for _, c := range []struct {
		name   string
		change func(*office.Operator)
		enters bool // whoever logs in afterwards
	}{
		{"another role", func(o *office.Operator) { o.Roles = []office.Role{office.Reader} }, true},
		{"the first role again", func(o *office.Operator) { o.Roles = []office.Role{office.Clerk} }, true},
		{"removed", func(o *office.Operator) { o.Removed = begun }, false},
		{"restored", func(o *office.Operator) { o.Removed = time.Time{} }, true},
	} {
		o := stored(t, store, "op")
		c.change(&o)
		if err := store.Save(t.Context(), tenant, o); err != nil {
			t.Fatal(err)
		}
		for _, old := range tokens {
			if _, _, err := store.Enter(t.Context(), tenant, old); !problem.Is(err, problem.SignIn) {
				t.Errorf("%s: an old session opens: %v", c.name, err)
			}
		}
		token := login(t, store, "op")
		if _, _, err := store.Enter(t.Context(), tenant, token); err == nil != c.enters {
			t.Errorf("%s: a new session: %v", c.name, err)
		}
		tokens = append(tokens, token)
	}
}

// Goal: of two tablets that a school had one after the other, the revoked one's sessions stay closed, whatever is made for
// the same school and name. Method: revoke, make the same device again.
func TestRevokedTabletStaysOut(t *testing.T) {
	store, _ := newStore(t)
	same := office.Device{School: "PRI", Name: "tablet"}
	made, secret, err := store.AddDevice(t.Context(), tenant, same)
	if err != nil {
		t.Fatal(err)
	}
	token, err := store.StartDevice(t.Context(), tenant, made)
	if err != nil {
		t.Fatal(err)
	}
	if err := store.Revoke(t.Context(), tenant, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.AddDevice(t.Context(), tenant, same); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Enter(t.Context(), tenant, token); !problem.Is(err, problem.SignIn) {
		t.Errorf("its session: %v", err)
	}
	if _, err := store.DeviceOf(t.Context(), tenant, secret); !problem.Is(err, problem.NotFound) {
		t.Errorf("its link: %v", err)
	}
}

// Goal: the name in a token gives nothing: with anybody's but the session's own it opens nothing, and without one.
// Method: an operator's secret beside the name of another, of a tablet and of nobody, and a tablet's beside an operator's.
func TestTokenOfAnother(t *testing.T) {
	store, _ := newStore(t)
	hire(t, store, "clerk", office.Clerk)
	hire(t, store, "boss", office.Administrator)
	device, _, err := store.AddDevice(t.Context(), tenant, office.Device{School: "PRI"})
	if err != nil {
		t.Fatal(err)
	}
	opened, err := store.StartDevice(t.Context(), tenant, device)
	if err != nil {
		t.Fatal(err)
	}
	names := []string{"clerk", "boss", device.Operator().ID, device.ID, "nobody", ""}
	for own, token := range map[string]string{"clerk": login(t, store, "clerk"), device.Operator().ID: opened} {
		secret, _, _ := strings.Cut(token, ".")
		for _, name := range names {
			_, who, err := store.Enter(t.Context(), tenant, secret+"."+name)
			if good := name == own; good != (err == nil) || !good && (who.ID != "" || !problem.Is(err, problem.SignIn)) {
				t.Errorf("%s as %q: %+v, %v", own, name, who, err)
			}
		}
		if _, _, err := store.Enter(t.Context(), tenant, secret); !problem.Is(err, problem.SignIn) {
			t.Errorf("%s without a name: %v", own, err)
		}
	}
}

// Goal: a parent's token opens nothing of the office, and the other way round. Method: both in one table.
func TestSessionsOfParentsAreOthers(t *testing.T) {
	store, _ := newStore(t)
	hire(t, store, "same", office.Clerk)
	parents := session.Store{Table: store.Ops, Clock: store.Clock}
	token := login(t, store, "same")
	if _, err := parents.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
		t.Errorf("an operator's opens the parents' portal: %v", err)
	}
	token, err := parents.Start(t.Context(), session.Session{Tenant: tenant, Guardian: "same", Method: "spid"})
	if err != nil {
		t.Fatal(err)
	}
	for _, token := range []string{token, token + ".same"} {
		if _, _, err := store.Enter(t.Context(), tenant, token); !problem.Is(err, problem.SignIn) {
			t.Errorf("a parent's opens the office: %v", err)
		}
	}
}

// Goal: nobody begins a session as an operator who is not there. Method: an id that nobody has.
func TestNoSessionWithoutAnOperator(t *testing.T) {
	store, _ := newStore(t)
	if token, err := store.Start(t.Context(), session.Session{Tenant: tenant, Guardian: "nobody"}); err == nil {
		t.Errorf("began %s", token)
	}
}

// Goal: a login is fresh for ten minutes, and never when the provider may have asked for nothing. Method: table.
func TestFresh(t *testing.T) {
	for _, test := range []struct {
		open  session.Session
		after time.Duration
		want  bool
	}{
		{session.Session{Issued: begun}, 10 * time.Minute, true},
		{session.Session{Issued: begun}, 10*time.Minute + time.Second, false},
		{session.Session{Issued: begun, Resumed: true}, time.Second, false},
	} {
		if got := office.Fresh(test.open, begun.Add(test.after)); got != test.want {
			t.Errorf("%+v after %s: %t", test.open, test.after, got)
		}
	}
}

// Goal: nothing is kept over a change that its page did not show. Method: two changes from one reading.
func TestSaveIsOptimistic(t *testing.T) {
	store, _ := newStore(t)
	read := hire(t, store, "op", office.Clerk)
	first, second := read, read
	first.Roles, second.Roles = []office.Role{office.Reader}, []office.Role{office.Administrator}
	if err := store.Save(t.Context(), tenant, first); err != nil {
		t.Fatal(err)
	}
	if err := store.Save(t.Context(), tenant, second); !problem.Is(err, problem.Conflict) {
		t.Errorf("kept over another change: %v", err)
	}
	if err := store.Save(t.Context(), tenant, office.Operator{ID: "op"}); !problem.Is(err, problem.Conflict) {
		t.Errorf("added twice: %v", err)
	}
	if o := stored(t, store, "op"); !o.Has(office.Reader) || o.Version != 2 || !o.Since.Equal(begun) {
		t.Errorf("%+v", o)
	}
	login(t, store, "op")
	if o := stored(t, store, "op"); o.Version != 2 || o.LastLogin.IsZero() {
		t.Errorf("a login counts as a change: %+v", o)
	}
}

// Goal: a municipality always has an administrator. Method: one who removes themselves or gives the role away; two who
// remove each other at the same time, again and again, of whom one has to stay.
func TestAnAdministratorStays(t *testing.T) {
	store, _ := newStore(t)
	only := hire(t, store, "only", office.Administrator, office.Clerk)
	removed, lesser, more := only, only, only
	removed.Removed, lesser.Roles = begun, []office.Role{office.Clerk}
	more.Roles = []office.Role{office.Administrator, office.School}
	for _, o := range []office.Operator{removed, lesser} {
		if err := store.Manage(t.Context(), tenant, only, o); !problem.Is(err, problem.Invalid) {
			t.Errorf("took the own role away: %v", err)
		}
	}
	if err := store.Manage(t.Context(), tenant, only, more); err != nil {
		t.Errorf("took another role: %v", err)
	}
	for range 5 {
		at, _ := newStore(t)
		pair := []office.Operator{hire(t, at, "a", office.Administrator), hire(t, at, "b", office.Administrator)}
		errs := make([]error, 2)
		var group sync.WaitGroup
		for i := range pair {
			group.Go(func() {
				other := pair[1-i]
				other.Removed = begun
				errs[i] = at.Manage(t.Context(), tenant, pair[i], other)
			})
		}
		group.Wait()
		left := 0
		for _, id := range []string{"a", "b"} {
			if stored(t, at, id).Active() {
				left++
			}
		}
		if left == 0 || left == 1 && errs[0] == nil && errs[1] == nil {
			t.Errorf("%d are left, %v", left, errs)
		}
	}
}

// Goal: who lost the role a moment ago decides nothing more. Method: a removal by an administrator who was removed
// after the request came.
func TestRemovedAdministratorDecidesNothing(t *testing.T) {
	store, _ := newStore(t)
	by, other := hire(t, store, "by", office.Administrator), hire(t, store, "other", office.Clerk)
	gone := by
	gone.Removed = begun
	if err := store.Save(t.Context(), tenant, gone); err != nil {
		t.Fatal(err)
	}
	other.Roles = []office.Role{office.Administrator}
	if err := store.Manage(t.Context(), tenant, by, other); !problem.Is(err, problem.Conflict) {
		t.Errorf("decided: %v", err)
	}
	if stored(t, store, "other").Has(office.Administrator) {
		t.Error("the other has the role")
	}
}

// Goal: the first administrator is kept once, whatever became of them. Method: come in twice, with a change between.
func TestFirstAdministratorIsKeptOnce(t *testing.T) {
	store, _ := newStore(t)
	first := office.Operator{ID: "first", Roles: []office.Role{office.Administrator}}
	o, err := store.First(t.Context(), tenant, first)
	if err != nil || !o.Has(office.Administrator) || o.Version != 1 {
		t.Fatalf("%+v, %v", o, err)
	}
	o.Removed = begun
	if err := store.Save(t.Context(), tenant, o); err != nil {
		t.Fatal(err)
	}
	if o, err = store.First(t.Context(), tenant, first); err != nil || o.Active() {
		t.Errorf("removed, and again: %+v, %v", o, err)
	}
}

// Goal: a tablet works for twelve hours from its link, for its school alone, until it is revoked, however often the
// link is opened. Method: open, move the clock, revoke.
func TestDevice(t *testing.T) {
	store, at := newStore(t)
	made, secret, err := store.AddDevice(t.Context(), tenant, office.Device{School: "PRI", Name: "tablet"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := store.DeviceOf(t.Context(), "c_y000", secret); !problem.Is(err, problem.NotFound) {
		t.Errorf("in another Comune: %v", err)
	}
	for _, wrong := range []session.Secret{"", "x", session.NewSecret()} {
		if _, err := store.DeviceOf(t.Context(), tenant, wrong); !problem.Is(err, problem.NotFound) {
			t.Errorf("%q: %v", wrong, err)
		}
	}
	open := func() string {
		t.Helper()
		d, err := store.DeviceOf(t.Context(), tenant, secret)
		if err != nil {
			t.Fatal(err)
		}
		token, err := store.StartDevice(t.Context(), tenant, d)
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	*at = at.Add(time.Hour)
	first := open()
	*at = at.Add(time.Hour)
	second := open()
	list, err := store.Devices(t.Context(), tenant)
	if err != nil || len(list) != 1 || !list[0].Opened.Equal(begun.Add(time.Hour)) {
		t.Fatalf("%+v, %v", list, err)
	}
	*at = begun.Add(12*time.Hour - time.Second)
	for _, token := range []string{first, second} {
		_, o, err := store.Enter(t.Context(), tenant, token)
		if err != nil || !o.Tablet() || !o.SeesSchool("PRI") || o.SeesSchool("SEC") || o.SeesKitchen("CENTRO") ||
			len(o.Roles) != 1 {
			t.Errorf("%+v, %v", o, err)
		}
	}
	if err := store.Revoke(t.Context(), tenant, made.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.Enter(t.Context(), tenant, first); !problem.Is(err, problem.SignIn) {
		t.Errorf("revoked: %v", err)
	}
	if _, err := store.StartDevice(t.Context(), tenant, made); !problem.Is(err, problem.NotFound) {
		t.Errorf("revoked a moment ago: %v", err)
	}
	_, secret, err = store.AddDevice(t.Context(), tenant, office.Device{School: "PRI", Name: "another"})
	if err != nil {
		t.Fatal(err)
	}
	token := open()
	*at = at.Add(12 * time.Hour)
	if _, _, err := store.Enter(t.Context(), tenant, token); !problem.Is(err, problem.SignIn) {
		t.Errorf("after twelve hours: %v", err)
	}
	if _, err := store.DeviceOf(t.Context(), tenant, secret); !problem.Is(err, problem.NotFound) {
		t.Errorf("its link: %v", err)
	}
	if list, err := store.Devices(t.Context(), tenant); err != nil || len(list) != 0 {
		t.Errorf("%+v, %v", list, err)
	}
}

// Goal: a form makes one device however often it is sent. Method: the same form twice, another, and a count.
func TestDeviceOnce(t *testing.T) {
	store, _ := newStore(t)
	sent := form.Form{Purpose: dynamo.ToEquip, Holder: "s", Key: "k"}
	if _, _, err := store.AddDeviceOnce(t.Context(), tenant, sent, office.Device{School: "PRI"}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := store.AddDeviceOnce(t.Context(), tenant, sent, office.Device{School: "PRI"}); !problem.Is(err, problem.Conflict) {
		t.Errorf("sent twice: %v", err)
	}
	sent.Key = "k2"
	if _, _, err := store.AddDeviceOnce(t.Context(), tenant, sent, office.Device{School: "PRI"}); err != nil {
		t.Error(err)
	}
	if list, err := store.Devices(t.Context(), tenant); err != nil || len(list) != 2 {
		t.Errorf("%d devices, %v", len(list), err)
	}
}

// Goal: the log gives a month in pages, the newest first, each record once. Method: seven records on two pages and a
// half, one of the month before.
func TestLogPages(t *testing.T) {
	table, at := dynamotest.Table(t), begun.AddDate(0, -1, 0)
	log := office.Log{Table: table, Clock: func() time.Time { return at }}
	who := office.Operator{ID: "op", Name: "Giulia", Roles: []office.Role{office.Clerk}}
	for i := range 8 {
		if i == 1 {
			at = begun
		}
		if err := log.Note(t.Context(), tenant, who, office.Deed{Action: office.Exported, Object: string(rune('a' + i))}); err != nil {
			t.Fatal(err)
		}
		at = at.Add(time.Second)
	}
	seen, from, pages := "", "", 0
	for from != "" || pages == 0 {
		page, next, err := log.Month(t.Context(), tenant, calendar.DayOf(begun).Month(), from, 3)
		if err != nil || len(page) > 3 {
			t.Fatalf("%d, %v", len(page), err)
		}
		for _, r := range page {
			seen += r.Object
		}
		from, pages = next, pages+1
	}
	if seen != "hgfedcb" || pages != 3 {
		t.Errorf("%q on %d pages", seen, pages)
	}
	if page, _, err := log.Month(t.Context(), "c_y000", calendar.DayOf(begun).Month(), "", 3); err != nil || len(page) != 0 {
		t.Errorf("of another Comune: %v, %v", page, err)
	}
}

// Goal: a change that is refused leaves no record, one that is done leaves one. Method: a login of nobody and of an
// operator, under a deed.
func TestLoginAndItsRecord(t *testing.T) {
	store, _ := newStore(t)
	who := hire(t, store, "op", office.Clerk)
	log := office.Log{Table: dynamotest.Table(t), Clock: store.Clock}
	ctx := log.Noting(t.Context(), tenant, who, office.Deed{Action: office.LoggedIn, Object: "spid"})
	_, refused := store.Start(ctx, session.Session{Tenant: tenant, Guardian: "nobody"})
	_, done := store.Start(ctx, session.Session{Tenant: tenant, Guardian: "op"})
	found, _, err := log.Month(t.Context(), tenant, calendar.DayOf(begun).Month(), "", 9)
	if err = errors.Join(err, done); err != nil || refused == nil || len(found) != 1 || found[0].Operator != "op" {
		t.Errorf("%+v, %v, %v", found, err, refused)
	}
}
