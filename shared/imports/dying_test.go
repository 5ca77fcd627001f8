package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"testing"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
)

var errDead = errors.New("the function has died")

// mortal dies at one of the calls that a worker makes, before or after it is done, and at none after that.
type mortal struct {
	Files
	Queue
	left   int // calls until it dies
	before bool
	dead   bool
}

func (m *mortal) call(do func() error) error {
	m.left--
	if m.left != 0 {
		return do()
	}
	m.dead = true
	if !m.before {
		_ = do()
	}
	return errDead
}

func (m *mortal) Open(ctx context.Context, key string) (object bucket.Object, err error) {
	err = m.call(func() (err error) {
		object, err = m.Files.Open(ctx, key)
		return err
	})
	return object, err
}

func (m *mortal) Put(ctx context.Context, key, kind string, content io.Reader, size int64) error {
	return m.call(func() error { return m.Files.Put(ctx, key, kind, content, size) })
}

func (m *mortal) PutBytes(ctx context.Context, key, kind string, content []byte) error {
	return m.call(func() error { return m.Files.PutBytes(ctx, key, kind, content) })
}

func (m *mortal) Send(ctx context.Context, message Message) error {
	return m.call(func() error { return m.Queue.Send(ctx, message) })
}

// Goal: wherever the function dies, the message that comes again goes on: nothing is lost, nothing is counted twice. Method: one file, rehearsed and stored with a worker that dies at the n-th call to
// bucket or queue, before it or after, for every n until it lives to the end; each message is brought until it is done.
func TestDyingAnywhere(t *testing.T) {
	for _, before := range []bool{true, false} {
		for n := 1; ; n++ {
			f := newFixture(t)
			weak := &mortal{Files: f.bucket, Queue: f.queue, left: n, before: before}
			f.Files, f.Worker.Queue = weak, weak
			i := f.survive(t, "giorno;classe;alunno;stato\n12/11/2026;1A;A1;P\n16/11/2026;1A;A1;A\n17/11/2026;1A;A1;x\n18/11/2026;1A;A1;P\n")
			if i.State != Done || i.Added != 2 || i.Wrong != 2 || i.Failed != 0 || i.Stored() != 2 {
				t.Fatalf("died at %d: %+v", n, i)
			}
			for _, day := range []int{12, 16} {
				register, err := f.Loader.School.ClassDay(t.Context(), tenant, "1A", calendar.NewDay(2026, 11, day))
				if err != nil || register.Version != 1 || len(register.Marks) != 1 {
					t.Fatalf("died at %d: %+v, %v", n, register, err)
				}
			}
			if records := f.rows(i); len(records) != 2 { // one of each register, whoever died
				t.Fatalf("died at %d: %+v", n, records)
			}
			if !weak.dead {
				if n < 12 {
					t.Errorf("the work has only %d calls", n)
				}
				break
			}
		}
	}
}

// survive uploads and confirms a file, bringing every message again until it is done.
func (f fixture) survive(t *testing.T, content string) Import {
	t.Helper()
	i, err := f.Store.Begin(t.Context(), tenant, "presenze.csv", "op1", "Giulia Conti")
	if err == nil {
		err = f.bucket.PutBytes(t.Context(), i.Key, "text/csv", []byte(content))
	}
	if err != nil {
		t.Fatal(err)
	}
	f.again(t, `{"Records":[{"eventTime":"2026-11-22T17:00:00Z","s3":{"object":{"key":"`+i.Key+`","eTag":"x"}}}]}`)
	f.drain(t)
	if i, err = f.Store.Find(t.Context(), tenant, i.ID); err == nil {
		i, err = f.Store.Confirm(t.Context(), i, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, false)
	}
	if err != nil {
		t.Fatal(err)
	}
	f.queue.messages = append(f.queue.messages, Message{i.Tenant, i.ID})
	f.drain(t)
	if i, err = f.Store.Find(t.Context(), tenant, i.ID); err != nil {
		t.Fatal(err)
	}
	return i
}

func (f fixture) drain(t *testing.T) {
	t.Helper()
	for len(f.queue.messages) > 0 {
		body, err := json.Marshal(f.queue.messages[0])
		if err != nil {
			t.Fatal(err)
		}
		f.queue.messages = f.queue.messages[1:]
		f.again(t, string(body))
	}
}

// again brings a message until it is done.
func (f fixture) again(t *testing.T, body string) {
	t.Helper()
	for range 3 {
		err := f.Handle(t.Context(), body)
		if err == nil {
			return
		}
		if !errors.Is(err, errDead) {
			t.Fatal(err)
		}
	}
	t.Fatal("the message is never done")
}
