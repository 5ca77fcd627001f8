package main

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"slices"
)

// The limits that a stack of many municipalities could meet: AWS's defaults, and the stack's own.
const (
	partitionWrites = 1000   // write units a second of one partition key
	tableWrites     = 40_000 // of an on-demand table, by default quota; 4,000 of a new one
	newTableWrites  = 4000
	gatewayRate     = 10_000 // requests a second of an account, HTTP APIs
	concurrency     = 1000   // functions at once, by default quota
	signatures      = 500    // asymmetric RSA operations a second in KMS
	mealWorkers     = 50     // MaximumConcurrency of the meals' queue
	plannerSeconds  = 900
	sweepSeconds    = 60
	callSeconds     = 0.004 // of DynamoDB, from a function
	parallelDebits  = 8.0   // transactions of a worker at once
)

// Italy is a model of all municipalities in one stack.
type Italy struct {
	pupils []float64 // by municipality, the largest first
}

// newItaly shares pupils among towns as cities are large (Zipf).
func newItaly(pupils float64, towns int) Italy {
	shares, sum := make([]float64, towns), 0.0
	for i := range shares {
		shares[i] = 1 / math.Pow(float64(i+1), 0.85)
		sum += shares[i]
	}
	for i := range shares {
		shares[i] *= pupils / sum
	}
	return Italy{shares}
}

// load is one thing that may break, at its worst second.
type load struct {
	Name        string
	Peak, Limit float64
	Unit, Moves string
}

func (l load) share() float64 { return l.Peak / l.Limit }

// simulate plays the hour after a message to all families, second by second: a fifth of the month's
// visits in two hours, each with its pages and payments. Then the evening.
func (i Italy) simulate(measured Measured, seed uint64) []load {
	draw := rand.New(rand.NewPCG(seed, 1))
	total := 0.0
	for _, pupils := range i.pupils {
		total += pupils
	}
	var requests, busy, writes, logins, hottest float64
	for second := range 3600 {
		// The visits rise for a quarter of an hour and then fall slowly.
		shape := math.Min(1, float64(second)/900) * math.Exp(-math.Max(0, float64(second-900))/2700)
		rate := total * 1.5 * 0.2 / 3600 * shape
		var r, b, w float64
		for kind, times := range use {
			if kind == "mealdebits meal" {
				continue
			}
			n := poisson(draw, rate*times/1.5)
			w += n * measured[kind].Writes
			b += n * (0.010 + measured[kind].Calls*callSeconds)
			r += n
		}
		requests, busy, writes = max(requests, r), max(busy, b), max(writes, w)
		logins = max(logins, poisson(draw, rate))
		// The marks for the archive of one municipality share a key: two units a notice.
		opened := poisson(draw, rate*use["topups POST /ricariche/conferma"]/1.5*i.pupils[0]/total)
		hottest = max(hottest, 2*opened)
	}
	meals := total * 0.9
	workers := mealWorkers * parallelDebits / callSeconds // debits a second that the workers can ask for
	byTable := func(units float64) float64 { return meals * measured["mealdebits meal"].Writes / units }
	night := max(byTable(newTableWrites), meals/workers)
	return []load{
		{"requests at the gateway", requests, gatewayRate, "a second", "quota on request; several stacks"},
		{"functions at once", busy, concurrency, "", "quota on request"},
		{"write units of the ledger, by day", writes, newTableWrites, "a second", "warm throughput, set once"},
		{"signatures of logins", logins, signatures, "a second", "quota; a key for each stack"},
		{"marks for the archive, largest Comune", hottest, partitionWrites, "units a second", "shards of the key"},
		{"documents of one file, largest Comune", 2 * 8 / callSeconds / 4, partitionWrites, "units a second", "less at once"},
		{"class markers of an evening, largest Comune", i.pupils[0] / classSize / night, partitionWrites, "units a second", "nothing to do"},
		{"evening on new tables", night / 60, 120, "minutes", "warm throughput: 40,000 units make it " +
			fmt.Sprintf("%.0f min", max(byTable(tableWrites), meals/workers)/60)},
		{"planning of an evening", float64(len(i.pupils)) * 5 * callSeconds, plannerSeconds, "seconds", "a message for each Comune"},
		{"sweep of a minute", float64(len(i.pupils)) * callSeconds, sweepSeconds, "seconds", "eight at once; a list of who has marks"},
	}
}

// poisson draws how many of many independent events happen.
func poisson(draw *rand.Rand, mean float64) float64 {
	if mean > 30 {
		return max(0, math.Round(mean+math.Sqrt(mean)*draw.NormFloat64()))
	}
	limit, product, n := math.Exp(-mean), draw.Float64(), 0.0
	for product > limit {
		product *= draw.Float64()
		n++
	}
	return n
}

// tell prints the loads, what breaks first on top.
func tell(out io.Writer, loads []load) {
	slices.SortFunc(loads, func(a, b load) int { return cmp.Compare(b.share(), a.share()) })
	for _, l := range loads {
		_, _ = fmt.Fprintf(out, "  %-46s %9.1f of %6.0f %-15s %5.0f%%  %s\n", l.Name, l.Peak, l.Limit, l.Unit, 100*l.share(), l.Moves)
	}
}
