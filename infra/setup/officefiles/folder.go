package officefiles

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// ErrRows says that rows of a file are wrong.
var ErrRows = errors.New("mend the rows above and load the file again: what was loaded stays")

// LoadAll loads the files of a folder, in order, or one file. It goes on after rows that are wrong, and fails with
// ErrRows in the end.
func (l Loader) LoadAll(ctx context.Context, from string) error {
	folder, names, err := files(from)
	if err != nil {
		return err
	}
	allGood := true
	for _, name := range names {
		content, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil {
			return err
		}
		good, err := l.Load(ctx, name, content)
		if err != nil {
			return err
		}
		allGood = allGood && good
	}
	if !allGood {
		return ErrRows
	}
	return nil
}

// Check refuses what LoadAll could not begin: a folder or file that is not there, and files with unknown names.
func Check(from string) error {
	_, _, err := files(from)
	return err
}

// files returns the folder of what is to load and the names there, in order. A file with an unknown name is no
// reason to load less than was meant.
func files(from string) (string, []string, error) {
	about, err := os.Stat(from)
	if err != nil {
		return "", nil, err
	}
	order := Order()
	if !about.IsDir() {
		if !slices.Contains(order, filepath.Base(from)) {
			return "", nil, fmt.Errorf("%s is none of the office's files", from)
		}
		return filepath.Dir(from), []string{filepath.Base(from)}, nil
	}
	entries, err := os.ReadDir(from)
	if err != nil {
		return "", nil, err
	}
	var names []string
	for _, entry := range entries {
		if !slices.Contains(order, entry.Name()) {
			return "", nil, fmt.Errorf("%s is none of the office's files", filepath.Join(from, entry.Name()))
		}
		names = append(names, entry.Name())
	}
	if len(names) == 0 {
		return "", nil, fmt.Errorf("%s: %w", from, fs.ErrNotExist)
	}
	slices.SortFunc(names, func(a, b string) int { return slices.Index(order, a) - slices.Index(order, b) })
	return from, names, nil
}
