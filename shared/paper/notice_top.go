package paper

// noticeHeader is the module with the subject and the name of the circuit.
func (s *sheet) noticeHeader(n Notice) {
	s.text(marginLeft, 12, column, style{size: 10, bold: true, ink: grey}, textNotice)
	s.right(rightColumn, 11, column, style{size: 15, bold: true, ink: black}, "pagoPA")
	s.paragraph(marginLeft, 19, width, 2, style{size: 20, bold: true, ink: black}, cut(n.Subject, 90))
}

// noticeParties is the module with the creditor on the left and the recipient on the right.
func (s *sheet) noticeParties(n Notice) {
	const top = 43.0
	s.rule(marginLeft, top-3, width)
	name := style{size: 12, bold: true, ink: black}
	detail := style{size: 9, ink: black}

	y := s.party(marginLeft, top, textCreditor, n.Creditor.FiscalCode)
	y = s.text(marginLeft, y, column, name, cut(n.Creditor.Name, 50))
	y = s.text(marginLeft, y, column, detail, cut(n.Creditor.Department, 50))
	s.paragraph(marginLeft, y, column, 2, detail, cut(n.Creditor.Info, 100))

	y = s.party(rightColumn, top, textRecipient, cut(n.Recipient.FiscalCode, 16))
	y = s.text(rightColumn, y, column, name, cut(n.Recipient.Name, 35))
	s.paragraph(rightColumn, y, column, 3, detail, cut(n.Recipient.Address, 140))
}

// party heads one of the two columns.
func (s *sheet) party(x, y float64, title, fiscalCode string) float64 {
	s.text(x, y, column, style{size: 9, bold: true, ink: grey}, title)
	y = s.right(x, y, column, style{size: 9, ink: grey}, "Cod. Fiscale "+fiscalCode)
	return y + 1
}

// The grey band of amount and places.
const (
	bandTop    = 74.0
	bandHeight = 64.0
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
	y := s.text(x, bandTop+bandInset, room, style{size: 15, bold: true, ink: black}, title)
	y = s.text(x, y+4, room, style{size: 24, bold: true, ink: black}, n.Amount.String())
	if !n.DueDate.IsZero() {
		y = s.text(x, y, room, style{size: 13, bold: true, ink: black}, textBy+n.DueDate.Italian())
	}
	s.paragraph(x, y+4, room-4, 6, style{size: 8.5, ink: grey}, textLegal)
}

// noticeWhere is the module that says where to pay.
func (s *sheet) noticeWhere(n Notice) {
	x, room := rightColumn, column-bandInset
	strong := style{size: 10, bold: true, ink: black}
	body := style{size: 9.5, ink: black}
	y := s.text(x, bandTop+bandInset, room, style{size: 15, bold: true, ink: black}, textWhere)
	y = s.text(x, y+4, room, strong, textOnline)
	y = s.paragraph(x, y, room, 3, body, n.Creditor.onlineText())
	y = s.text(x, y+3, room, strong, textNearby)
	s.paragraph(x, y, room, 5, body, n.Creditor.nearbyText())
}
