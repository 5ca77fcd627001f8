package main

import (
	"cmp"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/web"
)

const operatorsPath = "/ufficio/operatori"

// listed is what the page of all operators shows.
type listed struct {
	web.Paged[listedOperator]
	Ways web.Ways
	// Role and Removed are the filter: "" for all roles, and whether those who were removed are shown.
	Role    office.Role
	Removed bool
	Roles   []office.Role
	// Active counts who may come in, Found whom the filter leaves.
	Active, Found int
}

// listedOperator is an operator in words.
type listedOperator struct {
	ID, Name, Roles, Places string
	LastLogin               string // "" for never
	State                   string
	FromProvider            bool
}

// described are operators in words.
func described(operators []office.Operator) []listedOperator {
	list := make([]listedOperator, len(operators))
	for i, o := range operators {
		list[i] = listedOperator{
			ID: o.ID, Name: o.FamilyName + " " + o.Name, Roles: strings.ReplaceAll(words(o.Roles), " ", ", "),
			Places: words(slices.Concat(o.Schools, o.Kitchens)), LastLogin: italian(o.LastLogin), State: state(o),
			FromProvider: o.FromProvider(),
		}
	}
	return list
}

// readList reads the operators, all and those of them who are asked for.
func (h Handler) readList(r *http.Request, visit web.Visit) (all, found []office.Operator, asked web.Asked, err error) {
	if asked.Choices, err = filterOf(r.URL.Query()); err != nil {
		return nil, nil, asked, err
	}
	err = beside.Together(
		beside.Into(&all, func() ([]office.Operator, error) { return h.Operators.Operators(r.Context(), visit.Municipality.ID) }),
		beside.Into(&asked.Sought, func() (web.Sought, error) { return web.KeptSearch(r, visit, h.Operators) }),
	)
	return all, chosen(all, asked), asked, err
}

// list shows the operators.
func (h Handler) list(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	query := r.URL.Query()
	all, found, asked, err := h.readList(r, visit)
	if err != nil {
		return err
	}
	shown := listed{
		Paged: web.Paginate(described(found), web.PageNumber(query), operatorsPath, asked.Query()),
		Ways:  asked.Ways(operatorsPath, operatorsPath+"/elenco.csv", ""),
		Role:  office.Role(asked.Choices.Get("ruolo")), Removed: asked.Choices.Has("tolti"), Roles: office.Roles(), Found: len(found),
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
	case "uguale":
		return "Nessuna modifica: l'operatore è come prima."
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

// chosen are the operators who are asked for, by name.
func chosen(all []office.Operator, asked web.Asked) []office.Operator {
	var list []office.Operator
	role := office.Role(asked.Choices.Get("ruolo"))
	for _, o := range all {
		if (role == "" || o.Has(role)) && (o.Active() || asked.Choices.Has("tolti")) &&
			asked.Sought.Fits(o.FullName(), words(o.Roles), words(o.Schools), words(o.Kitchens), state(o)) {
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
	_, list, asked, err := h.readList(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(list))
	for _, o := range list {
		rows = append(rows, []string{
			o.FamilyName, o.Name, words(o.Roles), words(o.Schools), words(o.Kitchens), moment(o), state(o),
		})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "operatori-" + visit.Today().String() + ".csv", About: asked.About("ruolo", asked.Choices.Get("ruolo"), "tolti", asked.Choices.Get("tolti")),
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
