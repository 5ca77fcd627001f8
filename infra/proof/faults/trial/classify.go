package trial

import (
	"encoding/json"
	"strings"
)

// Class says what kind of trouble made a message fail, and so what may be true afterwards.
type Class string

// The classes of error.
const (
	Transient    Class = "transient"    // nothing was written, the same again will do
	Conflicting  Class = "conflict"     // somebody else was there, the same again will do
	Ambiguous    Class = "ambiguous"    // it may have been written: the repetition must find out
	Business     Class = "business"     // the message itself is wrong and will always be
	Bug          Class = "bug"          // the code is wrong
	Unclassified Class = "unclassified" // nobody has thought about it yet
)

// signs tell a class by what the error says. The first match counts, so that what is certain comes
// before what is possible: an error that wraps several attempts tells of the last.
var signs = []struct {
	class Class
	texts []string
}{
	{Bug, []string{
		"panic:", "ValidationException", "Runtime.ExitError", "Sandbox.Timedout", "encode ", "decode ",
		"transaction refused",
	}},
	{Business, []string{
		"not a receipt message", "receipt message of unknown version", "receipt with an id of", "receipt of ",
		"receipt without creditor", "creditor of a receipt: dynamo: no such item",
		"creditor of a receipt: not_found",
		"not a class and day", "have not been eaten yet",
	}},
	{Conflicting, []string{
		"still in conflict", "TransactionConflict", "kept changing", "TransactionInProgress",
	}},
	{Transient, []string{"not begun"}},
	{Ambiguous, []string{
		"connection reset", "EOF", "broken pipe", "Client.Timeout", "deadline exceeded", "server closed idle",
		"use of closed network connection",
	}},
	{Transient, []string{
		"ThrottlingError", "ProvisionedThroughputExceeded", "InternalServerError", "StatusCode: 500",
		"quota exceeded",
	}},
}

// Classify reads an error's text, which is all that a function in another process tells of it.
func Classify(cause string) Class {
	for _, sign := range signs {
		for _, text := range sign.texts {
			if strings.Contains(cause, text) {
				return sign.class
			}
		}
	}
	return Unclassified
}

// failureOf returns the cause in a line of a function's log, "" when it tells of no failure.
func failureOf(line []byte) string {
	var record struct {
		Level string          `json:"level"`
		Cause json.RawMessage `json:"cause"`
		Msg   string          `json:"msg"`
	}
	if _, reported, found := strings.Cut(string(line), `{"errorMessage":`); found {
		return reported // by the runtime, of a handler that returned an error
	}
	if err := json.Unmarshal(line, &record); err != nil {
		// Not a record of the log: what a process prints when it dies.
		return "panic: " + string(line)
	}
	if record.Level != "ERROR" {
		return ""
	}
	if cause := strings.Trim(string(record.Cause), `"`); cause != "" {
		return cause
	}
	return record.Msg
}
