package imports

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"mime"
	"os"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/letters"
)

// The limits of a file.
const (
	MaxBytes = 50 << 20
	MaxRows  = 500_000
	// MaxColumns is of those that have a name: the page asks what each is, in a form that has its own limit.
	MaxColumns = 200
)

// divide says what to do with a file that is too large.
const divide = "dividilo, per esempio un file per ogni mese o scuola, e invia i file uno alla volta."

// The size of a piece: what a worker does within a minute, and less than can be open at once.
const (
	pieceBytes = 64 << 10
	maxPieces  = 500
)

// keep copies a file to where only the work stores anything: the form of an upload lasts, and other programs may put
// another file in the place of theirs. The copy is named by its content, and whoever is first tells the import of it.
func (w Worker) keep(ctx context.Context, i Import) (Import, error) {
	if _, known := intake.KindOf(i.File); !known || i.By == Folder && !byFolder(i.File) {
		return w.Store.advance(ctx, i.refused("Il nome del file non è tra quelli previsti, come alunni.csv o presenze-2026-11-27.csv."))
	}
	object, err := w.Files.Open(ctx, i.Key)
	if err != nil {
		return i, err
	}
	defer func() { _ = object.Close() }()
	if name := nameOf(object); name != "" {
		i.Name = name
	}
	file, err := os.CreateTemp(w.Folder, "file-*")
	if err != nil {
		return i, err
	}
	defer func() { _, _ = file.Close(), os.Remove(file.Name()) }()
	hash := sha256.New()
	i.Size, err = io.Copy(io.MultiWriter(file, hash), io.LimitReader(object, MaxBytes+1))
	if err != nil {
		return i, err
	}
	if i.Size > MaxBytes {
		return w.Store.advance(ctx, i.refused("Il file supera 50 MB: "+divide))
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return i, err
	}
	i.Hash, i.Tag = hex.EncodeToString(hash.Sum(nil)), object.Tag()
	i.Kept = i.original()
	if err := w.Files.Put(ctx, i.Kept, "text/csv", io.NopCloser(file), i.Size); err != nil {
		return i, err
	}
	return w.Store.advance(ctx, i)
}

