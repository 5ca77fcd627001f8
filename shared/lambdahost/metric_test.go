package lambdahost_test

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"testing"
	"time"

	"serviziscolastici/shared/lambdahost"
)

// Goal: a metric arrives in CloudWatch in the stack's own namespace, and a second time under its remedy, by which
// the alarm hears of it. Method: read the line as CloudWatch does: every named metric is a number of the line.
func TestCount(t *testing.T) {
	t.Setenv("METRICS", "ServiziScolastici/prova")
	for remedy, want := range map[lambdahost.Remedy][]string{
		lambdahost.Office: {"ParkedReceipts", "Office"}, "": {"ParkedReceipts"},
	} {
		var logged bytes.Buffer
		lambdahost.Count(slog.New(slog.NewJSONHandler(&logged, nil)), time.UnixMilli(1795381200123), remedy, "ParkedReceipts", 3)
		var line map[string]any
		var embedded struct {
			AWS struct {
				Timestamp         int64
				CloudWatchMetrics []struct {
					Namespace  string
					Dimensions [][]string
					Metrics    []struct{ Name, Unit string }
				}
			} `json:"_aws"`
		}
		if err := json.Unmarshal(logged.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(logged.Bytes(), &embedded); err != nil {
			t.Fatal(err)
		}
		directive := embedded.AWS.CloudWatchMetrics[0]
		if directive.Namespace != "ServiziScolastici/prova" || embedded.AWS.Timestamp != 1795381200123 ||
			len(directive.Metrics) != len(want) {
			t.Fatalf("%s", logged.String())
		}
		for i, metric := range directive.Metrics {
			if metric.Name != want[i] || line[metric.Name] != 3.0 {
				t.Errorf("%s: %v", metric.Name, line[metric.Name])
			}
		}
	}
}
