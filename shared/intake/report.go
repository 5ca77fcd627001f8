package intake

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	"serviziscolastici/shared/debit"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/problem"
)

// Report says what became of the rows of a file. Every row is counted once, as
// written, unchanged or rejected.
type Report struct {
	Municipality string    `json:"municipality"`
	File         string    `json:"file"`
	Rows         int       `json:"rows"` // without the header
	Written      int       `json:"written"`
	Unchanged    int       `json:"unchanged"` // stored already, just as they are
	Rejected     int       `json:"rejected"`
	Messages     []Message `json:"messages"` // by row; several may concern one row
	Omitted      int       `json:"omitted"`  // messages left out beyond the first 5,000
}

// Message tells the office what to mend, in plain Italian. It never shows a
// fiscal code in full.
type Message struct {
	File    string `json:"file"`
	Row     int    `json:"row"`    // as a spreadsheet numbers it: the header is row 1
	Column  string `json:"column"` // empty when it concerns the whole row or file
	Message string `json:"message"`
}

// headerRow is the row that messages about the whole file name.
const headerRow = 1

// complaint is what is wrong with a cell, a row or the file.
type complaint struct{ column, text string }

func (c *complaint) Error() string { return "intake: refused: " + c.column }

func complain(column, text string) *complaint { return &complaint{column, text} }

// load is the loading of one file: the loader's parts and what was done so far.
type load struct {
	Loader
	tenant string

	// noting is that of the piece, or nil.
	noting func(ctx context.Context, rows []Noted) context.Context

	mu       sync.Mutex
	report   Report
	rejected map[int]bool
	outcomes outcomes
	compared map[int][]difference // of rows that change what is stored, as far as a rehearsal compares
	posted   map[int]debit.Change // what the evening posts for rows, as far as a rehearsal prices them
	moved    map[int]money.Cents  // what rows of movimenti.csv that are new move on accounts, in a rehearsal
}

// Outcome is what becomes of a row.
type Outcome string

// The outcomes of a row that is not wrong.
const (
	Added     Outcome = "nuova"
	Changed   Outcome = "cambiata"
	Unchanged Outcome = "uguale" // stored already, just as it is
)

// outcomes are those of rows, by their numbers.
type outcomes map[int]Outcome

// reject notes a complaint about a row, which counts as rejected once.
func (l *load) reject(row int, c *complaint) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.report.Messages = append(l.report.Messages, Message{l.report.File, row, c.column, c.text})
	if row == headerRow || l.rejected[row] {
		return
	}
	if l.rejected == nil {
		l.rejected = make(map[int]bool)
	}
	l.rejected[row] = true
	l.report.Rejected++
}

// settle notes what became of rows that were accepted.
func (l *load) settle(rows outcomes) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outcomes == nil {
		l.outcomes = outcomes{}
	}
	for number, outcome := range rows {
		l.outcomes[number] = outcome
		if outcome == Unchanged {
			l.report.Unchanged++
		} else {
			l.report.Written++
		}
	}
}

// maxMessages keeps the report well within the 6 MB of a function's answer.
const maxMessages = 5_000

// sortedReport returns the report with its messages in the order of the rows.
func (l *load) sortedReport() Report {
	l.report.Messages = l.sortedMessages()
	if omitted := len(l.report.Messages) - maxMessages; omitted > 0 {
		l.report.Messages, l.report.Omitted = l.report.Messages[:maxMessages], omitted
	}
	return l.report
}

// sortedMessages returns the messages in the order of the rows, whatever the order in which parallel writers found
// them, and each once: rows that have a record are rehearsed before they are stored.
func (l *load) sortedMessages() []Message {
	slices.SortStableFunc(l.report.Messages, func(a, b Message) int {
		return cmp.Or(cmp.Compare(a.Row, b.Row), cmp.Compare(a.Column, b.Column), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(l.report.Messages)
}

// asComplaint returns what the office should read about an error, or nil when
// the error is not about the row.
func asComplaint(err error) *complaint {
	var c *complaint
	if errors.As(err, &c) {
		return c
	}
	var p *problem.Error
	if errors.As(err, &p) && (p.Code == problem.Conflict || p.Code == problem.Invalid) {
		return complain("", p.Text)
	}
	return nil
}
