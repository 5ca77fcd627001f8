package main

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

const operatorsPath = "/ufficio/operatori"

// listed is what the page of all operators shows.
type listed struct {
	web.Paged[office.Operator]
	// Role and Removed are the filter: "" for all roles, and whether those who were removed are shown.
	Role    office.Role
	Removed bool
	Roles   []office.Role
	// Active counts who may come in, Found whom the filter leaves.
	Active, Found int
	CSV           string
}

// list shows the operators.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	all, err := h.Operators.Operators(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	filter, err := filterOf(query)
	if err != nil {
		return err
	}
	found := chosen(all, filter)
	shown := listed{
		Paged: web.Paginate(found, web.PageNumber(query), operatorsPath, filter),
		Role:  office.Role(filter.Get("ruolo")), Removed: filter.Has("tolti"), Roles: office.Roles(), Found: len(found),
		CSV: operatorsPath + "/elenco.csv?" + filter.Encode(),
	}
	for _, o := range all {
		if o.Active() {
			shown.Active++
		}
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Operatori", Section: "operatori", Template: "operators", Data: shown,
		Crumbs: []web.Crumb{desk()}, Notice: done(query.Get("esito")),
	})
}

// done says what an address that a form has led to is about.
func done(outcome string) string {
	switch outcome {
	case "aggiunto":
		return "Operatore aggiunto: può entrare da subito."
	case "cambiato":
		return "Modifiche salvate: valgono dal prossimo accesso dell'operatore, che se era al lavoro deve accedere di nuovo."
	case "tolto":
		return "Operatore tolto: non può più entrare, e se era al lavoro la sua sessione è finita."
	case "ripristinato":
		return "Operatore ripristinato, con i ruoli che aveva."
	case "revocato":
		return "Dispositivo revocato: da ora non apre più nulla."
	default:
		return ""
	}
}

// filterOf reads what of the list a query asks for.
func filterOf(query url.Values) (url.Values, error) {
	filter := url.Values{}
	role, err := web.Chosen(query, "ruolo", office.Roles())
	if role != "" {
		filter.Set("ruolo", string(role))
	}
	if query.Get("tolti") != "" {
		filter.Set("tolti", "compresi")
	}
	return filter, err
}

// chosen are the operators that a filter leaves, by name.
func chosen(all []office.Operator, filter url.Values) []office.Operator {
	var list []office.Operator
	for _, o := range all {
		role := office.Role(filter.Get("ruolo"))
		if (role == "" || o.Has(role)) && (o.Active() || filter.Has("tolti")) {
			list = append(list, o)
		}
	}
	slices.SortStableFunc(list, func(a, b office.Operator) int {
		return cmp.Or(strings.Compare(a.FamilyName, b.FamilyName), strings.Compare(a.Name, b.Name))
	})
	return list
}

// export sends the list as a file.
func (h Handler) export(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	tenant := visit.Municipality.ID
	all, err := h.Operators.Operators(r.Context(), tenant)
	if err != nil {
		return err
	}
	filter, err := filterOf(r.URL.Query())
	if err != nil {
		return err
	}
	list := chosen(all, filter)
	rows := make([][]string, 0, len(list))
	for _, o := range list {
		rows = append(rows, []string{
			o.FamilyName, o.Name, words(o.Roles), words(o.Schools), words(o.Kitchens), moment(o), state(o),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "operatori-" + visit.Today().String() + ".csv", About: web.About("ruolo", filter.Get("ruolo"), "tolti", filter.Get("tolti")),
		Header: []string{"cognome", "nome", "ruoli", "scuole", "cucine", "ultimo_accesso", "stato"}, Rows: rows,
	})
}

func words[T ~string](list []T) string {
	texts := make([]string, 0, len(list))
	for _, one := range list {
		texts = append(texts, string(one))
	}
	return strings.Join(texts, " ")
}

// moment is when an operator last came in.
func moment(o office.Operator) string {
	if o.LastLogin.IsZero() {
		return ""
	}
	return o.LastLogin.In(calendar.Rome()).Format("02/01/2006 15:04")
}

func state(o office.Operator) string {
	switch {
	case !o.Removed.IsZero():
		return "tolto"
	case len(o.Roles) == 0:
		return "senza gruppi"
	default:
		return "attivo"
	}
}
