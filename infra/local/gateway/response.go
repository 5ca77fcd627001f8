package gateway

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
)

// response is the answer of a function in format 2.0. A pointer tells a missing status from 0.
type response struct {
	Status   *int              `json:"statusCode"`
	Headers  map[string]string `json:"headers"`
	Cookies  []string          `json:"cookies"`
	Body     string            `json:"body"`
	IsBase64 bool              `json:"isBase64Encoded"`
}

// answer is what goes to the client.
type answer struct {
	status int
	header http.Header
	body   []byte
}

// decodeResponse reads a function's answer. JSON without a status code is itself the body of a
// 200, which AWS infers; anything that is not such an answer is an error.
func decodeResponse(data []byte) (answer, error) {
	if !json.Valid(data) {
		return answer{}, errors.New("the answer is not JSON")
	}
	var r response
	if err := json.Unmarshal(data, &r); err != nil {
		var wrongType *json.UnmarshalTypeError
		if errors.As(err, &wrongType) && wrongType.Field == "" {
			return inferred(data), nil
		}
		return answer{}, err
	}
	if r.Status == nil {
		return inferred(data), nil
	}
	if *r.Status < 200 || *r.Status > 599 {
		return answer{}, fmt.Errorf("status %d", *r.Status)
	}
	body := []byte(r.Body)
	if r.IsBase64 {
		var err error
		if body, err = base64.StdEncoding.DecodeString(r.Body); err != nil {
			return answer{}, fmt.Errorf("body: %w", err)
		}
	}
	return answer{*r.Status, responseHeader(r), body}, nil
}

func inferred(data []byte) answer {
	return answer{http.StatusOK, http.Header{"Content-Type": {"application/json"}}, data}
}

func responseHeader(r response) http.Header {
	header := http.Header{}
	for name, value := range r.Headers {
		header.Set(name, value)
	}
	for _, cookie := range r.Cookies {
		header.Add("Set-Cookie", cookie)
	}
	for name := range hopByHop {
		header.Del(name)
	}
	header.Del("Content-Length") // counted anew from the body
	return header
}

// send sends the answer to the client.
func (a answer) send(out http.ResponseWriter) {
	for name, values := range a.header {
		out.Header()[name] = values
	}
	if a.header.Get("Content-Type") == "" {
		out.Header()["Content-Type"] = nil // never guessed from the body
	}
	if a.status != http.StatusNoContent && a.status != http.StatusNotModified {
		out.Header().Set("Content-Length", strconv.Itoa(len(a.body)))
	}
	out.WriteHeader(a.status)
	_, _ = out.Write(a.body)
}

// fail sends one of API Gateway's own answers.
func fail(out http.ResponseWriter, status int, message string) {
	body, _ := json.Marshal(map[string]string{"message": message}) // a map of strings always encodes
	answer{status, http.Header{"Content-Type": {"application/json"}}, body}.send(out)
}
