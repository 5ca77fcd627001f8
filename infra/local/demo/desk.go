package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// Desk is what the office has left for a first look, by the calls of its pages: a file that was loaded and one to
// confirm, a refund to approve, and a notice that pagoPA's archive refused.
type Desk struct {
	Imports imports.Store
	Files   interface {
		Form(ctx context.Context, upload bucket.Upload) (bucket.Form, error)
	}
	Queue     imports.Queue
	Bills     billing.Store
	School    school.Store
	Operators office.Store
	Audit     office.Log
	Now       time.Time
}

// sendFiles sends the office's files, unless some were sent at an earlier start, and returns the import that is to be
// confirmed; "" for none.
func (d Desk) sendFiles(ctx context.Context, parents string) (string, error) {
	clerk, found, err := d.operator(ctx, office.Clerk)
	if err != nil || !found {
		return "", err
	}
	if sent, _, err := d.Imports.List(ctx, Municipality, "", 1); err != nil || len(sent) > 0 {
		return "", err
	}
	menus, err := d.send(ctx, clerk, "menu.csv", "menù, seconda settimana.csv", nextMenus(calendar.DayOf(d.Now)))
	if err != nil {
		return "", err
	}
	if changes := changedParents(parents); changes != "" {
		_, err = d.send(ctx, clerk, "genitori.csv", "recapiti aggiornati.csv", changes)
	}
	return menus, err
}

// nextMenus is the menu of the week after the next one: whole days, since a file's day takes the place of the day that was.
func nextMenus(today calendar.Day) string {
	monday := today.AddDays(14)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(-1)
	}
	rows := []string{"giorno;scuola;dieta;portata;piatto;allergeni"}
	for n, dishes := range [][3]string{
		{"Riso allo zafferano;7", "Frittata con zucchine;3, 7", "Carote all'olio;"},
		{"Pasta al ragù;1, 9", "Crocchette di pesce;1, 4", "Insalata mista;"},
		{"Minestra di verdure;1, 9", "Formaggio fresco;7", "Patate al forno;"},
		{"Pizza margherita;1, 7", "Polpette al sugo;1, 3", "Carote all'olio;"},
		{"Pasta al pesto;1, 7, 8", "Merluzzo gratinato;1, 4", "Insalata mista;"},
	} {
		day := monday.AddDays(n).Italian() + ";*;;"
		rows = append(rows, day+"Primo;"+dishes[0], day+"Secondo;"+dishes[1], day+"Contorno;"+dishes[2], day+"Frutta;Frutta di stagione;")
	}
	return strings.Join(rows, "\r\n") + "\r\n"
}

// changedParents are the first rows of the demo's parents: one with another telephone number, one as it is, and one whose
// fiscal code is cut. It is "" of other files than the demo's.
func changedParents(parents string) string {
	rows := strings.Split(parents, "\n")
	if len(rows) < 4 || !strings.Contains(rows[1], ";333 ") || rows[3] == "" {
		return ""
	}
	rows[1], rows[3] = strings.Replace(rows[1], ";333 ", ";340 ", 1), rows[3][1:]
	return strings.Join(rows[:4], "\n") + "\n"
}

// send begins an import and sends its file as a browser does. It returns the import's id.
func (d Desk) send(ctx context.Context, by office.Operator, kind, name, content string) (string, error) {
	i, err := d.Imports.Begin(ctx, Municipality, kind, by.ID, by.FullName())
	if err != nil {
		return "", err
	}
	form, err := d.Files.Form(ctx, bucket.Upload{
		Key: i.Key, Kind: "text/csv", MaxBytes: imports.MaxBytes, Lasts: imports.UploadLasts, Redirect: "http://localhost/",
	})
	if err != nil {
		return "", err
	}
	var body bytes.Buffer
	parts := multipart.NewWriter(&body)
	for _, field := range form.Fields { // writing to memory never fails
		_ = parts.WriteField(field.Name, field.Value)
	}
	file, err := parts.CreateFormFile("file", name)
	if err != nil {
		return "", err
	}
	_, _ = io.WriteString(file, content)
	_ = parts.Close()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, form.Action, &body)
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", parts.FormDataContentType())
	answer, err := http.DefaultTransport.RoundTrip(request) // which does not go on to the redirect
	if err != nil {
		return "", err
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusSeeOther {
		return "", fmt.Errorf("send %s: %s", kind, answer.Status)
	}
	return i.ID, nil
}

