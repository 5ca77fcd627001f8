// Package outgoing is what the clients of other systems have in common.
package outgoing

import "net/http"

// NoRedirect is the CheckRedirect of a client that follows none: its answer is the redirect itself. What is elsewhere does not
// speak for whom we asked, and the keys and people of a question would go along.
func NoRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
