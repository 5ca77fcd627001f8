package main

import (
	"bytes"
	"fmt"
	"net/http"

	"serviziscolastici/shared/beside"
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
	pupil := r.PathValue("alunno")
	if !school.ValidCode(pupil) {
		return problem.Missing()
	}
	return h.sendNewest(w, r, visit, pupil)
}

// sendNewest sends the parent's last certificate of the address's year for a pupil, or for certificate.Everybody.
func (h Handler) sendNewest(w http.ResponseWriter, r *http.Request, visit web.Visit, pupil string) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	year, err := asked(r.PathValue("anno"))
	if err != nil || year == 0 {
		return problem.Missing()
	}
	var issued certificate.Certificate
	var creditor paper.Creditor
	err = beside.Together(
		beside.Into(&issued, func() (certificate.Certificate, error) {
			return h.Certificates.Newest(ctx, tenant, visit.Session.Guardian, year, pupil)
		}),
		beside.Into(&creditor, func() (paper.Creditor, error) {
			return letterhead.Creditor(ctx, h.Logos, visit.Municipality)
		}),
	)
	if err != nil {
		return err
	}
	if issued.Serial == 0 {
		return problem.Missing()
	}
	name := fmt.Sprintf("attestazione-%d-%d.pdf", issued.Issued.Year(), issued.Serial)
	if pupil == certificate.Everybody {
		made, err := h.familyOnPaper(visit, issued, creditor)
		if err != nil {
			return err
		}
		return letterhead.Send(w, name, func(file *bytes.Buffer) error { return paper.WriteFamilyCertificate(file, made) })
	}
	made := h.heading(visit, issued, creditor)
	made.Pupil, made.School = onPaper(issued.Content.Pupil), schoolOnPaper(issued.School, issued.Level)
	if err := listOnPaper(&made, issued.Expense); err != nil {
		return err
	}
	return letterhead.Send(w, name, func(file *bytes.Buffer) error { return paper.WriteCertificate(file, made) })
}

// heading is what the paper of a certificate says but for pupils and payments.
func (h Handler) heading(visit web.Visit, c certificate.Certificate, creditor paper.Creditor) paper.Certificate {
	page := visit.Municipality.PortalURL(h.PortalURL) + "/verifica"
	return paper.Certificate{
		Creditor: creditor, Number: c.Number(), Issued: c.Issued, Year: c.Year, Payer: onPaper(c.Content.Payer),
		Provisional: c.Provisional,
		Check:       paper.Verification{Code: c.PrintedCode(), Page: page, Link: page + "?codice=" + c.Code},
	}
}

func onPaper(person certificate.Person) paper.Person {
	return paper.Person{Name: person.FullName, FiscalCode: person.FiscalCode}
}

// schoolOnPaper is a school with its level, if that is known.
func schoolOnPaper(name, level string) string {
	if level == "" {
		return name
	}
	return name + " (" + level + ")"
}

// listOnPaper puts payments and refunds into the words of the paper.
func listOnPaper(made *paper.Certificate, expense certificate.Expense) error {
	made.Elsewhere = expense.Elsewhere()
	for _, service := range expense.Services {
		for _, p := range service.Payments {
			made.Payments = append(made.Payments, paper.CertifiedPayment{
				Day: p.Day, Service: service.Name(), IUV: p.IUV, Receipt: p.Receipt, Amount: p.Amount,
			})
		}
	}
	for _, refund := range expense.Refunds {
		made.Refunds = append(made.Refunds, paper.CertifiedRefund{
			Day: refund.Day, Service: school.ServiceName(school.Canteen), Year: refund.Year, Amount: refund.Amount,
		})
	}
	var untraceable []money.Cents
	for _, p := range expense.Cash {
		untraceable = append(untraceable, p.Amount)
	}
	var err error
	made.Untraceable, err = money.Sum(untraceable...)
	return err
}
