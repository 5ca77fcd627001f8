package office

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/session"
)

// Search is what an operator looked for. It is kept apart from the address of its page, which goes into histories:
// what was typed is mostly somebody's name.
type Search struct {
	Text    string    `dynamodbav:"text"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// searchLasts is how long a search can be gone back to: a working day.
const searchLasts = 12 * time.Hour

// KeepSearch keeps what was typed into a form of a session, by the form's key.
func (s Store) KeepSearch(ctx context.Context, open session.Session, form, text string) error {
	return s.Ops.Store(ctx, dynamo.Search(open.ID, form), Search{text, s.Clock().Add(searchLasts).Truncate(time.Second)})
}

// SearchOf returns what was typed, "" for a search that is not the session's or is over.
func (s Store) SearchOf(ctx context.Context, open session.Session, form string) (string, error) {
	var search Search
	err := s.Ops.Get(ctx, dynamo.Search(open.ID, form), &search)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && !s.Clock().Before(search.Expires) {
		return "", nil
	}
	return search.Text, err
}