// confirm has an import stored. One that is not checked yet is left for the office to confirm.
func (d Desk) confirm(ctx context.Context, id string) error {
	clerk, found, err := d.operator(ctx, office.Clerk)
	if err != nil || !found || id == "" {
		return err
	}
	i, err := d.Imports.Find(ctx, Municipality, id)
	if err != nil || i.State != imports.Ready {
		return err
	}
	noting := d.Audit.Noting(ctx, Municipality, clerk, imports.Deed(office.FileConfirmed, i))
	if _, err := d.Imports.Confirm(noting, i, clerk, false); err != nil {
		return err
	}
	return d.Queue.Send(ctx, imports.Message{Tenant: Municipality, ID: id})
}

// askRefund asks for the refund of a parked receipt that nobody has dealt with. It is the administrator who asks, so that
// the accountant may approve.
func (d Desk) askRefund(ctx context.Context, receipt pagopa.Receipt) error {
	asks, found, err := d.operator(ctx, office.Administrator)
	if err != nil || !found {
		return err
	}
	parked, err := d.Bills.Parked(ctx, Municipality, calendar.DayOf(receipt.PaidAt), receipt.ReceiptID)
	if err != nil || parked.Handled != nil {
		return err
	}
	const why = "La famiglia ha pagato due volte"
	noting := d.Audit.Noting(ctx, Municipality, asks, office.Deed{
		Action: office.RefundAsked, Object: "ricevuta " + parked.ID(), Reason: why,
		Before: "da sistemare", After: "da rimborsare, " + receipt.Amount.Plain() + " euro",
	})
	return d.Bills.AskRefund(noting, municipality.Municipality{ID: Municipality, FiscalCode: creditor}, parked, billing.Payee{
		Name: receipt.Payer.FullName, FiscalCode: receipt.Payer.FiscalCode, IBAN: "IT60X0542811101000000123456",
	}, why, billing.Hand{By: asks.ID, Name: asks.FullName()})
}

// refusedOf is the pupil whose payer has a notice that the archive refuses.
const refusedOf = "A006"

// refuse notes that the archive did not take a notice, as the function does that tells it of them.
func (d Desk) refuse(ctx context.Context) error {
	links, err := d.School.GuardiansOf(ctx, Municipality, refusedOf)
	payer := slices.IndexFunc(links, school.Link.Pays)
	if err != nil || payer < 0 {
		return err // other files than those of the demo
	}
	marks, err := d.Bills.ToPublish(ctx, Municipality)
	at := slices.IndexFunc(marks, func(m billing.Unpublished) bool { return m.Guardian == links[payer].Guardian })
	if err != nil || at < 0 {
		return err
	}
	position, err := d.Bills.Find(ctx, marks[at].Creditor, marks[at].Number)
	if err != nil {
		return err
	}
	return d.Bills.Refused(ctx, position, fmt.Sprintf("%v: status 422", pagopa.ErrArchiveRefused))
}

// operator is the first one with a role.
func (d Desk) operator(ctx context.Context, role office.Role) (office.Operator, bool, error) {
	all, err := d.Operators.Operators(ctx, Municipality)
	at := slices.IndexFunc(all, func(o office.Operator) bool { return o.Has(role) })
	if err != nil || at < 0 {
		return office.Operator{}, false, err
	}
	return all[at], true, nil
}
