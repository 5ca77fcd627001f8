package pdf

import (
	"encoding/binary"
	"maps"
	"slices"
)

// subset is a font with the glyphs that a document uses.
type subset struct {
	font *Font
	used map[int]rune // by glyph: the first character that was written with it
}

// encode returns a text as glyph numbers in hexadecimal, and notes that they are in use.
func (s *subset) encode(text string) []byte {
	const digits = "0123456789abcdef"
	encoded := make([]byte, 0, 4*len(text))
	for _, r := range text {
		glyph := s.font.glyph(r)
		if _, known := s.used[glyph]; !known {
			s.used[glyph] = r
		}
		encoded = append(encoded, digits[glyph>>12], digits[glyph>>8&15], digits[glyph>>4&15], digits[glyph&15])
	}
	return encoded
}

// glyphs lists the glyphs in use, in order.
func (s *subset) glyphs() []int { return slices.Sorted(maps.Keys(s.used)) }

// program is the font file to embed: all glyphs keep their numbers, those not in use are empty.
func (s *subset) program() []byte {
	glyf, loca := s.outlines()
	head := slices.Clone(s.font.tables["head"])
	binary.BigEndian.PutUint32(head[8:], 0)  // checkSumAdjustment, which PDF readers ignore
	binary.BigEndian.PutUint16(head[50:], 1) // long offsets
	tables := map[string][]byte{"glyf": glyf, "loca": loca, "head": head}
	for _, tag := range []string{"hhea", "maxp", "hmtx", "cvt ", "fpgm", "prep"} {
		if table := s.font.tables[tag]; table != nil {
			tables[tag] = table
		}
	}
	return writeTables(tables)
}

// outlines returns the tables of the shapes in use and of their places.
func (s *subset) outlines() ([]byte, []byte) {
	kept := map[int]bool{0: true}
	for glyph := range s.used {
		s.font.keep(kept, glyph)
	}
	var glyf []byte
	loca := make([]byte, 4*(s.font.glyphs+1))
	for glyph := range s.font.glyphs {
		binary.BigEndian.PutUint32(loca[4*glyph:], uint32(len(glyf)))
		if kept[glyph] {
			glyf = append(glyf, s.font.outline(glyph)...)
			for len(glyf)%4 != 0 {
				glyf = append(glyf, 0)
			}
		}
	}
	binary.BigEndian.PutUint32(loca[4*s.font.glyphs:], uint32(len(glyf)))
	return glyf, loca
}

// outline is the shape of a glyph; empty for a blank.
func (f *Font) outline(glyph int) []byte {
	loca, glyf := f.tables["loca"], f.tables["glyf"]
	from, to := 2*u16(loca, 2*glyph), 2*u16(loca, 2*glyph+2)
	if f.long {
		from, to = u32(loca, 4*glyph), u32(loca, 4*glyph+4)
	}
	if glyph >= f.glyphs || from >= to || to > len(glyf) {
		return nil
	}
	return glyf[from:to]
}

// Flags of a part of a composite glyph (OpenType, table glyf).
const (
	wordArguments = 1 << 0
	oneScale      = 1 << 3
	moreParts     = 1 << 5
	twoScales     = 1 << 6
	fullMatrix    = 1 << 7
)

// keep adds a glyph and the glyphs that it is made of.
func (f *Font) keep(kept map[int]bool, glyph int) {
	if kept[glyph] && glyph != 0 {
		return
	}
	kept[glyph] = true
	shape := f.outline(glyph)
	if len(shape) < 10 || i16(shape, 0) >= 0 {
		return
	}
	for at, flags := 10, moreParts; flags&moreParts != 0 && at+4 <= len(shape); {
		flags = u16(shape, at)
		if part := u16(shape, at+2); part != 0 {
			f.keep(kept, part)
		}
		at += 6
		if flags&wordArguments != 0 {
			at += 2
		}
		switch {
		case flags&oneScale != 0:
			at += 2
		case flags&twoScales != 0:
			at += 4
		case flags&fullMatrix != 0:
			at += 8
		}
	}
}

// writeTables puts tables together into a font file.
func writeTables(tables map[string][]byte) []byte {
	tags := slices.Sorted(maps.Keys(tables))
	power, selector := 1, 0
	for power*2 <= len(tags) {
		power, selector = power*2, selector+1
	}
	file := []byte{0, 1, 0, 0}
	for _, n := range []int{len(tags), 16 * power, selector, 16 * (len(tags) - power)} {
		file = binary.BigEndian.AppendUint16(file, uint16(n))
	}
	offset := len(file) + 16*len(tags)
	for _, tag := range tags {
		file = append(file, tag...)
		for _, n := range []uint32{checksum(tables[tag]), uint32(offset), uint32(len(tables[tag]))} {
			file = binary.BigEndian.AppendUint32(file, n)
		}
		offset += (len(tables[tag]) + 3) / 4 * 4
	}
	for _, tag := range tags {
		file = append(file, tables[tag]...)
		for len(file)%4 != 0 {
			file = append(file, 0)
		}
	}
	return file
}

// checksum is the sum of a table's 32-bit words, the last one filled up with zeros.
func checksum(table []byte) uint32 {
	var sum uint32
	for at := 0; at < len(table); at += 4 {
		sum += uint32(u16(table, at)) << 16
		if at+4 <= len(table) {
			sum += uint32(u16(table, at+2))
		}
	}
	return sum
}
