// Package invoke answers the Lambda Invoke API, so that the AWS CLI and any AWS SDK can call a
// function of the local stack with an event.
package invoke

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"strings"

	"serviziscolastici/infra/local/runtimeapi"
)

// API is the handler. Functions are found by name, logical id or ARN.
type API struct {
	Functions map[string]Function
	// Report hears of failed invocations that nobody waits for.
	Report func(name string, err error)
}

// Function runs a function on an event.
type Function func(ctx context.Context, event []byte) ([]byte, error)

// Handler has the one route of the API, version 2015-03-31.
func (a *API) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("POST /2015-03-31/functions/{name}/invocations", a.serve)
	return mux
}

func (a *API) serve(out http.ResponseWriter, r *http.Request) {
	name := r.PathValue("name")
	name = name[strings.LastIndex(name, ":")+1:]
	function, found := a.Functions[name]
	if !found {
		fail(out, http.StatusNotFound, "ResourceNotFoundException", "Function not found: "+name)
		return
	}
	event, err := io.ReadAll(http.MaxBytesReader(out, r.Body, runtimeapi.MaxPayload))
	switch {
	case err != nil:
		fail(out, http.StatusRequestEntityTooLarge, "RequestTooLargeException", "the event is over 6 MB")
		return
	case len(event) == 0:
		event = []byte("{}")
	case !json.Valid(event):
		fail(out, http.StatusBadRequest, "InvalidRequestContentException", "the event is not JSON")
		return
	}
	switch r.Header.Get("X-Amz-Invocation-Type") {
	case "", "RequestResponse":
		answer(out, r, function, event)
	case "Event":
		a.later(context.WithoutCancel(r.Context()), name, function, event)
		out.WriteHeader(http.StatusAccepted)
	case "DryRun":
		out.WriteHeader(http.StatusNoContent)
	default:
		fail(out, http.StatusBadRequest, "InvalidParameterValueException", "unknown invocation type")
	}
}

// later runs the function behind the caller's back. AWS would try twice more after an error;
// here one failure is reported at once, which is what somebody at a console wants.
func (a *API) later(ctx context.Context, name string, function Function, event []byte) {
	go func() {
		if _, err := function(ctx, event); err != nil {
			a.Report(name, err)
		}
	}()
}

func answer(out http.ResponseWriter, r *http.Request, function Function, event []byte) {
	response, err := function(r.Context(), event)
	var failure *runtimeapi.FunctionError
	switch {
	case errors.As(err, &failure):
		out.Header().Set("X-Amz-Function-Error", "Unhandled")
		response, _ = json.Marshal(failure) // two strings always encode
	case errors.Is(err, runtimeapi.ErrNoBinary):
		fail(out, http.StatusBadGateway, "InvalidRuntimeException", err.Error())
		return
	case err != nil:
		fail(out, http.StatusInternalServerError, "ServiceException", err.Error())
		return
	}
	out.Header().Set("Content-Type", "application/json")
	out.Header().Set("X-Amz-Executed-Version", "$LATEST")
	_, _ = out.Write(response)
}

func fail(out http.ResponseWriter, status int, kind, message string) {
	out.Header().Set("Content-Type", "application/json")
	out.Header().Set("X-Amzn-Errortype", kind)
	out.WriteHeader(status)
	_ = json.NewEncoder(out).Encode(map[string]string{"Type": "User", "Message": message})
}
