package imports

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/csvfile"
	"serviziscolastici/shared/intake"
)

// shown is how many rows of each table a page shows.
const shown = 20

// First are the first rows of each table of an import.
type First struct {
	Tables map[Table][]FirstRow `json:"tables"`
}

// FirstRow is a row of the file, with its number there.
type FirstRow struct {
	Number int      `json:"n"`
	Cells  []string `json:"c"`
	Wrong  string   `json:"w,omitempty"` // why it is not stored
	Change string   `json:"d,omitempty"` // what it changes
}

// FirstRows reads them; none are there before the import was checked.
func FirstRows(ctx context.Context, files Files, i Import) (First, error) {
	var first First
	object, err := files.Open(ctx, i.firstRows())
	if errors.Is(err, bucket.ErrNoObject) {
		return first, nil
	}
	if err != nil {
		return first, err
	}
	defer func() { _ = object.Close() }()
	return first, json.NewDecoder(object).Decode(&first)
}

// summarise writes the tables of an import whose pieces are all checked, and asks the office if there is something to store.
func (w Worker) summarise(ctx context.Context, i Import) (Import, error) {
	keys := []string{i.unread()}
	for n := range i.Pieces {
		keys = append(keys, i.checked(n))
	}
	if err := w.tabulate(ctx, i, keys, tableOf); err != nil {
		return i, err
	}
	return w.Store.advance(ctx, i.rehearsed())
}

// tableOf is the table of a line that was checked.
func tableOf(l line) Table {
	switch {
	case l.Wrong != "":
		return WrongRows
	case l.Outcome == intake.Added:
		return NewRows
	case l.Outcome == intake.Changed:
		return ChangedRows
	default:
		return UnchangedRows
	}
}

// finish writes the table of what failed and those of what was stored, and ends the import, which the register tells.
func (w Worker) finish(ctx context.Context, i Import) (Import, error) {
	var keys []string
	for n := range i.Pieces {
		keys = append(keys, i.failed(n))
	}
	if i.Failed > 0 {
		if err := w.tabulate(ctx, i, keys, func(line) Table { return FailedRows }); err != nil {
			return i, err
		}
	}
	tables, err := w.register(ctx, i)
	if err != nil {
		return i, err
	}
	return w.Store.finish(w.Audit.Noting(ctx, i.Tenant, i.confirmer(), i.stored(tables)), i)
}

// register keeps with the register the rows that were stored, and returns the names of their tables.
func (w Worker) register(ctx context.Context, i Import) ([]string, error) {
	var keys []string
	for n := range i.Pieces {
		keys = append(keys, i.written(n))
	}
	out := newOutputs(i.Names, func(t Table) string {
		key, _ := t.Registered(i.Tenant, i.ID)
		return key
	})
	err := w.fill(ctx, out, keys, tableOf)
	var names []string
	for _, table := range Tables() {
		if out.open[table] != nil {
			names = append(names, string(table))
		}
	}
	return names, err
}

// tabulate sorts the lines of some objects into tables, and keeps the first of each.
func (w Worker) tabulate(ctx context.Context, i Import, keys []string, table func(line) Table) error {
	first, err := FirstRows(ctx, w.Files, i)
	if err != nil {
		return err
	}
	out := newOutputs(i.Names, func(t Table) string { return t.Object(i) })
	if i.State == Storing {
		out.first = first
		delete(out.first.Tables, FailedRows) // of an earlier try
	}
	if err := w.fill(ctx, out, keys, table); err != nil {
		return err
	}
	text, err := json.Marshal(out.first)
	if err != nil {
		return err
	}
	return w.Files.PutBytes(ctx, i.firstRows(), "application/json", text)
}

// fill sorts the lines of some objects into tables, in the order of the file, and stores the tables.
func (w Worker) fill(ctx context.Context, out *outputs, keys []string, table func(line) Table) error {
	folder, err := os.MkdirTemp(w.Folder, "import-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	var files []io.Reader
	for _, key := range keys {
		file, err := w.copy(ctx, key, folder)
		if err != nil {
			return err
		}
		defer func() { _ = file.Close() }()
		files = append(files, file)
	}
	out.folder = folder
	defer out.close()
	err = merged(files, func(l line) error {
		return out.add(table(l), l)
	})
	if err != nil {
		return err
	}
	return out.send(ctx, w.Files)
}

// copy copies an object to this machine.
func (w Worker) copy(ctx context.Context, key, folder string) (*os.File, error) {
	object, err := w.Files.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer func() { _ = object.Close() }()
	file, err := os.CreateTemp(folder, "lines-*")
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(file, object); err != nil {
		return nil, err
	}
	_, err = file.Seek(0, io.SeekStart)
	return file, err
}

// outputs are the tables that are being written.
type outputs struct {
	names  []string              // of the columns
	object func(to Table) string // where a table goes
	first  First
	folder string // on this machine
	open   map[Table]*output
}

func newOutputs(names []string, object func(Table) string) *outputs {
	return &outputs{names: names, object: object, first: First{Tables: map[Table][]FirstRow{}}, open: map[Table]*output{}}
}

type output struct {
	file  *os.File
	table *csvfile.Writer
}

func (o *outputs) close() {
	for _, one := range o.open {
		_ = one.file.Close()
	}
}

// add adds a row to a table, which begins with it if it is the first one.
func (o *outputs) add(to Table, l line) error {
	one, begun := o.open[to]
	if !begun {
		file, err := os.CreateTemp(o.folder, "table-*")
		if err != nil {
			return err
		}
		table, err := csvfile.NewWriter(file)
		if err != nil {
			return err
		}
		one = &output{file, table}
		o.open[to] = one
		if err := table.Row(with(o.names, len(o.names), to, line{Wrong: intake.ReasonColumn, Change: intake.ChangeColumn})...); err != nil {
			return err
		}
	}
	if len(o.first.Tables[to]) < shown {
		o.first.Tables[to] = append(o.first.Tables[to], FirstRow{l.Number, beginnings(l.Cells, len(o.names)), l.Wrong, intake.Beginning(l.Change)})
	}
	return one.table.Row(with(l.Cells, len(o.names), to, l)...)
}

// beginnings are the cells below names, cut to what a page shows: a page has to stay below what Lambda may answer.
func beginnings(cells []string, names int) []string {
	begun := make([]string, min(len(cells), names))
	for i := range begun {
		begun[i] = intake.Beginning(cells[i])
	}
	return begun
}

// with adds a last cell to the rows of some tables: why they are wrong, or what they change.
func with(cells []string, columns int, to Table, l line) []string {
	var last string
	switch to {
	case WrongRows, FailedRows:
		last = l.Wrong
	case ChangedRows:
		last = l.Change
	default:
		return cells
	}
	padded := make([]string, max(len(cells), columns), max(len(cells), columns)+1)
	copy(padded, cells)
	return append(padded, last)
}

// send stores the tables.
func (o *outputs) send(ctx context.Context, files Files) error {
	for name, one := range o.open {
		if err := one.table.Flush(); err != nil {
			return err
		}
		size, err := one.file.Seek(0, io.SeekCurrent)
		if err != nil {
			return err
		}
		if _, err := one.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		if err := files.Put(ctx, o.object(name), "text/csv", io.NopCloser(one.file), size); err != nil {
			return err
		}
	}
	return nil
}
