package imports

import (
	"container/heap"
	"encoding/json"
	"errors"
	"io"
	"os"

	"serviziscolastici/shared/intake"
)

// line is a row of a file within the work on it, as one line of JSON.
type line struct {
	Number  int            `json:"n"`
	Cells   []string       `json:"c"` // as they are in the file
	Outcome intake.Outcome `json:"o,omitempty"`
	Wrong   string         `json:"w,omitempty"` // why it is not stored
	Change  string         `json:"d,omitempty"` // what it changes in what is stored, "" when nobody knows
}

// writer writes lines to a file on this machine.
type writer struct {
	file  *os.File
	lines *json.Encoder
	count int
}

// newWriter begins a file in a folder.
func newWriter(folder string) (*writer, error) {
	file, err := os.CreateTemp(folder, "lines-*")
	if err != nil {
		return nil, err
	}
	return &writer{file: file, lines: json.NewEncoder(file)}, nil
}

func (w *writer) write(l line) error {
	w.count++
	return w.lines.Encode(l)
}

// read reads all lines of a piece.
func read(content io.Reader) ([]line, error) {
	var all []line
	lines := json.NewDecoder(content)
	for {
		var one line
		err := lines.Decode(&one)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
}

// source is a file of lines, of which the next one is read.
type source struct {
	lines *json.Decoder
	next  line
}

// sources are files whose lines are in order, the one with the lowest next line first.
type sources []*source

func (s sources) Len() int           { return len(s) }
func (s sources) Less(i, j int) bool { return s[i].next.Number < s[j].next.Number }
func (s sources) Swap(i, j int)      { s[i], s[j] = s[j], s[i] }

// Push is that of heap.Interface.
func (s *sources) Push(one any) { *s = append(*s, one.(*source)) }

// Pop is that of heap.Interface.
func (s *sources) Pop() any {
	last := (*s)[len(*s)-1]
	*s = (*s)[:len(*s)-1]
	return last
}

// merged calls each with the lines of several files, whose lines are each in order, in the order of all.
func merged(files []io.Reader, each func(line) error) error {
	var open sources
	for _, file := range files {
		one := &source{lines: json.NewDecoder(file)}
		more, err := one.advance()
		if err != nil {
			return err
		}
		if more {
			open = append(open, one)
		}
	}
	heap.Init(&open)
	for len(open) > 0 {
		if err := each(open[0].next); err != nil {
			return err
		}
		more, err := open[0].advance()
		if err != nil {
			return err
		}
		if more {
			heap.Fix(&open, 0)
		} else {
			heap.Pop(&open)
		}
	}
	return nil
}

// advance reads the next line, and returns false after the last.
func (s *source) advance() (bool, error) {
	s.next = line{}
	err := s.lines.Decode(&s.next)
	if errors.Is(err, io.EOF) {
		return false, nil
	}
	return err == nil, err
}
