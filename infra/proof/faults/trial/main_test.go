// The tests under failure, here and elsewhere, have the numbers of one catalogue:
//
//	T1  death at each call                T10 a second consumer at work       T19 all states of a model (infra/proof/model)
//	T2  a lost reply at each call         T11 dead letters sent again         T20 fuzzed input
//	T3  duplicates                        T12 clocks and days                 T21 changed operators, limits
//	T4  any order                         T13 expiry early and late           T22 who may see what (infra/proof/e2e)
//	T5  conflicts                         T14 repetition after the windows    T23 items of other releases
//	T6  throttling, slowness              T15 edits during the night          T24 the long run
//	T7  the same receipt, otherwise       T16 the night twice, and killed     T25 recovery
//	T8  poison messages                   T17 a model after each step
//	T9  a batch that breaks in the middle T18 some order explains all
package trial_test

import (
	"fmt"
	"os"
	"sync"
	"testing"

	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// binaries is the folder with the functions as make build makes them, the way they ship.
const binaries = "../../../../.local/bin"

// friday is the day of the evening at which all functions believe to be.
var friday = calendar.NewDay(2026, 11, 20)

// request asks for the debits of the first class on the day.
func request(day calendar.Day) string {
	return fmt.Sprintf(`{"version":1,"municipality":"c_x000","class":"C0000","day":%q}`, day)
}

// newFixture makes an empty fixture. The test fails without the emulator.
func newFixture(t *testing.T) *trial.Fixture {
	t.Helper()
	emulator := os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")
	if emulator == "" {
		t.Fatal(`AWS_ENDPOINT_URL_DYNAMODB is not set: this test needs the emulator. "make test" starts it.`)
	}
	if _, err := os.Stat(binaries); err != nil {
		t.Fatalf("the functions are not built, run `make build`: %v", err)
	}
	f, err := trial.New(t.Context(), emulator, binaries, 1)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(f.Close)
	return f
}

// newPresences makes a fixture with classes of 25, their marks of Friday one letter a pupil.
func newPresences(t *testing.T, marks string) (*trial.Fixture, *trial.Presences) {
	t.Helper()
	f := newFixture(t)
	presences, err := trial.NewPresences(t.Context(), f, len(marks), []calendar.Day{friday})
	if err != nil {
		t.Fatal(err)
	}
	enter(t, presences, friday, marks)
	return f, presences
}

// enter registers marks on a day, one letter a pupil.
func enter(t *testing.T, presences *trial.Presences, day calendar.Day, marks string) {
	t.Helper()
	for first := 0; first < len(marks); first += 25 {
		entered := map[string]school.Mark{}
		for n := first; n < min(first+25, len(marks)); n++ {
			entered[fmt.Sprintf("P%06d", n)] = school.Mark(marks[n : n+1])
		}
		if err := presences.Mark(t.Context(), fmt.Sprintf("C%04d", first/25), day, entered); err != nil {
			t.Fatal(err)
		}
	}
}

// newBills opens one top-up of 20 euro, whose receipt is written but not sent.
func newBills(t *testing.T, f *trial.Fixture) *trial.Bills {
	t.Helper()
	p, err := f.OpenTopUp(t.Context(), "f", "P000000", 2000)
	if err != nil {
		t.Fatal(err)
	}
	b := &trial.Bills{
		Credits: map[string]trial.Credit{p.Number.String(): {Pupil: "P000000", Amount: 2000}},
		Paid:    map[string]bool{p.Number.String(): true},
	}
	b.Messages = append(b.Messages, fixture.ReceiptFor(p, "rt-1"))
	return b
}

// judge fails the test unless everything happened exactly once and every failure is of an allowed class.
func judge(t *testing.T, f *trial.Fixture, presences *trial.Presences, bills *trial.Bills, allowed ...trial.Class) {
	t.Helper()
	outcome, err := f.Compare(t.Context(), presences, bills)
	if err != nil || !outcome.Good() {
		t.Errorf("%+v, %v", outcome, err)
	}
	if verdict, err := f.Verdict(t.Context()); err != nil || verdict != "clean" {
		t.Errorf("fsck: %s, %v", verdict, err)
	}
	for class, causes := range f.Failures() {
		if !contains(allowed, class) {
			t.Errorf("%s: %s", class, causes[0])
		}
	}
}

func contains(allowed []trial.Class, class trial.Class) bool {
	for _, one := range allowed {
		if one == class {
			return true
		}
	}
	return false
}

// finish lets evenings pass until the planner finds nothing to do.
func finish(t *testing.T, f *trial.Fixture) {
	t.Helper()
	f.Proxy.Script(quiet)
	if _, err := f.Evenings(); err != nil {
		t.Fatal(err)
	}
}

func quiet(proxy.Call) proxy.Kind { return proxy.None }

// always makes one fault of every call that fits.
func always(kind proxy.Kind, fits func(proxy.Call) bool) proxy.Decider {
	return func(call proxy.Call) proxy.Kind {
		if fits(call) {
			return kind
		}
		return proxy.None
	}
}

func every(proxy.Call) bool { return true }

func isTransaction(call proxy.Call) bool { return call.Operation == "TransactWriteItems" }

// nth finds the n-th call (from 0), all its attempts alike. It says once when the call comes.
type nth struct {
	n    int
	came chan struct{}
	mu   sync.Mutex
	seen []string
}

func newNth(n int) *nth { return &nth{n: n, came: make(chan struct{})} }

// is reports whether this attempt belongs to the n-th call.
func (f *nth) is(call proxy.Call) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for i, invocation := range f.seen {
		if invocation == call.Invocation {
			return i == f.n
		}
	}
	f.seen = append(f.seen, call.Invocation)
	if len(f.seen)-1 != f.n {
		return false
	}
	close(f.came)
	return true
}
