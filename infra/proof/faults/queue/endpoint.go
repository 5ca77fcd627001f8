package queue

import (
	"crypto/md5" //nolint:gosec // SQS proves with MD5 that a message arrived whole
	"encoding/hex"
	"encoding/json"
	"net/http"
)

// Copies says how many copies of a message the queue keeps, 1 for a quiet one.
type Copies func() int

// Endpoint answers SendMessageBatch of the SQS API, so that a function may send to the queue.
func (q *Queue) Endpoint(copies Copies) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct {
			Entries []struct {
				ID   string `json:"Id"`
				Body string `json:"MessageBody"`
			}
		}
		body := http.MaxBytesReader(w, r.Body, 1<<20)
		if r.Header.Get("X-Amz-Target") != "AmazonSQS.SendMessageBatch" ||
			json.NewDecoder(body).Decode(&request) != nil {
			http.Error(w, "not a SendMessageBatch", http.StatusBadRequest)
			return
		}
		type sent struct {
			ID  string `json:"Id"`
			Key string `json:"MessageId"`
			MD5 string `json:"MD5OfMessageBody"`
		}
		var answer struct {
			Successful []sent
			Failed     []struct{}
		}
		for _, entry := range request.Entries {
			q.Send(entry.Body, copies())
			sum := md5.Sum([]byte(entry.Body))
			answer.Successful = append(answer.Successful, sent{entry.ID, entry.ID, hex.EncodeToString(sum[:])})
		}
		w.Header().Set("Content-Type", "application/x-amz-json-1.0")
		_ = json.NewEncoder(w).Encode(answer)
	})
}
