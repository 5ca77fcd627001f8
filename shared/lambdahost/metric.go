package lambdahost

import (
	"log/slog"
	"time"
)

// Count publishes a metric of the namespace ServiziScolastici through the log,
// in CloudWatch's embedded metric format. Names and values hold no personal data.
func Count(log *slog.Logger, at time.Time, metric string, value int) {
	log.Info("metric", metric, value, "_aws", map[string]any{ //nolint:sloglint // CloudWatch's name
		"Timestamp": at.UnixMilli(),
		"CloudWatchMetrics": []any{map[string]any{
			"Namespace": "ServiziScolastici", "Dimensions": [][]string{{}},
			"Metrics": []any{map[string]string{"Name": metric, "Unit": "Count"}},
		}},
	})
}
