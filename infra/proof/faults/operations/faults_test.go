package operations_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"serviziscolastici/infra/proof/faults/inject"
	"serviziscolastici/infra/proof/faults/proxy"
	"serviziscolastici/infra/proof/faults/trial"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/retry"
)

// operation is something that a parent, the office, a queue or the night does.
type operation struct {
	name string
	// covers are the writing methods that it calls.
	covers []string
	// begin puts the tables into the state in which it happens, and returns what happens. That is done
	// again and again, always with the same input, as a form or a file is sent again.
	begin func(context.Context, office) (func(context.Context, office) error, error)
	// leaves are the partition keys of what may stay behind, until it expires: things that are found only
	// by an id that nobody knows any more.
	leaves []string
	// undone are the answers that a repetition may get because it finds everything done.
	undone []problem.Code
	// regardless says that the operation has more to do when a call fails, so that something else changes.
	regardless bool
}

// trouble is what happens from a call on.
type trouble struct {
	name string
	// kind decides about an attempt, by how many calls and attempts came since the one in question, from 0.
	kind func(calls, attempts int) proxy.Kind
	// then is what the repetition meets at all its calls.
	then proxy.Kind
	// classes are those of the error; none when there must be no error.
	classes []trial.Class
	// refused says that what failed has changed nothing.
	refused bool
	// effect says that the fault differs from others at calls that write only: a read has no effect that
	// could be lost.
	effect bool
}

// atCall is a fault of all attempts of one call.
func atCall(kind proxy.Kind) func(int, int) proxy.Kind {
	return func(calls, _ int) proxy.Kind {
		if calls == 0 {
			return kind
		}
		return proxy.None
	}
}

// from is a fault of that call and all later ones.
func from(kind proxy.Kind) func(int, int) proxy.Kind {
	return func(int, int) proxy.Kind { return kind }
}

// first are the faults of the next attempts, one each.
func first(kinds ...proxy.Kind) func(int, int) proxy.Kind {
	return func(_, attempts int) proxy.Kind {
		if attempts < len(kinds) {
			return kinds[attempts]
		}
		return proxy.None
	}
}

var dead = []trial.Class{"dead"}

// T1. Goal: a process that dies between any two steps of any operation loses and doubles nothing. Method:
// it dies before and after call k, for every k; the same is asked for again.
func TestT1DeathAtEachCallOfEachOperation(t *testing.T) {
	t.Parallel()
	tryAll(t, []trouble{
		{name: "death before", kind: atCall(proxy.DeathBefore), classes: dead, refused: true},
		{name: "death after", kind: atCall(proxy.DeathAfter), classes: dead, effect: true},
	})
}

// T2. Goal: a write whose reply is lost is found again, never done again; one lost reply alone is not even
// noticed. Method: lose one or all replies of call k, for every k; the same is asked for again.
func TestT2LostReplyAtEachCallOfEachOperation(t *testing.T) {
	t.Parallel()
	ambiguous := []trial.Class{trial.Ambiguous}
	tryAll(t, []trouble{
		{name: "lost", kind: atCall(proxy.Lost), classes: ambiguous, effect: true},
		{name: "lost, then mixed", kind: atCall(proxy.Lost), classes: ambiguous, then: proxy.Mixed, effect: true},
		{name: "lost once", kind: first(proxy.Lost), effect: true},
		{name: "refused", kind: atCall(proxy.Refused), classes: ambiguous, refused: true},
		{name: "refused once", kind: first(proxy.Refused)},
	})
}

// T5. Goal: no operation is lost or done twice in a storm of conflicts, and one conflict is not noticed.
// Method: conflicts at call k and all later ones, or once, also after a lost reply, for every k; the same
// is asked for again, also with a conflict beside each failed condition.
func TestT5ConflictsAtEachCallOfEachOperation(t *testing.T) {
	t.Parallel()
	busy := []trial.Class{trial.Conflicting, trial.Transient}
	tryAll(t, []trouble{
		{name: "conflicts", kind: from(proxy.Conflict), classes: busy, refused: true, then: proxy.Mixed},
		{name: "one conflict", kind: first(proxy.Conflict)},
		{name: "lost, then one conflict", kind: first(proxy.Lost, proxy.Conflict), effect: true},
	})
}

// T6. Goal: an operation that DynamoDB refuses for its own troubles has changed nothing, and succeeds later.
// Method: throttling and failures at call k and all later ones, for every k; the same is asked for again.
func TestT6ThrottledAtEachCallOfEachOperation(t *testing.T) {
	t.Parallel()
	transient := []trial.Class{trial.Transient}
	tryAll(t, []trouble{
		{name: "throttled", kind: from(proxy.Throttled), classes: transient, refused: true},
		{name: "server error", kind: from(proxy.ServerError), classes: transient, refused: true},
	})
}

