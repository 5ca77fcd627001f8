package audit

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
)

// record is what a baseline keeps of an item: one line of JSON. An item that must stay as it is has a
// hash, one that may only move forward its state or number.
type record struct {
	PK    string `json:"pk"`
	SK    string `json:"sk"`
	Hash  string `json:"hash,omitempty"`
	State string `json:"state,omitempty"`
	// Number never goes back: an account's version, a notice's revision, the run of a class's marker,
	// the last number of a register.
	Number int `json:"number,omitempty"`
	// Records is the number of records, in the last line alone: without it the file was cut off.
	Records int `json:"records,omitempty"`
}

// end is the sort key of the last line.
const end = "END"

// ErrNoBaseline says that a file is no baseline, or not a whole one.
var ErrNoBaseline = errors.New("audit: the file is no whole baseline")

// Save writes a baseline: a line for each item of the Ledger table that must stay or may only move
// forward. It returns how many. The tables may be in use, for each line is true by itself. A line holds
// keys and hashes, no personal data.
func (a Auditor) Save(ctx context.Context, out io.Writer) (int, error) {
	lines := json.NewEncoder(out)
	saved := 0
	err := a.scan(ctx, a.Ledger, func(item attributes) error {
		r, err := recordOf(item)
		if err != nil || r == (record{}) {
			return err
		}
		saved++
		return lines.Encode(r)
	})
	if err != nil {
		return saved, err
	}
	return saved, lines.Encode(record{SK: end, Records: saved})
}

// free lists what may change later in an item that otherwise stays as it is, by the first part of its
// key: what the office did with a parked receipt, the credit note of a document, and which notice it has, for one may take
// another's place.
func free(pk string) []string {
	switch {
	case strings.HasPrefix(pk, "T#"):
		return []string{"handled", "refund", "audit", "hand"}
	case strings.HasPrefix(pk, "D#"):
		return []string{"credited", "notice", "audit", "hand"}
	default:
		return nil
	}
}

// recordOf returns what a baseline keeps of an item; nothing of choices and oppositions,
// which are the parents' to change.
func recordOf(item attributes) (record, error) {
	r := record{PK: text(item, "pk"), SK: text(item, "sk")}
	kind, rest, _ := strings.Cut(r.PK, "#")
	certificates := kind == "C" && (!strings.Contains(rest, "#") || strings.HasPrefix(rest, "CODE#"))
	var err error
	switch {
	case kind == "A" && r.SK == "~ACC":
		r.Number, err = number(item, "version")
	case kind == "B":
		r.State = text(item, "state")
		r.Number, err = number(item, "revision")
	case kind == "T" && strings.Contains(r.PK, "#B#"):
		r.Number, err = number(item, "run")
	case certificates && strings.HasPrefix(r.SK, "LAST#"):
		r.Number, err = number(item, "last")
	case kind == "A", kind == "N", kind == "R", kind == "D", kind == "T" && strings.HasSuffix(r.PK, "#PARK"),
		certificates, kind == "C" && strings.Contains(rest, "#R#"):
		r.Hash, err = digest(item, free(r.PK))
	default:
		return record{}, nil
	}
	return r, err
}

// number returns a whole number of an item, 0 when there is none.
func number(item attributes, name string) (int, error) {
	var n int
	err := attributevalue.Unmarshal(item[name], &n)
	return n, err
}

// digest is the hash of an item, but for the attributes that are free to change.
func digest(item attributes, free []string) (string, error) {
	content := map[string]any{}
	keepNumbers := func(o *attributevalue.DecoderOptions) { o.UseNumber = true }
	if err := attributevalue.UnmarshalMapWithOptions(item, &content, keepNumbers); err != nil {
		return "", err
	}
	for _, name := range free {
		delete(content, name)
	}
	canonical, err := json.Marshal(content) // with sorted names
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:16]), err
}

// Since proves that nothing of a baseline was changed, deleted or set back, and returns what was, and
// how many records it looked at. It reads both a few items at a time.
func (a Auditor) Since(ctx context.Context, in io.Reader) ([]Finding, int, error) {
	lines := json.NewDecoder(in)
	var findings []Finding
	var some []record
	for seen := 0; ; seen++ {
		var r record
		if err := lines.Decode(&r); err != nil {
			return findings, seen, fmt.Errorf("%w: record %d: %w", ErrNoBaseline, seen, err)
		}
		last := r.PK == ""
		if last && (r.SK != end || r.Records != seen) {
			return findings, seen, fmt.Errorf("%w: it holds %d of %d records", ErrNoBaseline, seen, r.Records)
		}
		if !last {
			some = append(some, r)
		}
		if len(some) == atOnce || last && len(some) > 0 {
			broken, err := a.compare(ctx, some)
			if err != nil {
				return findings, seen, err
			}
			findings, some = append(findings, broken...), some[:0]
		}
		if last {
			return findings, seen, nil
		}
	}
}

// broken holds a record against what is stored now, nothing when the item is gone. The rule is that
// of the item's kind.
func (r record) broken(item attributes) (Finding, bool, error) {
	rule := Entries
	switch kind, _, _ := strings.Cut(r.PK, "#"); {
	case kind == "A" && r.SK == "~ACC":
		rule = Balance
	case kind == "N", kind == "B":
		rule = Notice
	case kind == "R", strings.HasSuffix(r.PK, "#PARK"):
		rule = Receipt
	case kind == "T":
		rule = Batch
	case kind == "C" && !strings.Contains(r.PK, "#R#"):
		rule = Register
	}
	f := Finding{Rule: rule, Key: r.PK + " " + r.SK}
	if item == nil {
		f.Text = "was there when the baseline was taken, and is gone"
		return f, true, nil
	}
	now, err := recordOf(item)
	switch {
	case now.Hash != r.Hash:
		f.Text = "was changed since the baseline was taken"
	case now.State != r.State && r.State != "open":
		f.Text = fmt.Sprintf("went back from %q to %q", r.State, now.State)
	case now.Number < r.Number:
		f.Text = fmt.Sprintf("went back from %d to %d", r.Number, now.Number)
	}
	return f, f.Text != "", err
}
