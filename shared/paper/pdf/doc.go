// Package pdf writes tagged PDF files: every word belongs to a structure element (heading,
// paragraph, table cell, figure with its alternative text), so that a screen reader reads a paper
// as it was meant. Files follow PDF/UA-1 (ISO 14289-1) as far as a writer can see to it.
//
// It does what the portal's papers need and no more: A4 pages, embedded TrueType fonts cut down to
// the glyphs in use, greys, rectangles, lines and polygons. The same calls give the same bytes.
// Places are millimetres from the top left corner of the page; sizes of type are points.
package pdf