// read reads a file that is kept, and cuts its good rows into pieces.
func (w Worker) read(ctx context.Context, i Import) (Import, error) {
	folder, err := os.MkdirTemp(w.Folder, "import-")
	if err != nil {
		return i, err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	file, err := w.copy(ctx, i.Kept, folder)
	if err != nil {
		return i, err
	}
	i, err = w.cut(ctx, i, file, folder)
	var refusal *intake.Refusal
	if errors.As(err, &refusal) {
		i = i.refused(refusal.Text)
	} else if err != nil {
		return i, err
	}
	return w.Store.advance(ctx, i)
}

// nameOf is how the office called a file, "" when nobody told.
func nameOf(object bucket.Object) string {
	name := object.Header.Get(bucket.NameField)
	if decoded, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
		name = decoded
	}
	name = name[strings.LastIndexAny(name, `/\`)+1:]
	if _, hides := letters.Hidden(name); hides || name == bucket.NamePlace || !utf8.ValidString(name) {
		return ""
	}
	return string([]rune(name)[:min(len([]rune(name)), 100)])
}

// cut looks at all rows of a file, keeps those that are wrong by themselves, and writes the others into pieces, those
// that are stored together into one. The error is an *intake.Refusal, or another one.
func (w Worker) cut(ctx context.Context, i Import, file *os.File, folder string) (Import, error) {
	defer func() { _ = file.Close() }()
	kind, _ := intake.KindOf(i.File)
	opened, err := openAgain(file)
	if err != nil {
		return i, err
	}
	if named(opened.Names) > MaxColumns {
		return i, &intake.Refusal{Text: fmt.Sprintf("Il file ha più di %d colonne con un nome: lascia solo quelle che servono.", MaxColumns)}
	}
	told, err := w.Store.Columns(ctx, i.Tenant, i.File)
	if err != nil {
		return i, err
	}
	layout := kind.Lay(opened.Names, told)
	i.Names, i.Ours, i.Unknown, i.Missing = layout.Names, layout.Ours, layout.Unknown, layout.Missing
	i.Added, i.Changed, i.Unchanged, i.Wrong, i.Failed, i.Returned, i.Debited = 0, 0, 0, 0, 0, 0, 0
	if !layout.Complete() {
		return i.to(Asking), nil
	}
	scan, err := intake.NewScan(kind, layout)
	if err != nil {
		return i, err
	}
	out, err := newCuts(folder, int(min(i.Size/pieceBytes+1, maxPieces)))
	if err != nil {
		return i, err
	}
	defer out.close()
	if err := out.fill(opened, scan); err != nil {
		return i, err
	}
	if i.Pieces, err = out.send(ctx, w.Files, i); err != nil {
		return i, err
	}
	i.Wrong = out.wrong.count
	switch {
	case i.Wrong == 0 && i.Pieces == 0:
		return i.refused("Il file non ha righe sotto i nomi delle colonne."), nil
	case i.Wrong > 0 && kind.Whole():
		i.Refusal = "Un menù incompleto ingannerebbe chi è allergico: correggi le righe errate e carica di nuovo il file. " +
			"Nessuna riga è stata caricata."
		i.Pieces = 0 // what is wrong is listed, nothing is offered
	}
	if i.Earlier, err = w.Store.earlier(ctx, i); err != nil {
		return i, err
	}
	return i.to(Checking), nil
}

// named counts the columns that have a name.
func named(names []string) int {
	count := 0
	for _, name := range names {
		if intake.NameKey(name) != "" {
			count++
		}
	}
	return count
}

// openAgain reads a file from its beginning, once to tell how it is written and once for its rows.
func openAgain(file *os.File) (*intake.File, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	format, err := intake.Recognise(file)
	if err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return intake.Open(bufio.NewReader(file), format)
}

// cuts are the files of the pieces on this machine.
type cuts struct {
	wrong  *writer
	pieces []*writer
}

func newCuts(folder string, pieces int) (*cuts, error) {
	c := &cuts{}
	var err error
	if c.wrong, err = newWriter(folder); err != nil {
		return nil, err
	}
	for range pieces {
		piece, err := newWriter(folder)
		if err != nil {
			c.close()
			return nil, err
		}
		c.pieces = append(c.pieces, piece)
	}
	return c, nil
}

func (c *cuts) close() {
	for _, one := range append(c.pieces, c.wrong) {
		_ = one.file.Close()
	}
}

// fill writes all rows of a file.
func (c *cuts) fill(file *intake.File, scan *intake.Scan) error {
	for rows := 1; ; rows++ {
		row, err := file.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !intake.WrongRow(err) {
			return err
		}
		if rows > MaxRows {
			return &intake.Refusal{Text: fmt.Sprintf("Il file supera %d.000 righe: %s", MaxRows/1000, divide)}
		}
		why, group := scan.Row(row, err)
		if row.Cells == nil && why != "" { // nothing else tells which row it is
			why = fmt.Sprintf("Riga %d: %s", row.Number, why)
		}
		to := c.wrong
		if why == "" {
			to = c.pieces[group%uint64(len(c.pieces))]
		}
		if err := to.write(line{Number: row.Number, Cells: row.Cells, Wrong: why}); err != nil {
			return err
		}
	}
}

// send stores the pieces that have rows, and returns how many they are.
func (c *cuts) send(ctx context.Context, files Files, i Import) (int, error) {
	if err := c.wrong.send(ctx, files, i.unread()); err != nil {
		return 0, err
	}
	sent := 0
	for _, piece := range c.pieces {
		if piece.count == 0 {
			continue
		}
		if err := piece.send(ctx, files, i.piece(sent)); err != nil {
			return 0, err
		}
		sent++
	}
	return sent, nil
}

// send stores what was written.
func (w *writer) send(ctx context.Context, files Files, key string) error {
	size, err := w.file.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err := w.file.Seek(0, io.SeekStart); err != nil {
		return err
	}
	return files.Put(ctx, key, "application/jsonl", io.NopCloser(w.file), size)
}
