package intake

import (
	"crypto/sha256"
	"hash/fnv"
)

// Scan looks at all rows of one file in their order, before anything is looked up: which are wrong by themselves or
// repeat an earlier one, and which belong together.
type Scan struct {
	layout Layout
	check  func(cells []string, err error) verdict
	// seen are the rows' numbers by their keys, hashed so that a large file takes little memory.
	seen map[[16]byte]int
}

// NewScan begins to look at a file of a kind. The layout has to be Complete.
func NewScan(kind Kind, layout Layout) (*Scan, error) {
	check, err := kind.check(layout.Header())
	if err != nil {
		return nil, err
	}
	return &Scan{layout: layout, check: check, seen: map[[16]byte]int{}}, nil
}

// Row looks at the next row, as File.Next returned it. It returns what is wrong with it, "" when nothing is, and a
// number that rows share which are stored together.
func (s *Scan) Row(row Row, err error) (wrong string, group uint64) {
	one := s.check(s.layout.Pick(row.Cells), err)
	for _, key := range one.keys {
		if earlier, doubled := s.seen[hashed(key.value)]; doubled {
			one.complaints = append(one.complaints, key.repeats(earlier))
			break
		}
	}
	for _, c := range one.complaints {
		wrong = joined(wrong, s.layout.called(c.column), c.text)
	}
	if wrong != "" {
		return wrong, 0
	}
	for _, key := range one.keys {
		s.seen[hashed(key.value)] = row.Number
	}
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(one.group)) // it has no error
	return "", hash.Sum64()
}

func hashed(key string) [16]byte {
	sum := sha256.Sum256([]byte(key))
	return [16]byte(sum[:16])
}
