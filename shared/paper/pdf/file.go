package pdf

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"io"
	"strings"
	"unicode/utf16"
)

// file is the outer shape of a PDF: streams one after the other, then all other objects packed into
// one compressed stream, then the table of places (ISO 32000-1, 7.5.7 and 7.5.8).
type file struct {
	out     bytes.Buffer
	places  []place         // by object; object 0 is the head of the free list
	packed  bytes.Buffer    // bodies of the packed objects
	index   strings.Builder // their numbers and offsets
	count   int
	deflate *zlib.Writer
	failure error
}

// place is where an object is: kind 1 with its offset, or kind 2 with its position in the pack.
type place struct {
	kind byte
	at   uint32
}

func newFile() *file {
	f := &file{places: []place{{}}, deflate: zlib.NewWriter(io.Discard)}
	f.out.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	return f
}

// reserve returns the number of a new object.
func (f *file) reserve() int {
	f.places = append(f.places, place{})
	return len(f.places) - 1
}

// object writes an object that is not a stream.
func (f *file) object(id int, body string) {
	f.places[id] = place{2, uint32(f.count)}
	fmt.Fprintf(&f.index, "%d %d ", id, f.packed.Len())
	f.packed.WriteString(body)
	f.packed.WriteByte('\n')
	f.count++
}

// stream writes a compressed stream; entries are those of its dictionary.
func (f *file) stream(id int, entries string, data []byte) {
	var packed bytes.Buffer
	f.deflate.Reset(&packed) // one for the whole file: a new one costs more than what it packs here
	if _, err := f.deflate.Write(data); err != nil && f.failure == nil {
		f.failure = err
	}
	if err := f.deflate.Close(); err != nil && f.failure == nil {
		f.failure = err
	}
	f.plain(id, entries+"/Filter/FlateDecode", packed.Bytes())
}

// plain writes a stream as it is.
func (f *file) plain(id int, entries string, data []byte) {
	f.places[id] = place{1, uint32(f.out.Len())}
	fmt.Fprintf(&f.out, "%d 0 obj\n<<%s/Length %d>>stream\n", id, entries, len(data))
	f.out.Write(data)
	f.out.WriteString("\nendstream\nendobj\n")
}

// close writes the packed objects and the table, and returns the whole file. The file's identity is
// a hash of what is in it.
func (f *file) close(root, info int) ([]byte, error) {
	pack := f.reserve()
	f.stream(pack, fmt.Sprintf("/Type/ObjStm/N %d/First %d", f.count, f.index.Len()),
		append([]byte(f.index.String()), f.packed.Bytes()...))
	table := f.reserve()
	start := f.out.Len()
	f.places[table] = place{1, uint32(start)}
	var rows []byte
	for _, p := range f.places {
		holder, position := p.at, uint16(0)
		if p.kind == 2 {
			holder, position = uint32(pack), uint16(p.at)
		}
		rows = append(rows, p.kind)
		rows = binary.BigEndian.AppendUint32(rows, holder)
		rows = binary.BigEndian.AppendUint16(rows, position)
	}
	id := sha256.Sum256(f.out.Bytes())
	f.stream(table, fmt.Sprintf("/Type/XRef/Size %d/W[1 4 2]/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]",
		len(f.places), root, info, id[:16], id[:16]), rows)
	fmt.Fprintf(&f.out, "startxref\n%d\n%%%%EOF\n", start)
	return f.out.Bytes(), f.failure
}

// textString writes a text as PDF's strings for people: UTF-16 in hexadecimal.
func textString(text string) string {
	var hex strings.Builder
	hex.WriteString("<feff")
	for _, unit := range utf16.Encode([]rune(text)) {
		fmt.Fprintf(&hex, "%04x", unit)
	}
	hex.WriteString(">")
	return hex.String()
}
