package lambdahost

import (
	"log/slog"
	"os"
	"time"
)

// Remedy is who has to do something about what is counted. Each has one alarm.
type Remedy string

// The remedies are also names of metrics.
const (
	Office     Remedy = "Office"     // people, tariffs, money of the Comune
	Technician Remedy = "Technician" // certificates and addresses of others
)

// Count publishes a metric in the stack's namespace through the log, in CloudWatch's
// embedded metric format, and adds it to that of its remedy, if it has one. Names and
// values hold no personal data.
func Count(log *slog.Logger, at time.Time, remedy Remedy, metric string, value int) {
	type named struct {
		Name string
		Unit string
	}
	metrics, values := []named{{metric, "Count"}}, []any{metric, value}
	if remedy != "" {
		metrics, values = append(metrics, named{string(remedy), "Count"}), append(values, string(remedy), value)
	}
	log.Info("metric", append(values, "_aws", map[string]any{
		"Timestamp": at.UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace": os.Getenv("METRICS"), "Dimensions": [][]string{{}}, "Metrics": metrics,
		}},
	})...)
}
