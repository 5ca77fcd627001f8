package imports

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/url"
	"time"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
)

// Files is the bucket of the imports.
type Files interface {
	Open(ctx context.Context, key string) (bucket.Object, error)
	Put(ctx context.Context, key, kind string, content io.Reader, size int64) error
	PutBytes(ctx context.Context, key, kind string, content []byte) error
}

// Queue brings a message to a worker, at least once.
type Queue interface {
	Send(ctx context.Context, message Message) error
}

// Message says which import goes on. What is to be done, the import's item says.
type Message struct {
	Tenant string `json:"municipality"`
	ID     string `json:"import"`
}

// Worker brings imports further, one step for each message.
type Worker struct {
	Store  Store
	Loader intake.Loader
	Files  Files
	Queue  Queue
	Audit  office.Log
	Log    *slog.Logger
	// Folder is where a file may lie on this machine while it is worked on, "" for the usual one.
	Folder string
}

// event is what S3 tells of new objects.
type event struct {
	Records []struct {
		EventTime time.Time `json:"eventTime"`
		S3        struct {
			Object struct {
				Key  string `json:"key"` // escaped
				ETag string `json:"eTag"`
			} `json:"object"`
		} `json:"s3"`
	} `json:"Records"`
}

// Handle does what a message of the queue says: S3's about new objects, or one about an import. It may be the same as
// another one. An error leaves it in the queue.
func (w Worker) Handle(ctx context.Context, body string) error {
	var told event
	if err := json.Unmarshal([]byte(body), &told); err != nil {
		return fmt.Errorf("imports: not a message: %w", err)
	}
	for _, record := range told.Records {
		key, err := url.QueryUnescape(record.S3.Object.Key)
		if err != nil {
			return fmt.Errorf("imports: not a key: %w", err)
		}
		if err := w.arrived(ctx, key, record.EventTime, record.S3.Object.ETag); err != nil {
			return err
		}
	}
	var message Message
	if err := json.Unmarshal([]byte(body), &message); err != nil || message.ID == "" {
		return err // S3 also sends messages to try whether the queue takes them
	}
	i, err := w.Store.Find(ctx, message.Tenant, message.ID)
	if problem.Is(err, problem.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.further(ctx, i)
}

// arrived begins to work on an object that has come.
func (w Worker) arrived(ctx context.Context, key string, at time.Time, tag string) error {
	at = at.UTC()
	place, is := placeOf(key)
	if !is {
		return nil
	}
	var i Import
	var err error
	if place.folder == uploads {
		i, err = w.Store.Find(ctx, place.tenant, place.name)
	} else {
		_, err = w.Loader.Municipalities.ByID(ctx, place.tenant)
		if err == nil {
			i, err = w.Store.put(ctx, place, key, at, tag)
		}
	}
	if problem.Is(err, problem.NotFound) {
		w.Log.Warn("object of nobody", "tenant", place.tenant)
		return nil
	}
	if err != nil {
		return err
	}
	if i.State == Waiting {
		i, err = w.Store.advance(ctx, i.to(Reading))
		return w.moveOn(ctx, i, err)
	}
	if i.State == Reading { // whoever heard of it first may have died before telling the queue
		return w.Queue.Send(ctx, Message{i.Tenant, i.ID})
	}
	return nil
}

// further does the next step of an import.
func (w Worker) further(ctx context.Context, i Import) error {
	var step func(context.Context, Import) (Import, error)
	switch {
	case i.State == Reading && i.Kept == "":
		step = w.keep
	case i.State == Reading:
		step = w.read
	case i.State == Checking && i.Next < i.Pieces:
		step = w.check
	case i.State == Checking:
		step = w.summarise
	case i.State == Ready && i.By == Folder:
		step = w.confirm
	case i.State == Storing && i.Next < i.Pieces:
		step = w.store
	case i.State == Storing:
		step = w.finish
	default:
		return w.report(ctx, i) // whoever ended it may have died before
	}
	done, err := step(ctx, i)
	if errors.Is(err, bucket.ErrNoObject) && i.State == Storing {
		done, err = w.Store.lose(ctx, i)
	}
	return w.moveOn(ctx, done, err)
}

// moveOn queues the next step after one that was done. Who finds that somebody else has done it lets the other go on.
func (w Worker) moveOn(ctx context.Context, i Import, err error) error {
	if errors.Is(err, errMoved) {
		return nil
	}
	if err != nil {
		return err
	}
	w.Log.Info("import", "tenant", i.Tenant, "import", i.ID, "file", i.File, "state", string(i.State), "next", i.Next,
		"pieces", i.Pieces, "rows", i.Rows(), "wrong", i.Wrong, "failed", i.Failed)
	if i.Working() || i.State == Ready && i.By == Folder {
		return w.Queue.Send(ctx, Message{i.Tenant, i.ID})
	}
	return w.report(ctx, i)
}
