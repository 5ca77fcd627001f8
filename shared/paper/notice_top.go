package paper

import "serviziscolastici/shared/paper/pdf"

// noticeHeader is the module with the subject, the Comune's logo and the name of the circuit.
func (s *sheet) noticeHeader(n Notice) error {
	const logoSize = 30.0 // AVVISI
	if err := s.logo(marginRight-logoSize, 9, logoSize, n.Creditor); err != nil {
		return err
	}
	room := width - logoSize - 6
	y := s.text(marginLeft, 11, room, style{size: 10, bold: true, ink: grey}, textNotice)
	title := style{size: 20, bold: true, ink: black, tag: pdf.Heading1}
	y = s.paragraph(marginLeft, y+1, room, 2, title, cut(n.Subject, 90))
	s.text(marginLeft, y+0.5, room, style{size: 12, bold: true, ink: black}, "pagoPA")
	return nil
}

// noticeParties is the module with the creditor on the left and the recipient on the right.
func (s *sheet) noticeParties(n Notice) {
	const top = 44.0
	s.rule(marginLeft, top-2, width)
	name := style{size: 12, bold: true, ink: black}
	detail := style{size: 9, ink: black}

	y := s.noticeParty(marginLeft, top, textCreditor, n.Creditor.FiscalCode)
	y = s.text(marginLeft, y, column, name, cut(n.Creditor.Name, MaxName))
	y = s.text(marginLeft, y, column, detail, cut(n.Creditor.Office, MaxOffice))
	s.paragraph(marginLeft, y, column, 2, detail, dotted(cut(n.Creditor.Contacts(), MaxContacts)))

	y = s.noticeParty(rightColumn, top, textRecipient, n.Recipient.FiscalCode)
	y = s.text(rightColumn, y, column, name, cut(n.Recipient.Name, 35))
	s.paragraph(rightColumn, y, column, 3, detail, cut(n.Recipient.Address, 140))
}

// noticeParty heads one of the two columns.
func (s *sheet) noticeParty(x, y float64, title, fiscalCode string) float64 {
	s.text(x, y, column, style{size: 9, bold: true, ink: grey, tag: pdf.Heading2}, title)
	y = s.right(x, y, column, style{size: 9, ink: grey}, "Cod. Fiscale "+fiscalCode)
	return y + 1
}

// The grey band of amount and places.
const (
	bandTop    = 74.0
	bandHeight = 62.0
	bandInset  = 5.0
)

// noticeAmount is the module that says how much and by when.
func (s *sheet) noticeAmount(n Notice) {
	s.box(marginLeft, bandTop, width, bandHeight, pale)
	x, room := marginLeft+bandInset, column-bandInset
	title := textHowMuch
	if !n.DueDate.IsZero() {
		title = textWhen
	}
	y := s.text(x, bandTop+bandInset, room, bandTitle, title)
	y = s.text(x, y+4, room, style{size: 24, bold: true, ink: black}, n.Amount.String())
	if !n.DueDate.IsZero() {
		y = s.text(x, y, room, style{size: 13, bold: true, ink: black}, textBy+n.DueDate.Italian())
	}
	s.paragraph(x, y+4, room-4, 6, style{size: 8.5, ink: grey}, textLegal)
}

// bandTitle heads the two halves of the band.
var bandTitle = style{size: 15, bold: true, ink: black, tag: pdf.Heading2}

// noticeWhere is the module that says where to pay.
func (s *sheet) noticeWhere(n Notice) {
	x, room := rightColumn, column-bandInset
	strong := style{size: 10, bold: true, ink: black}
	body := style{size: 9.5, ink: black}
	y := s.text(x, bandTop+bandInset, room, bandTitle, textWhere)
	y = s.text(x, y+4, room, strong, textOnline)
	y = s.paragraph(x, y, room, 3, body, n.Creditor.onlineText())
	y = s.text(x, y+3, room, strong, textNearby)
	s.paragraph(x, y, room, 5, body, textPlaces)
}
