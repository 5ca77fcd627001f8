// Package journal keeps a simulator's records in a file of JSON lines: every
// change appends the whole record, and on opening the last line of a record
// wins. A crash can only cost the line being written.
package journal

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
)

// Journal holds the records of one kind, in the order of their first appearance.
type Journal[T any] struct {
	mu    sync.Mutex
	file  *os.File
	id    func(T) string
	order []string
	last  map[string]T
}

// Open reads the journal at path, made when missing, and writes it back without
// its outdated lines. id returns a record's identity.
func Open[T any](path string, id func(T) string) (*Journal[T], error) {
	journal := &Journal[T]{id: id, last: map[string]T{}}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, err
	}
	if err := journal.read(path); err != nil {
		return nil, err
	}
	if err := journal.compact(path); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0o600)
	journal.file = file
	return journal, err
}

// Put adds or replaces a record, in memory and in the file.
func (j *Journal[T]) Put(record T) error {
	line, err := json.Marshal(record)
	if err != nil {
		return err
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.remember(record)
	_, err = j.file.Write(append(line, '\n'))
	return err
}

// Get returns the record with this identity.
func (j *Journal[T]) Get(id string) (T, bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	record, found := j.last[id]
	return record, found
}

// All returns every record, oldest first.
func (j *Journal[T]) All() []T {
	j.mu.Lock()
	defer j.mu.Unlock()
	records := make([]T, 0, len(j.order))
	for _, id := range j.order {
		records = append(records, j.last[id])
	}
	return records
}

// Close closes the file.
func (j *Journal[T]) Close() error { return j.file.Close() }

func (j *Journal[T]) remember(record T) {
	id := j.id(record)
	if _, known := j.last[id]; !known {
		j.order = append(j.order, id)
	}
	j.last[id] = record
}

// read skips lines that are no records: the torn end of a crash.
func (j *Journal[T]) read(path string) error {
	file, err := os.OpenFile(path, os.O_RDONLY|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	defer func() { _ = file.Close() }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var record T
		if json.Unmarshal(lines.Bytes(), &record) == nil {
			j.remember(record)
		}
	}
	return lines.Err()
}

// compact writes the records to a new file and puts it in the old one's place.
func (j *Journal[T]) compact(path string) error {
	file, err := os.CreateTemp(filepath.Dir(path), "journal-*")
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	writer := bufio.NewWriter(file)
	encoder := json.NewEncoder(writer)
	for _, id := range j.order {
		if err := encoder.Encode(j.last[id]); err != nil {
			return fmt.Errorf("journal %s: %w", path, err)
		}
	}
	if err := writer.Flush(); err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	return os.Rename(file.Name(), path)
}
