package main

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
)

// Goal: the counter asks for the consumption, passes the answer on and sums the units of writes alone.
// Method: a fake DynamoDB that answers with one consumption, or with a list of them.
func TestCounter(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || !strings.Contains(string(body), `"ReturnConsumedCapacity":"TOTAL"`) {
			t.Errorf("asked %s, %v", body, err)
		}
		answer := `{"ConsumedCapacity":{"CapacityUnits":1}}`
		if strings.HasSuffix(r.Header.Get("X-Amz-Target"), "TransactWriteItems") {
			answer = `{"ConsumedCapacity":[{"CapacityUnits":4},{"CapacityUnits":6}]}`
		}
		_, _ = io.WriteString(w, answer)
	}))
	defer upstream.Close()
	counter := newCounter(upstream.URL)
	for _, operation := range []string{"GetItem", "PutItem", "TransactWriteItems"} {
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(`{"TableName":"t"}`))
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+operation)
		answer := httptest.NewRecorder()
		counter.ServeHTTP(answer, request)
		if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "CapacityUnits") {
			t.Errorf("%s: %d %s", operation, answer.Code, answer.Body)
		}
	}
	if taken := counter.take(); taken != (consumption{calls: 3, units: 11, transactions: 10}) {
		t.Errorf("%+v", taken)
	}
	if taken := counter.take(); taken != (consumption{}) {
		t.Errorf("after taking: %+v", taken)
	}
}

// Goal: .local/bench.json has exactly the fields that its readers expect. Method: encode an empty result.
func TestFields(t *testing.T) {
	text, err := json.Marshal(Result{Night: []Night{{}}})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"start_ratio":null,"page_ratio":0,"page_over_floor_ms":0,"debits_ratio":0,"debit_calls":0,"debit_wru":0,` +
		`"debit_wru_with_marker":0,"receipts_per_s":0,"receipt_calls":0,"receipt_wru":0,"night":[{"pupils":0,"seconds":0,"peak_mb":0}],` +
		`"station_ratio":0,"station_cold_ratio":0,"late_receipts_ratio":0,"notices_per_s":0,"notice_cpu_ms":0,` +
		`"office":null,"function_peak_mb":null}`
	if string(text) != want {
		t.Errorf("%s", text)
	}
}

// Goal: the sizes of nights are read, and nonsense is refused. Method: both.
func TestNumbers(t *testing.T) {
	if got, err := numbers("200, 2000"); err != nil || len(got) != 2 || got[1] != 2000 {
		t.Errorf("%v, %v", got, err)
	}
	for _, bad := range []string{"", "many", "-1", "200,,5"} {
		if _, err := numbers(bad); err == nil {
			t.Errorf("%q is taken for sizes", bad)
		}
	}
}

// Goal: no page of the office waits for more than four calls to DynamoDB and S3 one after the other. Method: the built functions
// on a small municipality that has more of each thing than a page shows, with a meter between.
func TestOfficeSteps(t *testing.T) {
	t.Chdir(filepath.Join("..", "..", ".."))
	f, err := openFixture(t.Context(), filepath.Join(".local", "bin"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.close()
	o, err := openOffice(t.Context(), f, 500)
	if err != nil {
		t.Fatal(err)
	}
	pages, err := o.count(t.Context())
	if err != nil || len(pages) < 50 {
		t.Fatalf("%d pages, %v", len(pages), err)
	}
	for _, page := range pages {
		if page.Steps > officeSteps {
			t.Errorf("%s: %d calls wait for one another", page.Address, page.Steps)
		}
	}
}
