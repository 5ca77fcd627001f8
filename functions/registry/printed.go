package main

import (
	"bytes"
	"fmt"
	"net/http"

	"serviziscolastici/shared/certificate"
	"serviziscolastici/shared/letterhead"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// printed sends the certificate that was issued last, just as it was issued.
func (h Handler) printed(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant, pupil := r.Context(), visit.Municipality.ID, r.PathValue("alunno")
	year, err := asked(r.PathValue("anno"))
	if err != nil || year == 0 || !school.ValidCode(pupil) {
		return problem.Missing()
	}
	var issued certificate.Certificate
	var creditor paper.Creditor
	err = web.Together(
		web.Into(&issued, func() (certificate.Certificate, error) {
			return h.Certificates.Newest(ctx, tenant, visit.Session.Guardian, year, pupil)
		}),
		web.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(ctx, h.Logos, visit.Municipality)
		}),
	)
	if err != nil {
		return err
	}
	if issued.Serial == 0 {
		return problem.Missing()
	}
	made, err := h.onPaper(visit, issued, creditor)
	if err != nil {
		return err
	}
	name := fmt.Sprintf("attestazione-%d-%d.pdf", issued.Issued.Year(), issued.Serial)
	return letterhead.Send(w, name, func(file *bytes.Buffer) error { return paper.WriteCertificate(file, made) })
}

// onPaper puts a certificate into the words of its paper.
func (h Handler) onPaper(
	visit web.Visit, c certificate.Certificate, creditor paper.Creditor,
) (paper.Certificate, error) {
	page := visit.Municipality.PortalURL(h.PortalURL) + "/verifica"
	made := paper.Certificate{
		Creditor: creditor, Number: c.Number(), Issued: c.Issued, Year: c.Year,
		Payer:  paper.Person{Name: c.Content.Payer.FullName, FiscalCode: c.Content.Payer.FiscalCode},
		Pupil:  paper.Person{Name: c.Content.Pupil.FullName, FiscalCode: c.Content.Pupil.FiscalCode},
		School: c.School, Elsewhere: c.Elsewhere(), Provisional: c.Provisional,
		Check: paper.Verification{
			Code: c.PrintedCode(), Page: page, Link: page + "?codice=" + c.Code,
		},
	}
	if c.Level != "" {
		made.School += " (" + c.Level + ")"
	}
	for _, service := range c.Services {
		for _, p := range service.Payments {
			made.Payments = append(made.Payments, paper.CertifiedPayment{
				Day: p.Day, Service: service.Name(), IUV: p.IUV, Receipt: p.Receipt, Amount: p.Amount,
			})
		}
	}
	for _, refund := range c.Refunds {
		made.Refunds = append(made.Refunds, paper.CertifiedRefund{
			Day: refund.Day, Service: school.ServiceName(school.Canteen), Year: refund.Year, Amount: refund.Amount,
		})
	}
	var untraceable []money.Cents
	for _, p := range c.Cash {
		untraceable = append(untraceable, p.Amount)
	}
	var err error
	made.Untraceable, err = money.Sum(untraceable...)
	return made, err
}
