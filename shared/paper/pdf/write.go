package pdf

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// Write writes the finished document. The error is that of w.
func (d *Document) Write(w io.Writer) error {
	f := newFile()
	catalog, info, list, tree := f.reserve(), f.reserve(), f.reserve(), f.reserve()
	pages := make(map[*page]int, len(d.pages))
	for _, p := range d.pages {
		pages[p] = f.reserve()
	}
	d.putPages(f, list, pages)
	d.putStructure(f, tree, pages)
	metadata := f.reserve()
	f.plain(metadata, "/Type/Metadata/Subtype/XML", d.info.metadata())
	f.object(info, d.info.dictionary())
	f.object(catalog, fmt.Sprintf("<</Type/Catalog/Pages %d 0 R/StructTreeRoot %d 0 R/Metadata %d 0 R"+
		"/MarkInfo<</Marked true>>/Lang%s/ViewerPreferences<</DisplayDocTitle true>>>>",
		list, tree, metadata, textString(d.info.Language)))
	data, err := f.close(catalog, info)
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

func (d *Document) putPages(f *file, list int, pages map[*page]int) {
	var fonts, pictures, kids strings.Builder
	for i, s := range d.fonts {
		fmt.Fprintf(&fonts, "/F%d %d 0 R", i, s.put(f))
	}
	for i, p := range d.pictures {
		fmt.Fprintf(&pictures, "/P%d %d 0 R", i, p.put(f))
	}
	for i, p := range d.pages {
		content := f.reserve()
		f.stream(content, "", p.content.Bytes())
		fmt.Fprintf(&kids, "%d 0 R ", pages[p])
		f.object(pages[p], fmt.Sprintf("<</Type/Page/Parent %d 0 R/MediaBox[0 0 %s %s]/Tabs/S/StructParents %d"+
			"/Resources<</Font<<%s>>/XObject<<%s>>>>/Contents %d 0 R>>",
			list, number(pageWidth), number(pageHeight), i, fonts.String(), pictures.String(), content))
	}
	f.object(list, fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(d.pages), kids.String()))
}

// putStructure writes the tree and, for every page, whose content each mark is.
func (d *Document) putStructure(f *file, tree int, pages map[*page]int) {
	d.root.number(f)
	d.root.put(f, tree, pages)
	var parents strings.Builder
	for i, p := range d.pages {
		fmt.Fprintf(&parents, "%d[", i)
		for _, e := range p.marks {
			fmt.Fprintf(&parents, "%d 0 R ", e.object)
		}
		parents.WriteString("]")
	}
	f.object(tree, fmt.Sprintf("<</Type/StructTreeRoot/K %d 0 R/ParentTree<</Nums[%s]>>/ParentTreeNextKey %d>>",
		d.root.object, parents.String(), len(d.pages)))
}

// put writes an embedded font and returns its object.
func (s *subset) put(f *file) int {
	outer, inner, descriptor, program, unicode := f.reserve(), f.reserve(), f.reserve(), f.reserve(), f.reserve()
	data, name := s.program(), "SERSCO+"+s.font.name
	f.stream(program, fmt.Sprintf("/Length1 %d", len(data)), data)
	f.stream(unicode, "", s.toUnicode())
	head, hhea := s.font.tables["head"], s.font.tables["hhea"]
	f.object(descriptor, fmt.Sprintf("<</Type/FontDescriptor/FontName/%s/Flags 32/FontBBox[%d %d %d %d]"+
		"/ItalicAngle 0/Ascent %d/Descent %d/CapHeight 700/StemV 80/FontFile2 %d 0 R>>", name,
		s.font.scaled(i16(head, 36)), s.font.scaled(i16(head, 38)), s.font.scaled(i16(head, 40)),
		s.font.scaled(i16(head, 42)), s.font.scaled(i16(hhea, 4)), s.font.scaled(i16(hhea, 6)), program))
	var widths strings.Builder
	for _, glyph := range s.glyphs() {
		fmt.Fprintf(&widths, "%d[%d]", glyph, s.font.scaled(s.font.advance(glyph)))
	}
	f.object(inner, fmt.Sprintf("<</Type/Font/Subtype/CIDFontType2/BaseFont/%s/FontDescriptor %d 0 R"+
		"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>/CIDToGIDMap/Identity/W[%s]>>",
		name, descriptor, widths.String()))
	f.object(outer, fmt.Sprintf("<</Type/Font/Subtype/Type0/BaseFont/%s/Encoding/Identity-H"+
		"/DescendantFonts[%d 0 R]/ToUnicode %d 0 R>>", name, inner, unicode))
	return outer
}

// toUnicode tells which character each glyph is, for searching, copying and reading aloud.
func (s *subset) toUnicode() []byte {
	var cmap bytes.Buffer
	cmap.WriteString("/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n" +
		"/CIDSystemInfo <</Registry(Adobe)/Ordering(UCS)/Supplement 0>> def\n" +
		"/CMapName /Adobe-Identity-UCS def /CMapType 2 def\n" +
		"1 begincodespacerange <0000> <ffff> endcodespacerange\n")
	const most = 100 // lines in one block
	glyphs := s.glyphs()
	for from := 0; from < len(glyphs); from += most {
		block := glyphs[from:min(from+most, len(glyphs))]
		fmt.Fprintf(&cmap, "%d beginbfchar\n", len(block))
		for _, glyph := range block {
			fmt.Fprintf(&cmap, "<%04x> <%04x>\n", glyph, s.used[glyph])
		}
		cmap.WriteString("endbfchar\n")
	}
	cmap.WriteString("endcmap CMapName currentdict /CMap defineresource pop end end\n")
	return cmap.Bytes()
}

// dictionary is the file's older description of itself.
func (i Info) dictionary() string {
	at := i.Created.UTC().Format("(D:20060102150405Z)")
	return "<</Title" + textString(i.Title) + "/Author" + textString(i.Author) + "/Creator" + textString(i.Creator) +
		"/Producer" + textString(i.Creator) + "/CreationDate" + at + "/ModDate" + at + ">>"
}

// metadata is the file's description of itself as XMP, which declares PDF/UA-1.
func (i Info) metadata() []byte {
	at := i.Created.UTC().Format("2006-01-02T15:04:05Z")
	return fmt.Appendf(nil, `<?xpacket begin="%s" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">%s</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>%s</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>%s</rdf:li></rdf:Bag></dc:language>
<xmp:CreatorTool>%s</xmp:CreatorTool><xmp:CreateDate>%s</xmp:CreateDate><xmp:ModifyDate>%s</xmp:ModifyDate>
<pdf:Producer>%s</pdf:Producer>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>`, "\ufeff", escaped(i.Title), escaped(i.Author), escaped(i.Language), escaped(i.Creator), at, at,
		escaped(i.Creator))
}

// escaped writes a text for XML.
func escaped(text string) string {
	var out strings.Builder
	if err := xml.EscapeText(&out, []byte(text)); err != nil {
		return ""
	}
	return out.String()
}
