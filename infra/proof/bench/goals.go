package main

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"slices"
	"text/tabwriter"
)

// The goals. A start is compared with a hello world of the same run.
const (
	startOfWorkers = 1.5
	startOfPages   = 2.5
	startOfDoors   = 1.25 // of access and account, the first that a parent meets
	pageRatio      = 1.10
	noticeCPU      = 5.0 // milliseconds
	lateReceipts   = 0.7
	debitsOfFloor  = 0.8
	callsOfDebit   = 1.1
	unitsOfDebit   = 4
	callsOfReceipt = 2
	unitsOfReceipt = 10
	// officeRatio is the time of a page of the office over that of its bare calls. officeSteps is how many of its calls
	// may wait for one another, those for the operator's session and rights included; a page with more ends the
	// benchmark with an error.
	officeRatio = 1.5
	officeSteps = 4
	// nightGrowth is how much longer a meal may take in a large municipality than in a small one, and after parents told
	// of many than without.
	nightGrowth = 1.3
	// nightMemory is how much more memory the worker may take there.
	nightMemory = 1.5
)

// report prints every figure beside its goal.
func report(out io.Writer, r Result) error {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	line := func(what, figure, goal string, reached bool) {
		verdict := "reached"
		if !reached {
			verdict = "NOT REACHED"
		}
		_, _ = fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", what, figure, goal, verdict)
	}
	atMost := func(what string, figure, goal float64, unit string) {
		line(what, fmt.Sprintf("%.2f%s", figure, unit), fmt.Sprintf("≤ %.4g%s", goal, unit), figure <= goal)
	}
	for _, name := range slices.Sorted(maps.Keys(r.StartRatio)) {
		atMost("start of "+name, r.StartRatio[name], r.startGoals[name], " × hello")
	}
	atMost("account page", r.PageRatio, pageRatio, " × floor")
	atMost("CPU of a notice to print", r.NoticeCPUMs, noticeCPU, " ms")
	line("receipts while meals are debited", fmt.Sprintf("%.0f%%", 100*r.LateReceipts), "≥ 70% of the rate alone",
		r.LateReceipts >= lateReceipts)
	line("debits", fmt.Sprintf("%.0f%%", 100*r.DebitsRatio), "≥ 80% of the bare loop", r.DebitsRatio >= debitsOfFloor)
	atMost("calls of a debit", r.DebitCalls, callsOfDebit, "")
	atMost("write units of a debit", r.DebitWRU, unitsOfDebit, "")
	atMost("calls of a receipt", r.ReceiptCalls, callsOfReceipt, "")
	atMost("write units of a receipt", r.ReceiptWRU, unitsOfReceipt, "")
	for _, page := range slowest(r.Office) {
		atMost("chain of calls of "+page.Address, float64(page.Steps), officeSteps, "")
		atMost("time of "+page.Address, page.ratio(), officeRatio, " × bare calls")
	}
	against := func(name, goal string, night, reference Night) {
		line(name, fmt.Sprintf("%.2f × floor a meal", night.overFloor),
			fmt.Sprintf("%s: ≤ %.1f × %.2f", goal, nightGrowth, reference.overFloor),
			night.overFloor <= nightGrowth*reference.overFloor)
		line(name, fmt.Sprintf("%.0f MB", night.PeakMB),
			fmt.Sprintf("flat: ≤ %.1f × %.0f", nightMemory, reference.PeakMB), night.PeakMB <= nightMemory*reference.PeakMB)
	}
	for i, night := range r.Night {
		if i == 0 {
			continue
		}
		name := fmt.Sprintf("night of %d", night.Pupils)
		against(name, "linear", night, r.Night[i-1])
		against(name+", absences told", "linear", r.told[i], r.told[i-1])
		against(name+", absences told", "as without", r.told[i], night)
	}
	return table.Flush()
}

// slowest are the pages that reach a goal of theirs not, or, when there are none, the one that is the closest to that.
func slowest(pages []OfficePage) []OfficePage {
	var missed []OfficePage
	for _, page := range pages {
		if page.Steps > officeSteps || page.ratio() > officeRatio {
			missed = append(missed, page)
		}
	}
	if len(missed) == 0 && len(pages) > 0 {
		missed = append(missed, slices.MaxFunc(pages, func(a, b OfficePage) int { return cmp.Compare(a.ratio(), b.ratio()) }))
	}
	return missed
}
