package intake

import (
	"context"
	"encoding/base64"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/paper"
	"serviziscolastici/shared/pattern"
)

// maxLogo is the largest logo, in bytes: it is sent with the first page of a visit.
const maxLogo = 30 << 10

// active are the parts of an SVG that do something. A coat of arms has none, and no numbered characters
// either, which would spell them.
var active = pattern.Of(`(?i)<!doctype|<!entity|<script|\son[a-z]+\s*=|href\s*=|url\(|&#`)

// logo loads the municipality's coat of arms, a PNG or an SVG that papers can show
// too: plain shapes, nothing that moves, loads or runs.
func (l *load) logo(ctx context.Context, content string) error {
	if !inUTF8(content) {
		return notUTF8()
	}
	data := []byte(content)
	if l.report.File == "stemma.png" {
		var err error
		if data, err = base64.StdEncoding.DecodeString(content); err != nil {
			return complain("", "Il file stemma.png si carica in base64.")
		}
	}
	if len(data) > maxLogo {
		return complain("", "Lo stemma supera 30 KB: riducilo.")
	}
	if active().Match(data) {
		return complain("", "Lo stemma può contenere solo figure: niente script, collegamenti o stili.")
	}
	if _, err := paper.ParseLogo(data); err != nil {
		return complain("", "Lo stemma non è un'immagine utilizzabile: serve un PNG fino a 2000 pixel per lato o un "+
			"SVG fatto di sole figure piene (path, polygon, rect, circle).")
	}
	logo := municipality.NewLogo(data)
	if (logo.Kind == "image/png") != (l.report.File == "stemma.png") {
		return complain("", "Il contenuto non è del tipo che il nome del file dice.")
	}
	written, err := l.Municipalities.SaveLogo(ctx, l.tenant, logo)
	if err != nil {
		return err
	}
	l.report.Rows = 1
	l.settle(outcomes{headerRow + 1: outcomeOf(ctx, written)})
	return nil
}
