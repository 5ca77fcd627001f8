package web

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"log/slog"
	"net/http"
	"time"

	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/retry"
)

// serve wraps a handler with what every answer has: an id, safe headers, a page
// for whatever goes wrong, and one line in the log.
func (s *Site) serve(h Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, record := invocation.Begin(r.Context())
		ctx, cancel := context.WithTimeout(ctx, budget)
		defer cancel()
		r = r.WithContext(ctx)
		id := requestID(r)
		answer := &answer{ResponseWriter: w, silent: r.Method == http.MethodHead}
		s.safeHeaders(w.Header(), id)
		visit, err := s.visit(r)
		if visit.Operator != nil {
			r = r.WithContext(visit.Operator.AtWork(ctx))
		}
		if err == nil {
			err = call(h, answer, r, visit)
		}
		if err != nil {
			err = explained(err)
			s.fail(answer, r, visit, err, id)
		}
		s.report(r, visit, answer, err, id, record)
	})
}

// budget is how long a request may take: what is not there by then is given up,
// so that the parent reads a page of ours before the function's own ten seconds
// are over.
const budget = 9 * time.Second

// errBusy is what a parent reads when AWS does not answer.
var errBusy = problem.New(problem.Unavailable, "Il servizio è molto richiesto e in questo momento non riesce a "+
	"rispondere. Riprova tra qualche minuto. Se stavi inviando dei dati, controlla prima se risultano già registrati.")

// explained gives an error that will go away its words; others stay as they are.
func explained(err error) error {
	if problem.Of(err).Code == problem.Internal && retry.Busy(err) {
		return errBusy.Because(err)
	}
	return err
}

// call runs the handler and turns a panic into an error.
func call(h Handler, w http.ResponseWriter, r *http.Request, visit Visit) error {
	return lambdahost.CatchPanic(func() error { return h(w, r, visit) })
}

// report writes the one log line of a request. It names the route and never the
// path, so that no id of a parent's page gets into the log.
func (s *Site) report(
	r *http.Request, visit Visit, a *answer, err error, id string, record *invocation.Record,
) {
	attributes := []slog.Attr{
		slog.String("id", id), slog.String("tenant", visit.Municipality.ID), slog.String("method", r.Method),
		slog.String("route", r.Pattern), slog.Int("status", a.status), slog.Int("bytes", a.bytes),
	}
	if visit.Session != nil && visit.Session.Assertion != "" { // Ties it to the register of logins.
		attributes = append(attributes, slog.String("login", visit.Session.Assertion))
	}
	level := slog.LevelInfo
	if err != nil {
		known := problem.Of(err)
		attributes = append(attributes, slog.String("code", string(known.Code)))
		if known.Cause != nil {
			attributes = append(attributes, slog.String("cause", known.Cause.Error()))
		}
		if known.Code.Status() >= http.StatusInternalServerError {
			level = slog.LevelError
		}
	}
	record.Log(r.Context(), s.Log, level, "request", attributes...)
}

// requestID is Lambda's own when there is one, so that the portal's line and
// the platform's stand together.
func requestID(r *http.Request) string {
	if id := invocation.ID(r.Context()); id != "" {
		return id
	}
	return randomHex(8)
}

// randomHex returns n random bytes in hex. crypto/rand never fails.
func randomHex(n int) string {
	bytes := make([]byte, n)
	_, _ = rand.Read(bytes)
	return hex.EncodeToString(bytes)
}

// answer remembers what was sent. It is silent for HEAD: headers, no body.
type answer struct {
	http.ResponseWriter
	silent bool
	status int
	bytes  int
}

// WriteHeader notes the status.
func (a *answer) WriteHeader(status int) {
	if a.status == 0 {
		a.status = status
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write counts the bytes. It always says the status: for HEAD nothing else would, and
// Lambda's adapter fails without one.
func (a *answer) Write(b []byte) (int, error) {
	if a.status == 0 {
		a.WriteHeader(http.StatusOK)
	}
	if a.silent {
		return len(b), nil
	}
	n, err := a.ResponseWriter.Write(b)
	a.bytes += n
	return n, err
}
