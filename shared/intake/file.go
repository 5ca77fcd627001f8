package intake

import (
	"errors"
	"io"

	"serviziscolastici/shared/csvfile"
)

// File is an office's file that is read row by row.
type File struct {
	// Names are the columns as the file names them.
	Names []string
	next  func() (int, []string, error)
}

// Refusal is why a whole file cannot be read, in a sentence for the office.
type Refusal struct{ Text string }

func (r *Refusal) Error() string { return "intake: file refused" }

// Recognise tells how a file is written from all its bytes. The error is a *Refusal, or that of reading.
func Recognise(r io.Reader) (csvfile.Format, error) {
	format, err := csvfile.Recognise(r)
	switch {
	case errors.Is(err, csvfile.ErrEmpty):
		return format, &Refusal{noHeader().text}
	case errors.Is(err, csvfile.ErrWorkbook):
		return format, &Refusal{"Questo è un foglio di calcolo (.xlsx, .xls o .ods): aprilo e salvalo come «CSV UTF-8»."}
	case errors.Is(err, csvfile.ErrNoText):
		return format, &Refusal{"Questo file non è una tabella CSV: forse è un PDF o un'immagine."}
	}
	return format, err
}

// Open reads the header of a file. The error is a *Refusal, or that of reading.
func Open(r io.Reader, format csvfile.Format) (*File, error) {
	reader := csvfile.Open(format.Text(r))
	_, names, err := reader.Next()
	if errors.Is(err, csvfile.ErrQuotes) || errors.Is(err, io.EOF) {
		return nil, &Refusal{wrongHeader().text}
	}
	if err != nil {
		return nil, err
	}
	names, err = tidyHeader(names)
	if c := asComplaint(err); c != nil {
		return nil, &Refusal{c.text}
	}
	return &File{names, rows{reader, len(names)}.next}, nil
}

// Next returns the next row that is not empty. The error is io.EOF at the end, one that WrongRow knows and that
// Scan.Row takes, or that of reading.
func (f *File) Next() (Row, error) {
	number, cells, err := f.next()
	return Row{number, cells}, err
}

// WrongRow reports whether an error of Next is about its row.
func WrongRow(err error) bool { return asComplaint(err) != nil }
