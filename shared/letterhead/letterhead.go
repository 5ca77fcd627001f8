// Package letterhead puts a municipality on its papers, with its coat of arms, and
// sends them.
package letterhead

import (
	"bytes"
	"context"
	"net/http"

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
	creditor := paper.Creditor{Municipality: m}
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

// Send draws a paper and sends it as a file to save.
func Send(w http.ResponseWriter, filename string, draw func(*bytes.Buffer) error) error {
	var file bytes.Buffer
	if err := draw(&file); err != nil {
		return err
	}
	return web.Attachment(w, "application/pdf", filename, file.Bytes())
}
