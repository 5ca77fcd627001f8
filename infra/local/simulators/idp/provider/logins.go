package provider

import (
	"crypto/rand"
	"sync"
	"time"

	"serviziscolastici/infra/local/simulators/idp/saml"
)

// Limits of the requests that wait for a citizen's choice.
const (
	loginLifetime = 10 * time.Minute
	maxLogins     = 1000
)

// logins holds the requests whose login page is open, by a random id. A login
// stays until it expires: going back and choosing again answers the same request
// a second time, which the portal must refuse by itself.
type logins struct {
	mu   sync.Mutex
	open map[string]login
}

type login struct {
	request *saml.Request
	portal  string // name of the portal, for the page
	begun   time.Time
}

// add keeps a request and returns its id. It forgets what has expired and,
// when too many are open, the oldest.
func (l *logins) add(entry login) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	oldest := ""
	for id, other := range l.open {
		if entry.begun.Sub(other.begun) > loginLifetime {
			delete(l.open, id)
			continue
		}
		if oldest == "" || other.begun.Before(l.open[oldest].begun) {
			oldest = id
		}
	}
	if len(l.open) >= maxLogins {
		delete(l.open, oldest)
	}
	id := rand.Text()
	l.open[id] = entry
	return id
}

func (l *logins) find(id string, now time.Time) (login, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	entry, found := l.open[id]
	return entry, found && now.Sub(entry.begun) <= loginLifetime
}
