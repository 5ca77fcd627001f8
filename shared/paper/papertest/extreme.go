package papertest

import (
	"bytes"
	"image"
	"image/color"
	"image/png"

	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/paper"
)

// longText has accents, letters that the font lacks, a word wider than any column, and no end.
const longText = "Unità pedagogica «Ægidius Łukasiewicz» 李 für Öffentlichkeitsarbeit " +
	"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA " +
	"e ancora parole, e ancora parole, e ancora parole, e ancora parole, e ancora parole, e ancora parole, fine"

func extremeCreditor() paper.Creditor {
	return paper.Creditor{Logo: emblem(), Municipality: municipality.Municipality{
		Name:   "Comune di San Valentino in Abruzzo Citeriore-Sankt Wolfgang am Würzjoch, già Unione dei Comuni",
		Office: longText, FiscalCode: "77777777777", UpperBody: longText, Address: longText,
		Email: longText, Phone: longText, Website: longText, CBILL: "WWWWW",
	}}
}

func extremePerson() paper.Person {
	return paper.Person{
		Name:       "Maria-Theresia De Maximilianis Dall'Ogliò von Österreich-Este Wwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
		FiscalCode: "WWWWWW80W01W501W", Address: longText,
	}
}

// emblem is a logo as a vector drawing, wider than high.
func emblem() *paper.Logo {
	logo, err := paper.ParseLogo([]byte(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 120 60">
		<g fill="#060"><rect x="-10" y="0" width="40" height="60"/></g><circle cx="50" cy="30" r="18" fill="#c00"/>
		<path fill="#00f" d="m70 5 20 10-5 40s-10-5-15-50z"/></svg>`))
	if err != nil {
		return nil
	}
	return logo
}

// photo is a logo of pixels as AVVISI asks for it, 30 mm at 300 dpi, that packs badly.
func photo() *paper.Logo {
	const side = 354
	picture := image.NewNRGBA(image.Rect(0, 0, side, side))
	noise := uint32(1)
	for i := 0; i < len(picture.Pix); i += 4 {
		noise = noise*1664525 + 1013904223
		x, y := i/4%side, i/4/side
		picture.SetNRGBA(x, y, color.NRGBA{R: byte(x), G: byte(y), B: byte(noise >> 24), A: byte(255 - x/3)})
	}
	var file bytes.Buffer
	if err := png.Encode(&file, picture); err != nil {
		return nil
	}
	logo, err := paper.ParseLogo(file.Bytes())
	if err != nil {
		return nil
	}
	return logo
}
