package trial_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"serviziscolastici/infra/proof/faults/trial"
)

// Goal: under faults, duplicates, reordering and corrections nothing is lost, doubled or left without
// an explanation. Method: short seeded runs, judged against what should have come of them.
func TestT24SeededRuns(t *testing.T) {
	for _, config := range []trial.Config{
		{Seed: 1, Debits: 300, Receipts: 60, Rate: 0.05},
		{Seed: 2, Debits: 300, Receipts: 60, Rate: 0.10},
		{Seed: 3, Debits: 300, Receipts: 60, Rate: 0.20},
	} {
		t.Run(fmt.Sprintf("seed %d", config.Seed), func(t *testing.T) {
			t.Parallel()
			config.DynamoDB, config.Binaries = os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), binaries
			config.Say = t.Logf
			summary, err := trial.Run(t.Context(), config)
			if err != nil {
				t.Fatal(err)
			}
			t.Log(summary)
			if !summary.Good() || summary.Faults == 0 || summary.Records == 0 {
				t.Errorf("%s\n%q", summary, summary.Unclassified)
			}
		})
	}
}

// Goal: a class is told from what an error says, and what nobody has thought of stays unclassified.
// Method: messages as the functions log them.
func TestClassify(t *testing.T) {
	for cause, want := range map[string]trial.Class{
		"transaction still in conflict after 4 tries: TransactionCanceledException": trial.Conflicting,
		"operation error DynamoDB: GetItem, exceeded maximum number of attempts, 3, " +
			"https response error StatusCode: 500": trial.Transient,
		"read tcp 127.0.0.1:1->127.0.0.1:2: read: connection reset by peer": trial.Ambiguous,
		"not a receipt message: invalid character":                          trial.Business,
		"panic: runtime error: index out of range":                          trial.Bug,
		"something else": trial.Unclassified,
	} {
		if got := trial.Classify(cause); got != want {
			t.Errorf("%q is %s, want %s", cause, got, want)
		}
	}
}

// T25. Goal: deleted accounts come back as they were, from their entries.
// Method: a short drill.
func TestT25RecoveryDrill(t *testing.T) {
	recovery, err := trial.Drill(t.Context(), trial.Config{
		Seed: 25, Debits: 200, Receipts: 40, DynamoDB: os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"),
		Binaries: binaries, Say: t.Logf,
	})
	if err != nil || !recovery.Good() {
		t.Errorf("%s, %v", recovery, err)
	}
}

// Goal: a run that does not end in time says what is left and claims nothing. Method: no time at all.
func TestRunGivesUp(t *testing.T) {
	_, err := trial.Run(t.Context(), trial.Config{
		Seed: 1, Debits: 100, Receipts: 20, Rate: 0.05, Limit: 1, Binaries: binaries, Say: t.Logf,
		DynamoDB: os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"),
	})
	if err == nil || !strings.Contains(err.Error(), "given up with") {
		t.Errorf("%v", err)
	}
}
