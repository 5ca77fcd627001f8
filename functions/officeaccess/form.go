package main

import (
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

// maxName is the longest name, in characters, of a person or a device.
const maxName = 60

// readPerson reads who a new operator is.
func readPerson(form url.Values) (office.Operator, []web.FieldError) {
	var o office.Operator
	var errs []web.FieldError
	code, err := fiscalcode.Parse(letters.Code(form.Get("codice_fiscale")))
	if err != nil {
		errs = append(errs, web.FieldError{
			Field: "codice_fiscale", Text: "Il codice fiscale non è valido: controlla lettere e cifre, sono 16 caratteri.",
		})
	}
	o.FiscalCode = code.String()
	for _, field := range []struct {
		name, what string
		to         *string
	}{{"cognome", "il cognome", &o.FamilyName}, {"nome", "il nome", &o.Name}} {
		if *field.to = letters.Tidy(form.Get(field.name)); *field.to == "" || utf8.RuneCountInString(*field.to) > maxName {
			errs = append(errs, web.FieldError{Field: field.name, Text: "Scrivi " + field.what + ", al massimo 60 caratteri."})
		}
	}
	return o, errs
}

// readRoles reads the roles and places of an operator.
func readRoles(o office.Operator, form url.Values, schools []school.School) (office.Operator, []web.FieldError) {
	var errs []web.FieldError
	wrong := func(field, text string) { errs = append(errs, web.FieldError{Field: field, Text: text}) }
	known := kitchens(schools, o)
	o.Roles, o.Schools, o.Kitchens = nil, nil, nil
	for _, role := range office.Roles() { // in their order, each once
		if has(form, "ruolo", string(role)) {
			o.Roles = append(o.Roles, role)
		}
	}
	if len(o.Roles) == 0 {
		wrong("ruolo", "Scegli almeno un ruolo.")
	}
	for _, s := range schools {
		if has(form, "scuola", s.ID) {
			o.Schools = append(o.Schools, s.ID)
		}
	}
	for _, code := range known {
		if has(form, "cucina", code) {
			o.Kitchens = append(o.Kitchens, code)
		}
	}
	if len(known) == 0 { // then they are typed
		o.Kitchens = strings.Fields(form.Get("cucina"))
		if slices.ContainsFunc(o.Kitchens, func(code string) bool { return !school.ValidCode(code) }) {
			wrong("cucina", "Il codice di una cucina può avere lettere, cifre, punti e trattini, al massimo 30.")
		}
	}
	if o.Has(office.School) && len(o.Schools) == 0 {
		wrong("scuola", "Il ruolo scuola vuole almeno una scuola.")
	}
	if o.Has(office.Kitchen) && len(o.Kitchens) == 0 && len(errs) == 0 {
		wrong("cucina", "Il ruolo cucina vuole almeno una cucina.")
	}
	return o, errs
}

// kitchens are the codes of those that cook for the schools, and of those that an operator has, in their order.
func kitchens(schools []school.School, o office.Operator) []string {
	codes := slices.Clone(o.Kitchens)
	for _, s := range schools {
		codes = append(codes, s.CookedBy())
	}
	slices.Sort(codes)
	return slices.Compact(codes)
}

func has(form url.Values, field, value string) bool { return slices.Contains(form[field], value) }
