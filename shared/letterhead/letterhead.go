// Package letterhead puts a municipality on its papers: names, contacts and coat
// of arms, the same on every PDF.
package letterhead

import (
	"bytes"
	"context"
	"net/http"
	"strings"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/web"
)

// Logos knows the municipalities' coats of arms.
type Logos interface {
	Logo(ctx context.Context, tenant string) (municipality.Logo, error)
}

// Creditor returns a municipality as papers show it. A logo that cannot be used is
// left out: the paper matters more.
func Creditor(ctx context.Context, logos Logos, m municipality.Municipality) (paper.Creditor, error) {
	creditor := paper.Creditor{
		Name: m.Name, Department: m.Office, FiscalCode: m.FiscalCode, UpperBody: m.UpperBody,
		Address: m.Address, Info: joined(m.Email, m.Phone, m.Website), CBILL: m.CBILL,
	}
	if m.PostalAccount != "" {
		creditor.Postal = &paper.PostalAccount{
			Number: m.PostalAccount, Holder: m.Name, Authorisation: m.PostalLeave,
		}
	}
	if m.LogoPath == "" {
		return creditor, nil
	}
	logo, err := logos.Logo(ctx, m.ID)
	if problem.Is(err, problem.NotFound) {
		return creditor, nil
	}
	if err != nil {
		return paper.Creditor{}, err
	}
	if drawn, err := paper.ParseLogo(logo.Data); err == nil {
		creditor.Logo = drawn
	}
	return creditor, nil
}

// joined writes the contacts that are there, divided as pagoPA's guide asks.
func joined(parts ...string) string {
	var there []string
	for _, part := range parts {
		if part != "" {
			there = append(there, part)
		}
	}
	return strings.Join(there, " · ")
}

// Send draws a paper and sends it as a file to save.
func Send(w http.ResponseWriter, filename string, draw func(*bytes.Buffer) error) error {
	var file bytes.Buffer
	if err := draw(&file); err != nil {
		return err
	}
	return web.Attachment(w, "application/pdf", filename, file.Bytes())
}
