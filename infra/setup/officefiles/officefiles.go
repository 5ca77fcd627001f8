// Package officefiles loads the files of a municipality's office through the function intake.
package officefiles

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// maxEvent is the largest event that Lambda takes, in bytes.
const maxEvent = 6 << 20

// Order lists the names of all files, each after those that it refers to.
func Order() []string {
	return []string{
		"comune.csv", "stemma.svg", "stemma.png", "scuole.csv", "classi.csv", "tariffe.csv", "calendario.csv", "menu.csv",
		"genitori.csv", "alunni.csv", "iscrizioni.csv", "movimenti.csv", "presenze.csv", "documenti.csv",
		"variazioni.csv", "messaggi.csv", "operatori.csv",
	}
}

// Loader loads the files of one municipality.
type Loader struct {
	Municipality string // such as c_h501
	// Invoke runs the function intake.
	Invoke func(ctx context.Context, event []byte) ([]byte, error)
	// Say shows one line to whoever waits.
	Say func(format string, values ...any)
}

// report is what of the function's answer is shown.
type report struct {
	Written   int `json:"written"`
	Unchanged int `json:"unchanged"`
	Rejected  int `json:"rejected"`
	Messages  []struct {
		Row     int    `json:"row"`
		Column  string `json:"column"`
		Message string `json:"message"`
	} `json:"messages"`
	Omitted int `json:"omitted"`
}

// Load loads a file, says what became of its rows and reports whether all are good. Loading twice changes nothing.
func (l Loader) Load(ctx context.Context, name string, content []byte) (bool, error) {
	text := string(content)
	if name == "stemma.png" {
		text = base64.StdEncoding.EncodeToString(content)
	}
	event, err := json.Marshal(map[string]string{"municipality": l.Municipality, "file": name, "content": text})
	if err != nil {
		return false, err
	}
	if len(event) > maxEvent {
		return false, fmt.Errorf("%s is over 6 MB: load it in parts, each with the header", name)
	}
	answer, err := l.Invoke(ctx, event)
	if err != nil {
		return false, fmt.Errorf("load %s: %w", name, err)
	}
	var r report
	if err := json.Unmarshal(answer, &r); err != nil {
		return false, fmt.Errorf("load %s: the function answers %s", name, answer)
	}
	l.Say("  %-16s %d rows loaded, %d unchanged, %d rejected", name, r.Written, r.Unchanged, r.Rejected)
	for _, one := range r.Messages {
		l.Say("    row %d, %s: %s", one.Row, one.Column, one.Message)
	}
	if r.Omitted > 0 {
		l.Say("    and %d more", r.Omitted)
	}
	return len(r.Messages) == 0, nil
}