// tryAll tries each operation under each trouble at each of its calls.
func tryAll(t *testing.T, troubles []trouble) {
	f := newFixture(t)
	if err := f.steady.found(t.Context()); err != nil {
		t.Fatal(err)
	}
	founded, calls, runs := f.image(), 0, 0
	now := founded
	all := operations()
	for _, o := range all {
		f.restore(now, founded)
		act, err := o.begin(t.Context(), f.steady)
		if err != nil {
			t.Fatalf("%s: %v", o.name, err)
		}
		r := run{Fixture: f, operation: o, act: act, before: f.image()}
		made := r.inPeace()
		for k, writes := range made {
			for _, trouble := range troubles {
				if trouble.effect && !writes {
					continue
				}
				r.name = fmt.Sprintf("%s, call %d, %s", o.name, k, trouble.name)
				r.under(k, trouble)
				runs++
			}
		}
		calls, now = calls+len(made), r.now
	}
	t.Logf("%d operations, %d calls, %d runs", len(all), calls, runs)
}

// run is an operation that is tried.
type run struct {
	*Fixture
	operation   operation
	name        string
	act         func(context.Context, office) error
	before, now image
	changes     []string // that it makes in peace
}

func (r *run) do() error { return r.act(r.t.Context(), r.faulty) }

// inPeace does it without any trouble and then once more, and returns which of its calls write.
func (r *run) inPeace() []bool {
	r.t.Helper()
	r.name = r.operation.name
	var writes []bool
	r.play(func(call proxy.Call) proxy.Kind {
		writes = append(writes, !slices.Contains([]string{"GetItem", "BatchGetItem", "Query"}, call.Operation))
		return proxy.None
	})
	if err := r.do(); err != nil {
		r.t.Fatalf("%s: %v", r.name, err)
	}
	r.now = r.image()
	if r.changes = r.now.since(r.before); len(r.changes) == 0 {
		r.t.Errorf("%s: nothing changes", r.name)
	}
	made := slices.Clone(writes)
	r.again(proxy.None)
	return made
}

// under does it under a trouble from the k-th call on, and then once more.
func (r *run) under(k int, trouble trouble) {
	r.t.Helper()
	r.restore(r.now, r.before)
	var failed image // as it was when the trouble began
	seen, attempts, last := -1, 0, ""
	r.play(func(call proxy.Call) proxy.Kind {
		if call.Invocation != last {
			seen, last = seen+1, call.Invocation
		}
		if seen < k {
			return proxy.None
		}
		if attempts == 0 && trouble.refused {
			failed = r.image()
		}
		attempts++
		return trouble.kind(seen-k, attempts-1)
	})
	var err error
	class := trial.Class("")
	switch died := inject.Survive(func() { err = r.do() }); {
	case died:
		class = "dead"
	case err != nil:
		class = classOf(err)
	}
	if attempts == 0 || class != "" && !slices.Contains(trouble.classes, class) {
		r.t.Errorf("%s: %d attempts, %s: %v", r.name, attempts, class, err)
	}
	if class != "" && trouble.refused && !r.operation.regardless {
		for _, line := range difference(r.image().since(failed), nil, nil) {
			r.t.Errorf("%s: was refused: %s", r.name, line)
		}
	}
	if class == "" {
		r.compare("done")
	}
	r.again(trouble.then)
}

// again does it once more, and compares.
func (r *run) again(kind proxy.Kind) {
	r.t.Helper()
	r.play(func(proxy.Call) proxy.Kind { return kind })
	if err := r.do(); err != nil && !slices.ContainsFunc(r.operation.undone, func(code problem.Code) bool {
		return problem.Is(err, code)
	}) {
		r.t.Errorf("%s: again: %v", r.name, err)
	}
	r.compare("done again")
	report, err := r.Audit.Check(r.t.Context())
	if err != nil || !report.Clean() {
		r.t.Errorf("%s: fsck: %v, %v", r.name, report.Findings, err)
	}
}

// compare holds the tables against those after the operation in peace.
func (r *run) compare(when string) {
	r.t.Helper()
	r.now = r.image()
	for _, line := range difference(r.now.since(r.before), r.changes, r.operation.leaves) {
		r.t.Errorf("%s: %s: %s", r.name, when, line)
	}
}

// classOf classifies an error that a store returns: what it says to the caller, unless it is about a call
// that failed.
func classOf(err error) trial.Class {
	var known *problem.Error
	var refusal *identity.Refusal
	if !retry.Busy(err) && (errors.As(err, &known) || errors.As(err, &refusal)) {
		return trial.Business
	}
	return trial.Classify(err.Error())
}
