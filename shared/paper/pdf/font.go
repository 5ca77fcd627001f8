package pdf

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
)

// ErrFont says that a font file is not a TrueType font of the kind this package can embed.
var ErrFont = errors.New("pdf: unusable font")

// Font is a TrueType font. It never changes and is read straight from its file's bytes.
type Font struct {
	name   string
	tables map[string][]byte
	cmap   []byte // the subtable for Unicode's first plane, format 4
	units  int    // per em
	glyphs int
	long   bool // format of the loca table
	widths int  // how many glyphs have a width of their own
}

// ParseFont reads a TrueType font with a cmap of format 4. The name is its PostScript name, as in
// "TitilliumWeb-Bold". The error is ErrFont.
func ParseFont(name string, data []byte) (*Font, error) {
	tables, err := readTables(data)
	if err != nil {
		return nil, err
	}
	sizes := map[string]int{"head": 54, "hhea": 36, "maxp": 6, "cmap": 4, "hmtx": 4, "loca": 4, "glyf": 1}
	for tag, size := range sizes {
		if len(tables[tag]) < size {
			return nil, fmt.Errorf("%w: table %s", ErrFont, tag)
		}
	}
	f := &Font{
		name: name, tables: tables, units: u16(tables["head"], 18), glyphs: u16(tables["maxp"], 4),
		long: u16(tables["head"], 50) == 1, widths: u16(tables["hhea"], 34),
	}
	if f.cmap = unicodeTable(tables["cmap"]); f.cmap == nil {
		return nil, fmt.Errorf("%w: no cmap of format 4", ErrFont)
	}
	entry := 2
	if f.long {
		entry = 4
	}
	if f.units == 0 || f.widths == 0 || len(tables["hmtx"]) < 4*f.widths || len(tables["loca"]) < entry*(f.glyphs+1) {
		return nil, fmt.Errorf("%w: tables too short", ErrFont)
	}
	return f, nil
}

// readTables finds the tables of a font file.
func readTables(data []byte) (map[string][]byte, error) {
	if len(data) < 12 || binary.BigEndian.Uint32(data) != 0x00010000 {
		return nil, fmt.Errorf("%w: not TrueType", ErrFont)
	}
	tables := map[string][]byte{}
	for i := range u16(data, 4) {
		at := 12 + 16*i
		if at+16 > len(data) {
			return nil, fmt.Errorf("%w: directory too short", ErrFont)
		}
		offset, length := u32(data, at+8), u32(data, at+12)
		if offset+length > len(data) {
			return nil, fmt.Errorf("%w: table outside the file", ErrFont)
		}
		tables[string(data[at:at+4])] = data[offset : offset+length]
	}
	return tables, nil
}

// unicodeTable returns the Windows Unicode subtable of a cmap table, or nil.
func unicodeTable(cmap []byte) []byte {
	for i := range u16(cmap, 2) {
		at := 4 + 8*i
		if at+8 > len(cmap) || u16(cmap, at) != 3 || u16(cmap, at+2) != 1 {
			continue
		}
		offset := u32(cmap, at+4)
		if offset+14 <= len(cmap) && u16(cmap, offset) == 4 && offset+u16(cmap, offset+2) <= len(cmap) {
			return cmap[offset : offset+u16(cmap, offset+2)]
		}
	}
	return nil
}

// glyph returns the number of a character's shape; 0 when the font has none.
func (f *Font) glyph(r rune) int {
	if r < 0 || r > 0xffff {
		return 0
	}
	double := u16(f.cmap, 6) // twice the number of segments
	ends, starts := 14, 16+double
	deltas, ranges := starts+double, starts+2*double
	i := 2 * sort.Search(double/2, func(i int) bool { return int(r) <= u16(f.cmap, ends+2*i) })
	start := u16(f.cmap, starts+i)
	if i >= double || int(r) < start {
		return 0
	}
	offset := u16(f.cmap, ranges+i)
	if offset == 0 {
		return (int(r) + u16(f.cmap, deltas+i)) & 0xffff
	}
	if id := u16(f.cmap, ranges+i+offset+2*(int(r)-start)); id != 0 {
		return (id + u16(f.cmap, deltas+i)) & 0xffff
	}
	return 0
}

// Has reports whether the font has a shape for a character.
func (f *Font) Has(r rune) bool { return f.glyph(r) != 0 }

// Width is how wide a text of the given size in points is, in millimetres.
func (f *Font) Width(text string, size float64) float64 {
	sum := 0
	for _, r := range text {
		sum += f.advance(f.glyph(r))
	}
	return float64(sum) / float64(f.units) * size / pointsPerMM
}

// Fit is how many bytes of a text, in whole characters, are no wider than room millimetres.
func (f *Font) Fit(text string, size, room float64) int {
	most := room * pointsPerMM / size * float64(f.units)
	sum := 0
	for i, r := range text {
		sum += f.advance(f.glyph(r))
		if float64(sum) > most {
			return i
		}
	}
	return len(text)
}

// advance is the width of a glyph in the font's units.
func (f *Font) advance(glyph int) int {
	return u16(f.tables["hmtx"], 4*min(glyph, f.widths-1))
}

// scaled converts the font's units to thousandths of an em, the measure of PDF.
func (f *Font) scaled(units int) int {
	thousandths := 1000 * units
	if units < 0 {
		return (thousandths - f.units/2) / f.units
	}
	return (thousandths + f.units/2) / f.units
}

// u16 reads a number; past the end of the data there are zeros.
func u16(data []byte, at int) int {
	if at < 0 || at+2 > len(data) {
		return 0
	}
	return int(binary.BigEndian.Uint16(data[at:]))
}

// i16 reads a signed number.
func i16(data []byte, at int) int { return int(int16(u16(data, at))) }

func u32(data []byte, at int) int { return u16(data, at)<<16 | u16(data, at+2) }
