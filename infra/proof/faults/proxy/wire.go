package proxy

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
)

const (
	contentType = "application/x-amz-json-1.0"
	namespace   = "com.amazonaws.dynamodb.v20120810#"
	cancelled   = "TransactionCanceledException"
	throughput  = "ProvisionedThroughputExceededException"
)

// reason is one of a cancelled transaction's reasons, in the order of its items.
type reason struct {
	Code    string          `json:"Code"`
	Message string          `json:"Message,omitempty"`
	Item    json.RawMessage `json:"Item,omitempty"`
}

// failure is the body of DynamoDB's errors.
type failure struct {
	Type    string   `json:"__type"`
	Message string   `json:"Message"`
	Reasons []reason `json:"CancellationReasons,omitempty"`
}

// refuse answers a call with an error, without any effect.
func refuse(w http.ResponseWriter, call Call, kind Kind) {
	status, answer := http.StatusBadRequest, failure{Type: namespace + throughput, Message: "slow down"}
	switch {
	case kind == ServerError:
		status, answer = http.StatusInternalServerError, failure{
			Type: namespace + "InternalServerError", Message: "try again",
		}
	case call.Operation == "TransactWriteItems" && kind == Conflict:
		answer = cancellation(call, "TransactionConflict")
	case call.Operation == "TransactWriteItems":
		answer = cancellation(call, "ThrottlingError")
	}
	w.Header().Set("Content-Type", contentType)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(answer)
}

// cancellation blames the last item, which is a balance in every transaction about money.
func cancellation(call Call, code string) failure {
	writes := call.Writes()
	if writes == 0 {
		return failure{Type: namespace + throughput, Message: "slow down"}
	}
	reasons, codes := make([]reason, writes), make([]string, writes)
	for i := range reasons {
		reasons[i].Code, codes[i] = "None", "None"
	}
	last := len(reasons) - 1
	reasons[last] = reason{Code: code, Message: "try again"}
	codes[last] = code
	return failure{
		Type: namespace + cancelled, Reasons: reasons,
		Message: fmt.Sprintf("Transaction cancelled, please refer cancellation reasons for specific reasons [%s]",
			strings.Join(codes, ", ")),
	}
}

// mix adds a conflict to a cancellation that a failed condition caused, on an item that is not to
// blame. The condition did fail: nothing is made up about that.
func mix(content []byte) ([]byte, bool) {
	var answer failure
	if json.Unmarshal(content, &answer) != nil || !strings.HasSuffix(answer.Type, cancelled) {
		return content, false
	}
	for i, one := range answer.Reasons {
		if one.Code == "None" {
			answer.Reasons[i] = reason{Code: "TransactionConflict", Message: "try again"}
			mixed, err := json.Marshal(answer)
			return mixed, err == nil
		}
	}
	return content, false
}
