package intake

import (
	"slices"
	"strings"

	"serviziscolastici/shared/letters"
)

// ReasonColumn is the last column of the tables of wrong rows, which the office mends and sends again. It is never read.
const ReasonColumn = "Motivo dello scarto"

// ChangeColumn is the last column of the table of rows that change something. It is never read either.
const ChangeColumn = "Che cosa cambia"

// NotRead is what the office chooses for a column that is not to be read.
const NotRead = "-"

// Layout says which columns of an office's file are which of ours.
type Layout struct {
	// Names are the columns as the file names them.
	Names []string
	// Ours are our names of them, "" for one that is not read or that nobody has told.
	Ours []string
	// Unknown are the names that nobody has told; Missing are ours that have to be there and are not.
	Unknown, Missing []string
}

// Complete reports whether the file can be read.
func (l Layout) Complete() bool { return len(l.Unknown) == 0 && len(l.Missing) == 0 }

// Header returns our names of the columns that are read, in their order.
func (l Layout) Header() []string { return slices.DeleteFunc(slices.Clone(l.Ours), isEmpty) }

// Pick returns the cells of the columns that are read.
func (l Layout) Pick(cells []string) []string {
	if len(cells) != len(l.Ours) {
		return cells // which is what is wrong with the row
	}
	picked := make([]string, 0, len(cells))
	for i, cell := range cells {
		if l.Ours[i] != "" {
			picked = append(picked, cell)
		}
	}
	return picked
}

// Pupil is the code of the pupil whom a row of a kind of file is about, "" for one that names none.
func (l Layout) Pupil(file string, cells []string) string {
	if file == "alunni.csv" {
		return l.cell("codice", cells)
	}
	return l.cell("alunno", cells)
}

// Adult is the fiscal code of the adult whom a row of a kind of file is about, "" for one that is about none.
func (l Layout) Adult(file string, cells []string) string {
	if file == "genitori.csv" {
		return l.cell("codice_fiscale", cells)
	}
	return ""
}

// cell is that of one of our columns, "" where the file has none.
func (l Layout) cell(ours string, cells []string) string {
	at := slices.Index(l.Ours, ours)
	if at < 0 || at >= len(cells) {
		return ""
	}
	return strings.TrimSpace(cells[at])
}

// Lay finds out which columns are which: those that the office has told (NameKey of its name to ours, or NotRead), then
// those that are named or titled as ours but for accents, capitals, blanks and signs, then those with a name that offices use.
func (k Kind) Lay(names []string, told map[string]string) Layout {
	l := Layout{Names: names, Ours: make([]string, len(names))}
	skip := make([]bool, len(names))
	for i, name := range names {
		chosen := told[NameKey(name)]
		skip[i] = chosen == NotRead || AddedColumn(name) || NameKey(name) == ""
		if !skip[i] && k.has(chosen) {
			l.take(i, chosen)
		}
	}
	for i, name := range names {
		for _, c := range k.Columns {
			if !skip[i] && (NameKey(c.Name) == NameKey(name) || NameKey(c.Title) == NameKey(name)) {
				l.take(i, c.Name)
			}
		}
	}
	for i, name := range names {
		for _, c := range k.Columns {
			if !skip[i] && slices.Contains(usual(c.Name), NameKey(name)) {
				l.take(i, c.Name)
			}
		}
		if !skip[i] && l.Ours[i] == "" {
			l.Unknown = append(l.Unknown, name)
		}
	}
	for _, c := range k.Columns {
		if c.Must && !slices.Contains(l.Ours, c.Name) {
			l.Missing = append(l.Missing, c.Name)
		}
	}
	return l
}

// AddedColumn reports whether a column is one that our own tables have beside those of the file.
func AddedColumn(name string) bool {
	return NameKey(name) == NameKey(ReasonColumn) || NameKey(name) == NameKey(ChangeColumn)
}

// called is the file's name of a column of ours; of one that it has not, the title.
func (l Layout) called(ours string) string {
	if at := slices.Index(l.Ours, ours); at >= 0 && ours != "" {
		return l.Names[at]
	}
	return Title(ours)
}

