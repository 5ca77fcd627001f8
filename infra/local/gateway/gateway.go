package gateway

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	"serviziscolastici/infra/local/runtimeapi"
)

// maxRequest is API Gateway's limit for a request's body, in bytes.
const maxRequest = 10 << 20

// Invoke runs a function on an event.
type Invoke func(ctx context.Context, event []byte) ([]byte, error)

// Gateway is one HTTP API.
type Gateway struct {
	API    string // logical id, shown to functions as the API's id
	Routes []Route
	// Report hears of invocations that failed, for the console.
	Report func(function string, err error)
}

// Serve answers on the listener until ctx ends, then lets open requests finish.
func (g *Gateway) Serve(ctx context.Context, listener net.Listener) error {
	server := &http.Server{
		Handler:           g,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    10 << 10, // API Gateway takes 10,240 bytes of request line and headers
	}
	stopped := make(chan struct{})
	go func() {
		defer close(stopped)
		<-ctx.Done()
		grace, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			_ = server.Close()
		}
	}()
	err := server.Serve(listener)
	if errors.Is(err, http.ErrServerClosed) {
		<-stopped
		return nil
	}
	return err
}

// ServeHTTP finds the route and calls its function.
func (g *Gateway) ServeHTTP(out http.ResponseWriter, r *http.Request) {
	found, ok := find(g.Routes, r.Method, rawPath(r))
	if !ok {
		fail(out, http.StatusNotFound, "Not Found")
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(out, r.Body, maxRequest))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		fail(out, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
		return
	}
	if err != nil {
		fail(out, http.StatusBadRequest, "Bad Request")
		return
	}
	event, err := json.Marshal(encodeRequest(r, body, found, g.API, rand.Text(), time.Now()))
	switch {
	case err != nil:
		g.refuse(out, found.route, err)
	case len(event) > runtimeapi.MaxPayload:
		fail(out, http.StatusRequestEntityTooLarge, "Request Entity Too Large")
	default:
		g.call(out, r, found.route, event)
	}
}

func (g *Gateway) call(out http.ResponseWriter, r *http.Request, route Route, event []byte) {
	data, err := route.Invoke(r.Context(), event)
	if err != nil {
		g.refuse(out, route, err)
		return
	}
	decoded, err := decodeResponse(data)
	if err != nil {
		g.refuse(out, route, err)
		return
	}
	decoded.send(out)
}

// refuse tells client and console that a function gave no answer.
func (g *Gateway) refuse(out http.ResponseWriter, route Route, err error) {
	g.Report(route.Function, err)
	var failure *runtimeapi.FunctionError
	switch {
	case errors.Is(err, runtimeapi.ErrNoBinary):
		fail(out, http.StatusBadGateway, "Bad Gateway")
	case errors.Is(err, runtimeapi.ErrStopped), errors.Is(err, context.Canceled):
		fail(out, http.StatusServiceUnavailable, "Service Unavailable")
	case errors.As(err, &failure) && failure.Type == runtimeapi.TimedOut:
		fail(out, http.StatusGatewayTimeout, "Endpoint request timed out")
	default:
		fail(out, http.StatusInternalServerError, "Internal Server Error")
	}
}
