// Package csvfile reads and writes tables as offices have them: files of several programs, encodings and separators,
// row by row, so that a large one needs no more memory than a small one.
package csvfile

import (
	"bytes"
	"errors"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

// Why bytes are no table.
var (
	ErrEmpty    = errors.New("csvfile: empty")
	ErrWorkbook = errors.New("csvfile: a workbook of a spreadsheet program")
	ErrNoText   = errors.New("csvfile: not a text")
)

// Format is how a text is written as bytes.
type Format struct {
	encoding encoding.Encoding
	// returns says that lines end with a carriage return alone, as on old Macs.
	returns bool
}

// endOfFile ends the files of some old programs.
const endOfFile = 0x1a

// Recognise tells how a file is written from all its bytes: by its byte order mark, as UTF-8 if all of it is, else as
// Windows-1252, of which nearly any bytes are a text. The error is one of those above, or the reader's.
func Recognise(r io.Reader) (Format, error) {
	seen := survey{valid: true}
	if err := seen.all(r); err != nil {
		return Format{}, err
	}
	switch {
	case seen.blank && !seen.begins("\xff\xfe") && !seen.begins("\xfe\xff"):
		return Format{}, ErrEmpty
	case seen.begins("PK\x03\x04") || seen.begins("\xd0\xcf\x11\xe0"):
		return Format{}, ErrWorkbook
	case seen.long:
		return Format{}, ErrNoText
	case seen.begins("\xff\xfe"):
		return Format{encoding: unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM)}, nil
	case seen.begins("\xfe\xff"):
		return Format{encoding: unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM)}, nil
	case seen.binary:
		return Format{}, ErrNoText
	}
	format := Format{encoding: charmap.Windows1252, returns: seen.returns && !seen.feeds}
	if seen.valid {
		format.encoding = unicode.UTF8BOM
	}
	return format, nil
}

// Text reads a file's bytes as UTF-8 with lines that end in a line feed, without byte order mark and old end of file.
func (f Format) Text(r io.Reader) io.Reader {
	return transform.NewReader(transform.NewReader(r, f.encoding.NewDecoder()), lines{returns: f.returns})
}

// survey is what Recognise looks for.
type survey struct {
	first  []byte // the first four bytes
	rest   []byte // the beginning of a character whose end is not read yet
	valid  bool   // UTF-8
	binary bool   // characters that no text has
	blank  bool
	feeds  bool
	line   int  // bytes since the last end of a line
	long   bool // a line is longer than any table's
	returns,
	ended bool
}

func (s *survey) begins(with string) bool { return bytes.HasPrefix(s.first, []byte(with)) }

func (s *survey) all(r io.Reader) error {
	s.blank = true
	buffer := make([]byte, 64<<10)
	for {
		n, err := r.Read(buffer)
		s.look(buffer[:n])
		if errors.Is(err, io.EOF) {
			s.valid = s.valid && len(s.rest) == 0
			return nil
		}
		if err != nil {
			return err
		}
	}
}

func (s *survey) look(some []byte) {
	if missing := 4 - len(s.first); missing > 0 {
		s.first = append(s.first, some[:min(missing, len(some))]...)
	}
	for _, b := range some {
		if s.line++; b == '\n' || b == '\r' {
			s.line = 0
		}
		s.long = s.long || s.line > headLimit
		s.binary = s.binary || s.ended // only the last byte may be the old end of file
		switch {
		case b == '\n':
			s.feeds = true
		case b == '\r':
			s.returns = true
		case b == endOfFile:
			s.ended = true
		case b < ' ' && b != '\t' && b != '\f' && b != '\v':
			s.binary = true
		}
		s.blank = s.blank && (b <= ' ' || b == endOfFile || b == 0xef || b == 0xbb || b == 0xbf)
	}
	if s.valid {
		s.decode(append(s.rest, some...))
	}
}

// decode goes on checking UTF-8.
func (s *survey) decode(some []byte) {
	for len(some) > 0 {
		if !utf8.FullRune(some) {
			break
		}
		r, size := utf8.DecodeRune(some)
		if r == utf8.RuneError && size == 1 {
			s.valid = false
			return
		}
		some = some[size:]
	}
	s.rest = bytes.Clone(some)
}

// lines drops the old end of file, which Recognise takes at the end only, and where lines end with a carriage return
// alone puts a line feed in its place.
type lines struct {
	transform.NopResetter
	returns bool
}

// Transform is that of transform.Transformer.
func (l lines) Transform(dst, src []byte, _ bool) (int, int, error) {
	written := 0
	for read, b := range src {
		switch {
		case b == endOfFile:
			continue
		case written == len(dst):
			return written, read, transform.ErrShortDst
		case b == '\r' && l.returns:
			b = '\n'
		}
		dst[written] = b
		written++
	}
	return written, len(src), nil
}
