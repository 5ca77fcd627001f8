package pdf

import (
	"fmt"
	"strconv"
	"strings"
)

// Tag is a standard structure type of ISO 32000-1, 14.8.4.
type Tag string

// The structure types of the papers.
const (
	Heading1   Tag = "H1"
	Heading2   Tag = "H2"
	Paragraph  Tag = "P"
	Section    Tag = "Sect"
	Table      Tag = "Table"
	Row        Tag = "TR"
	RowHead    Tag = "TH row"    // a header cell for its row
	ColumnHead Tag = "TH column" // a header cell for its column
	Cell       Tag = "TD"
	figure     Tag = "Figure"
	artifact   Tag = "" // no part of the structure
)

// HoldsText reports whether words may stand in an element right away: the others hold elements.
func (t Tag) HoldsText() bool {
	switch t {
	case Heading1, Heading2, Paragraph, RowHead, ColumnHead, Cell, artifact:
		return true
	default:
		return false
	}
}

// element is a node of the structure tree.
type element struct {
	tag    Tag
	parent *element
	alt    string
	bounds *Box
	kids   []kid
	object int
}

// kid is a child element or a mark on a page.
type kid struct {
	element *element
	page    *page
	mark    int
}

// Open is the tag of the structure element that is open.
func (d *Document) Open() Tag { return d.current.tag }

// Within opens a structure element for what draw writes.
func (d *Document) Within(tag Tag, draw func()) {
	child := &element{tag: tag, parent: d.current}
	d.current.kids = append(d.current.kids, kid{element: child})
	d.current = child
	draw()
	d.current = child.parent
}

// Figure opens a picture with its alternative text, and its place, for what draw fills.
func (d *Document) Figure(alt string, place Box, draw func()) {
	d.Within(figure, func() {
		d.current.alt, d.current.bounds = alt, &place
		end := d.mark()
		draw()
		end()
	})
}

// Artifact is for what draw writes without being part of what is to be read: the number of the
// page, a header that comes again. Elements that it opens are dropped.
func (d *Document) Artifact(draw func()) {
	open := d.current
	d.current = &element{tag: artifact}
	end := d.begin("/Artifact <</Type/Pagination>> BDC\n")
	draw()
	end()
	d.current = open
}

// mark begins content of the open element, unless it is inside marked content already.
func (d *Document) mark() func() {
	if d.marked {
		return func() {}
	}
	number := len(d.page.marks)
	d.page.marks = append(d.page.marks, d.current)
	d.current.kids = append(d.current.kids, kid{page: d.page, mark: number})
	name, _, _ := strings.Cut(string(d.current.tag), " ")
	return d.begin("/" + name + " <</MCID " + strconv.Itoa(number) + ">> BDC\n")
}

// decorate begins an artifact, unless it is inside marked content already.
func (d *Document) decorate() func() {
	if d.marked {
		return func() {}
	}
	return d.begin("/Artifact BMC\n")
}

func (d *Document) begin(operator string) func() {
	d.marked = true
	d.write(operator)
	return func() {
		d.marked = false
		d.write("EMC\n")
	}
}

// number gives the element and those below it an object each.
func (e *element) number(f *file) {
	e.object = f.reserve()
	for _, k := range e.kids {
		if k.element != nil {
			k.element.number(f)
		}
	}
}

// put writes the element and those below it.
func (e *element) put(f *file, parent int, pages map[*page]int) {
	name, scope, _ := strings.Cut(string(e.tag), " ")
	var body strings.Builder
	fmt.Fprintf(&body, "<</Type/StructElem/S/%s/P %d 0 R/K[", name, parent)
	for _, k := range e.kids {
		if k.element != nil {
			fmt.Fprintf(&body, "%d 0 R ", k.element.object)
			k.element.put(f, e.object, pages)
		} else {
			fmt.Fprintf(&body, "<</Type/MCR/Pg %d 0 R/MCID %d>>", pages[k.page], k.mark)
		}
	}
	body.WriteString("]")
	switch scope {
	case "row":
		body.WriteString("/A<</O/Table/Scope/Row>>")
	case "column":
		body.WriteString("/A<</O/Table/Scope/Column>>")
	}
	if e.bounds != nil {
		x, y, w, h := e.bounds.points()
		fmt.Fprintf(&body, "/A<</O/Layout/Placement/Block/BBox[%s %s %s %s]>>",
			number(x), number(y), number(x+w), number(y+h))
	}
	if e.alt != "" {
		body.WriteString("/Alt" + textString(e.alt))
	}
	body.WriteString(">>")
	f.object(e.object, body.String())
}
