package municipality

import (
	"context"
	"errors"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// cacheFor is how long a change of the settings may take to show.
const cacheFor = 5 * time.Minute

type remembered struct {
	municipality Municipality
	until        time.Time
}

// byPointer follows a host name or a creditor to its municipality.
func (s *Store) byPointer(ctx context.Context, key dynamo.Key) (Municipality, error) {
	return s.remember(key, func() (Municipality, error) {
		var way pointer
		if err := s.Core.Get(ctx, key, &way); err != nil {
			return Municipality{}, missing(err)
		}
		return s.ByID(ctx, way.Tenant)
	})
}

// remember returns what is known under key, or reads it. What is not there is
// not remembered: any host name can be asked for, and memory is not for that.
func (s *Store) remember(key dynamo.Key, read func() (Municipality, error)) (Municipality, error) {
	now := s.Clock()
	s.mu.Lock()
	known, found := s.known[key]
	s.mu.Unlock()
	if found && now.Before(known.until) {
		return known.municipality, nil
	}
	m, err := read()
	if err != nil {
		return Municipality{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.known == nil {
		s.known = make(map[dynamo.Key]remembered)
	}
	s.known[key] = remembered{m, now.Add(cacheFor)}
	return m, nil
}

func (s *Store) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.known = nil
}

func missing(err error) error {
	if errors.Is(err, dynamo.ErrNoItem) {
		return problem.Missing().Because(err)
	}
	return err
}
