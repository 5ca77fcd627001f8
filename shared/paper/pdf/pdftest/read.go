package pdftest

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf16"
)

// The measure of PDF, and the height of a page in it.
const (
	pointsPerMM = 72 / 25.4
	pageHeight  = 297 * pointsPerMM
)

// File is what stands in a PDF. Places are millimetres from the top left corner.
type File struct {
	Title, Language string
	Pages           int
	Lines           []Line   // as drawn
	Figures         []Figure // as read
	Spoken          []Spoken // as read
}

// Line is a line of text on a page, from 1. Size is in points.
type Line struct {
	Page                     int
	Text                     string
	X, Baseline, Width, Size float64
	Artifact                 bool // not to be read
	mark                     int
}

// Figure is a picture with its alternative text.
type Figure struct {
	Page                int
	Alt                 string
	X, Y, Width, Height float64
}

// Spoken is an element of the structure with words of its own, in the order of reading. A figure's
// words are its alternative text.
type Spoken struct{ Tag, Text string }

// Read reads a file. The error is ErrFile.
func Read(data []byte) (File, error) {
	o, err := load(data)
	if err != nil {
		return File{}, err
	}
	catalog := o.bodies[reference(o.trailer, "/Root")]
	f := File{
		Title:    text(o.bodies[reference(o.trailer, "/Info")], "/Title"),
		Language: text(catalog, "/Lang"),
	}
	kids := regexp.MustCompile(`(\d+) 0 R`).FindAllStringSubmatch(
		list(o.bodies[reference(catalog, "/Pages")], "/Kids"), -1)
	pages := map[int]int{}
	for i, kid := range kids {
		pages[atoi(kid[1])] = i + 1
		if err := f.page(o, atoi(kid[1]), i+1); err != nil {
			return File{}, err
		}
	}
	f.Pages = len(kids)
	root := o.bodies[reference(catalog, "/StructTreeRoot")]
	f.walk(o, reference(root, "/K"), pages)
	return f, nil
}

var linePattern = regexp.MustCompile(
	`^BT /F(\d+) (\S+) Tf \S+ g (\S+) (\S+) Td <([0-9a-f]*)> Tj ET$`)

var markPattern = regexp.MustCompile(`/MCID (\d+)>> BDC$`)

// page reads the lines of a page.
func (f *File) page(o objects, id, number int) error {
	body := o.bodies[id]
	fonts := map[string]font{}
	for _, entry := range regexp.MustCompile(`/F(\d+) (\d+) 0 R`).FindAllStringSubmatch(body, -1) {
		fonts[entry[1]] = readFont(o, atoi(entry[2]))
	}
	mark := -1
	for row := range strings.SplitSeq(string(o.streams[reference(body, "/Contents")]), "\n") {
		switch found := linePattern.FindStringSubmatch(row); {
		case strings.HasSuffix(row, " BDC") || strings.HasSuffix(row, " BMC"):
			mark = -1
			if number := markPattern.FindStringSubmatch(row); number != nil {
				mark = atoi(number[1])
			}
		case found != nil:
			words, width, err := fonts[found[1]].decode(found[5])
			if err != nil {
				return err
			}
			size := number64(found[2])
			f.Lines = append(f.Lines, Line{
				Page: number, Text: words, Size: size, mark: mark, Artifact: mark < 0,
				X: number64(found[3]) / pointsPerMM, Baseline: (pageHeight - number64(found[4])) / pointsPerMM,
				Width: width * size / 1000 / pointsPerMM,
			})
		case strings.Contains(row, " Tj"):
			return fmt.Errorf("%w: text %q", ErrFile, row)
		}
	}
	return nil
}

var (
	elementPattern = regexp.MustCompile(`^<</Type/StructElem/S/(\w+)/P \d+ 0 R/K\[(.*?)\](/A<<.*)?(/Alt<\w+>)?>>$`)
	kidPattern     = regexp.MustCompile(`<</Type/MCR/Pg (\d+) 0 R/MCID (\d+)>>|(\d+) 0 R`)
	placePattern   = regexp.MustCompile(`/BBox\[(\S+) (\S+) (\S+) (\S+)\]`)
)

