package metering

import (
	"io"
	"net/http"
	"time"
)

// Objects stands between pages, which only read, and the S3 at an address. A read is a call like one of DynamoDB,
// GetObject with the object's path in the place of a request, and without units.
func (m *Meter) Objects(upstream string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		begun := m.begin()
		request, err := http.NewRequestWithContext(r.Context(), r.Method, upstream+r.URL.RequestURI(), r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		request.Header, request.Host, request.ContentLength = r.Header.Clone(), r.Host, r.ContentLength // as they were signed
		answer, err := m.client.Do(request)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		defer func() { _ = answer.Body.Close() }()
		content, err := io.ReadAll(answer.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		m.keep()
		m.note(Call{Operation: GetObject, Request: []byte(r.URL.Path), Begun: begun, Ended: time.Now()})
		w.WriteHeader(answer.StatusCode)
		_, _ = w.Write(content) // a function that has gone needs no answer
	})
}

// GetObject is the operation that reads an object of S3.
const GetObject = "GetObject"
