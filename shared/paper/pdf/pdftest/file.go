// Package pdftest reads back what package pdf wrote, without its help: by the cross-reference stream,
// the structure tree and the fonts' ToUnicode tables, as other people's programs do. Tests see where
// every word stands and what a screen reader says.
package pdftest

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// ErrFile says that a file is not as package pdf writes them.
var ErrFile = errors.New("pdftest: unreadable file")

// objects are the bodies of a file's objects, and the contents of its streams.
type objects struct {
	bodies  map[int]string
	streams map[int][]byte
	trailer string
}

var (
	startPattern  = regexp.MustCompile(`startxref\n(\d+)\n%%EOF\n$`)
	streamPattern = regexp.MustCompile(`(?s)^(\d+) 0 obj\n<<(.*?)/Length (\d+)>>stream\n`)
	sizePattern   = regexp.MustCompile(`/Size (\d+)/W\[1 4 2\]/Root (\d+) 0 R`)
	packPattern   = regexp.MustCompile(`/N (\d+)/First (\d+)`)
)

// load reads all objects by their places in the cross-reference stream.
func load(data []byte) (objects, error) {
	o := objects{bodies: map[int]string{}, streams: map[int][]byte{}}
	start := startPattern.FindSubmatch(data)
	if start == nil {
		return o, fmt.Errorf("%w: no startxref", ErrFile)
	}
	table, err := o.stream(data, atoi(string(start[1])))
	if err != nil {
		return o, err
	}
	o.trailer = o.bodies[table]
	size := sizePattern.FindStringSubmatch(o.trailer)
	rows := o.streams[table]
	if size == nil || len(rows) != 7*atoi(size[1]) {
		return o, fmt.Errorf("%w: cross-reference of %d bytes", ErrFile, len(rows))
	}
	packs := map[int]bool{}
	for id := 1; id < len(rows)/7; id++ {
		row := rows[7*id : 7*id+7]
		at := int(binary.BigEndian.Uint32(row[1:]))
		if row[0] == 2 {
			packs[at] = true
			continue
		}
		found, err := o.stream(data, at)
		if err != nil {
			return o, err
		}
		if found != id {
			return o, fmt.Errorf("%w: at %d is object %d, not %d", ErrFile, at, found, id)
		}
	}
	for pack := range packs {
		if err := o.unpack(pack); err != nil {
			return o, err
		}
	}
	return o, nil
}

// stream reads the object with a stream at an offset and returns its number.
func (o objects) stream(data []byte, at int) (int, error) {
	if at >= len(data) {
		return 0, fmt.Errorf("%w: offset %d", ErrFile, at)
	}
	head := streamPattern.FindSubmatch(data[at:])
	if head == nil {
		return 0, fmt.Errorf("%w: no stream at %d", ErrFile, at)
	}
	id, length := atoi(string(head[1])), atoi(string(head[3]))
	from := at + len(head[0])
	if from+length > len(data) || !bytes.HasPrefix(data[from+length:], []byte("\nendstream\nendobj\n")) {
		return 0, fmt.Errorf("%w: stream %d does not end", ErrFile, id)
	}
	content := data[from : from+length]
	if bytes.Contains(head[2], []byte("/Filter/FlateDecode")) {
		reader, err := zlib.NewReader(bytes.NewReader(content))
		if err != nil {
			return 0, err
		}
		if content, err = io.ReadAll(reader); err != nil {
			return 0, err
		}
	}
	o.bodies[id], o.streams[id] = string(head[2]), content
	return id, nil
}

// unpack reads the objects of an object stream.
func (o objects) unpack(pack int) error {
	head := packPattern.FindStringSubmatch(o.bodies[pack])
	if head == nil {
		return fmt.Errorf("%w: object %d is no object stream", ErrFile, pack)
	}
	content, first := string(o.streams[pack]), atoi(head[2])
	index := strings.Fields(content[:first])
	if len(index) != 2*atoi(head[1]) {
		return fmt.Errorf("%w: index of object stream %d", ErrFile, pack)
	}
	for i := 0; i < len(index); i += 2 {
		end := len(content)
		if i+3 < len(index) {
			end = first + atoi(index[i+3])
		}
		o.bodies[atoi(index[i])] = strings.TrimSpace(content[first+atoi(index[i+1]) : end])
	}
	return nil
}

// reference returns the object that a key of a dictionary names, or 0.
func reference(body, key string) int {
	found := regexp.MustCompile(regexp.QuoteMeta(key) + ` ?(\d+) 0 R`).FindStringSubmatch(body)
	if found == nil {
		return 0
	}
	return atoi(found[1])
}

// atoi reads digits that a pattern has matched.
func atoi(digits string) int {
	n, err := strconv.Atoi(digits)
	if err != nil {
		return 0
	}
	return n
}