// take gives a column a name of ours, unless it or another column has one.
func (l *Layout) take(column int, ours string) {
	if l.Ours[column] == "" && !slices.Contains(l.Ours, ours) {
		l.Ours[column] = ours
	}
}

func (k Kind) has(column string) bool {
	return slices.ContainsFunc(k.Columns, func(c Column) bool { return c.Name == column })
}

// NameKey is a column's name in the form in which names are compared.
func NameKey(name string) string { return letters.Compact(name) }

func isEmpty(text string) bool { return text == "" }

// usual are the names, as NameKey writes them, that offices and their programs give to a column of ours.
func usual(column string) []string {
	return map[string][]string{
		"al":               {"ALLADATA", "DATAFINE", "FINE", "FINOAL"},
		"alunno":           {"CODALUNNO", "CODICEALUNNO", "IDALUNNO", "MATRICOLA", "CODICEUTENTE", "CODICE"},
		"anno":             {"ANNOSCOLASTICO", "AS"},
		"badge":            {"NBADGE", "NUMEROBADGE", "TESSERA", "NTESSERA", "NUMEROTESSERA"},
		"cap":              {"CODICEPOSTALE"},
		"classe":           {"CODCLASSE", "CODICECLASSE", "CLASSESEZIONE", "SEZIONE"},
		"codice":           {"COD", "ID", "CODALUNNO", "CODICEALUNNO", "MATRICOLA", "CODICECLASSE", "CODICESCUOLA", "CODICEPLESSO"},
		"codice_fiscale":   {"CF", "CODFISC", "CODFISCALE", "CODICEFISCALEALUNNO", "CODICEFISCALEGENITORE", "CFALUNNO"},
		"codice_dieta":     {"DIETA", "TIPODIETA", "CODDIETA"},
		"cognome":          {"COGNOMEALUNNO", "COGNOMEGENITORE"},
		"comune":           {"COMUNERESIDENZA", "COMUNEDIRESIDENZA", "CITTA", "CITTADIRESIDENZA"},
		"dal":              {"DALLADATA", "DATAINIZIO", "INIZIO", "DECORRENZA"},
		"data":             {"DATADOCUMENTO", "DATAEMISSIONE"},
		"data_nascita":     {"DATADINASCITA", "NATOIL", "NASCITA"},
		"descrizione":      {"CAUSALE", "OGGETTO"},
		"dieta_speciale":   {"DIETA"},
		"email":            {"MAIL", "POSTAELETTRONICA", "INDIRIZZOEMAIL"},
		"fascia":           {"FASCIAISEE", "FASCIATARIFFARIA"},
		"genitore":         {"CFGENITORE", "CODICEFISCALEGENITORE", "INTESTATARIO"},
		"genitore_pagante": {"CFGENITORE", "CODICEFISCALEGENITORE", "CFGENITOREPAGANTE", "CODICEFISCALEGENITOREPAGANTE", "CFPAGANTE", "PAGANTE", "INTESTATARIO"},
		"giorno":           {"DATA", "DATAPASTO", "GIORNATA"},
		"importo":          {"PREZZO", "TARIFFA", "COSTO", "EURO", "TOTALE"},
		"indirizzo":        {"VIA", "INDIRIZZORESIDENZA", "INDIRIZZODIRESIDENZA"},
		"motivo":           {"CAUSALE", "DESCRIZIONE"},
		"nome":             {"NOMEALUNNO", "NOMEGENITORE", "DENOMINAZIONE"},
		"numero":           {"NUMERODOCUMENTO", "NDOCUMENTO", "NDOC"},
		"provincia":        {"PROV", "PR"},
		"scadenza":         {"DATASCADENZA"},
		"scadenza_isee":    {"ISEEALDATA", "FINEISEE", "ISEEVALIDOAL", "VALIDITAISEE"},
		"scuola":           {"CODICESCUOLA", "PLESSO", "CODICEPLESSO"},
		"stato":            {"PRESENZA", "PRESENTE", "SEGNO"},
		"telefono":         {"TEL", "CELLULARE", "CELL", "NUMEROTELEFONO", "RECAPITO"},
		"valida_al":        {"VALIDITAAL", "FINEVALIDITA", "AL"},
		"valida_dal":       {"VALIDITADAL", "INIZIOVALIDITA", "DAL"},
	}[column]
}