// walk reads an element of the structure and those below it.
func (f *File) walk(o objects, id int, pages map[int]int) {
	found := elementPattern.FindStringSubmatch(o.bodies[id])
	if found == nil {
		return
	}
	words, page := "", 0
	for _, kid := range kidPattern.FindAllStringSubmatch(found[2], -1) {
		if kid[3] != "" {
			f.walk(o, atoi(kid[3]), pages)
			continue
		}
		page = pages[atoi(kid[1])]
		for _, l := range f.Lines {
			if l.Page == page && l.mark == atoi(kid[2]) {
				words += l.Text
			}
		}
	}
	if place := placePattern.FindStringSubmatch(o.bodies[id]); place != nil {
		words = text(o.bodies[id], "/Alt")
		left, low, right, top := number64(place[1]), number64(place[2]), number64(place[3]), number64(place[4])
		f.Figures = append(f.Figures, Figure{
			Page: page, Alt: words, X: left / pointsPerMM, Y: (pageHeight - top) / pointsPerMM,
			Width: (right - left) / pointsPerMM, Height: (top - low) / pointsPerMM,
		})
	}
	if words != "" {
		f.Spoken = append(f.Spoken, Spoken{found[1], words})
	}
}

// font is how a font's glyph numbers are read: characters, and widths in thousandths of an em.
type font struct {
	characters map[string]rune
	widths     map[string]float64
}

func readFont(o objects, id int) font {
	f := font{characters: map[string]rune{}, widths: map[string]float64{}}
	body := o.bodies[id]
	unicode := string(o.streams[reference(body, "/ToUnicode")])
	for _, pair := range regexp.MustCompile(`<(\w{4})> <(\w{4})>\n`).FindAllStringSubmatch(unicode, -1) {
		code, err := strconv.ParseUint(pair[2], 16, 16)
		if err == nil {
			f.characters[pair[1]] = rune(code)
		}
	}
	inner := o.bodies[reference(body, "/DescendantFonts[")]
	for _, pair := range regexp.MustCompile(`(\d+)\[(\d+)\]`).FindAllStringSubmatch(inner, -1) {
		f.widths[fmt.Sprintf("%04x", atoi(pair[1]))] = number64(pair[2])
	}
	return f
}

func (f font) decode(glyphs string) (string, float64, error) {
	var words strings.Builder
	width := 0.0
	for ; len(glyphs) >= 4; glyphs = glyphs[4:] {
		r, known := f.characters[glyphs[:4]]
		if _, measured := f.widths[glyphs[:4]]; !known || !measured {
			return "", 0, fmt.Errorf("%w: glyph %s", ErrFile, glyphs[:4])
		}
		words.WriteRune(r)
		width += f.widths[glyphs[:4]]
	}
	return words.String(), width, nil
}

// text reads a string for people in a dictionary.
func text(body, key string) string {
	found := regexp.MustCompile(regexp.QuoteMeta(key) + `<feff(\w*)>`).FindStringSubmatch(body)
	if found == nil {
		return ""
	}
	raw, err := hex.DecodeString(found[1])
	if err != nil {
		return ""
	}
	units := make([]uint16, 0, len(raw)/2)
	for i := 0; i+1 < len(raw); i += 2 {
		units = append(units, uint16(raw[i])<<8|uint16(raw[i+1]))
	}
	return string(utf16.Decode(units))
}

// list reads what stands between the brackets of a dictionary's list.
func list(body, key string) string {
	_, rest, _ := strings.Cut(body, key+"[")
	inside, _, _ := strings.Cut(rest, "]")
	return inside
}

// number64 reads a number that a pattern has matched.
func number64(digits string) float64 {
	n, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0
	}
	return n
}
