package main

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/web"
)

const newsPath = "/ufficio/comunicazioni"

// board is the list of the office's messages.
type board struct {
	places
	web.Ways
	All               []posted // that are sought
	web.Paged[posted]          // those of the page
	Writes            bool
}

// posted is a message with its state: "now", "past", "future" or "withdrawn".
type posted struct {
	school.News
	State string
}

// newsView is the form of a message, and how parents will read it once it is whole.
type newsView struct {
	places
	New *school.News
	Who string
}

// Fields are the names of the form's fields.
func (newsView) Fields() []string { return []string{"titolo", "testo", "per", "dal", "al", "invia"} }

// news lists the messages, the newest first.
func (h Handler) news(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readNews(r, visit)
	if err != nil {
		return err
	}
	data.Paged = web.Paginate(data.All, web.PageNumber(r.URL.Query()), newsPath, data.Query())
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Comunicazioni", Section: "comunicazioni", Template: "news", Data: data, Notice: newsNotice(r.URL.Query().Get("esito")),
		Lead:   "Che cosa l'ufficio dice alle famiglie: lo leggono sul portale, nella pagina Messaggi.",
		Crumbs: []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}},
	})
}

// newsFile sends the messages as a file.
func (h Handler) newsFile(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	data, err := h.readNews(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(data.All))
	for _, n := range data.All {
		until := ""
		if !n.To.IsZero() {
			until = n.To.Italian()
		}
		rows = append(rows, []string{n.From.Italian(), until, data.Name(n.School, n.Class), n.Title, n.Text, n.Message(), n.Words()})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "comunicazioni.csv", About: data.About(),
		Header: []string{"dal", "al", "per_chi", "titolo", "testo", "messaggio", "stato"}, Rows: rows,
	})
}

func (h Handler) readNews(r *http.Request, visit web.Visit) (board, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	data := board{Ways: web.AskedIn(r.URL.Query()).Ways(newsPath, newsPath+"/csv", ""), Writes: h.writes(visit, newsPath+"/nuova")}
	var all []school.News
	err := beside.Together(
		beside.Into(&data.places, func() (places, error) { return h.places(ctx, tenant) }),
		beside.Into(&all, func() ([]school.News, error) { return h.School.News(ctx, tenant) }),
	)
	slices.SortStableFunc(all, func(a, b school.News) int { return strings.Compare(b.From.String(), a.From.String()) })
	for _, n := range all {
		if data.Sought.Fits(n.Title, n.Text, data.Name(n.School, n.Class)) {
			data.All = append(data.All, posted{n, stateOf(n, visit.Today())})
		}
	}
	return data, err
}

// Message says how families are told.
func (p posted) Message() string {
	if p.Send {
		return "App IO o e-mail"
	}
	return "Solo portale"
}

// Words are the state as people read it.
func (p posted) Words() string {
	return map[string]string{"now": "Visibile", "future": "Non ancora", "past": "Finita", "withdrawn": "Ritirata"}[p.State]
}

func stateOf(n school.News, today calendar.Day) string {
	switch {
	case n.Withdrawn:
		return "withdrawn"
	case n.From.After(today):
		return "future"
	case !n.To.IsZero() && n.To.Before(today):
		return "past"
	default:
		return "now"
	}
}

func newsNotice(outcome string) string {
	switch outcome {
	case "pubblicata":
		return "Comunicazione pubblicata."
	case "ritirata":
		return "Comunicazione ritirata: sul portale non si legge più."
	default:
		return ""
	}
}

// newsForm asks for a new message. An address may suggest for whom and from when.
func (h Handler) newsForm(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	found, err := h.places(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	form := url.Values{"per": {school.EverySchool}, "dal": {visit.Today().Italian()}}
	if who := r.URL.Query().Get("per"); who != "" {
		form.Set("per", who)
	}
	return h.showNews(w, r, visit, newsView{places: found}, web.Page{Form: form})
}

func (h Handler) showNews(w http.ResponseWriter, r *http.Request, visit web.Visit, data newsView, page web.Page) error {
	page.Title, page.Section, page.Template, page.Data = "Nuova comunicazione", "comunicazioni", "newsform", data
	page.Lead = "Prima di pubblicare la vedi come la leggono le famiglie."
	page.Crumbs = []web.Crumb{{Name: "Scrivania", Path: web.OfficeHome}, {Name: "Comunicazioni", Path: newsPath}}
	return h.Site.Render(w, r, visit, page)
}

// addNews shows a message as parents will read it, or publishes it once that is confirmed.
func (h Handler) addNews(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	ctx, tenant := r.Context(), visit.Municipality.ID
	form, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	data := newsView{}
	if data.places, err = h.places(ctx, tenant); err != nil {
		return err
	}
	asked, wrong := readNews(form, data.places, visit.Today())
	if len(wrong) > 0 {
		return h.showNews(w, r, visit, data, web.Page{Status: http.StatusBadRequest, Form: form, Errors: wrong})
	}
	if !confirmed(form) {
		data.New, data.Who = &asked, data.Name(asked.School, asked.Class)
		return h.showNews(w, r, visit, data, web.Page{Form: form})
	}
	asked.ID = "U-" + key[:20] // the same form twice is one message
	deed := office.Deed{
		Action: office.NewsPublished, Object: data.Name(asked.School, asked.Class), After: asked.Title,
	}
	if err := h.School.Publish(h.Audit.Noting(ctx, tenant, *visit.Operator, deed), tenant, asked); err != nil {
		return err
	}
	h.tell(ctx, tenant, asked, data.Classes, visit.Today())
	http.Redirect(w, r, newsPath+"?esito=pubblicata", http.StatusSeeOther)
	return nil
}

// tell has the messenger look at the classes that a message is for at once. What it does not hear it finds on its next walk.
func (h Handler) tell(ctx context.Context, tenant string, n school.News, classes []school.Class, today calendar.Day) {
	if !n.Send || n.From.After(today) {
		return
	}
	var looks []message.Look
	for _, class := range classes {
		if n.School == school.EverySchool || n.School == class.School && (n.Class == "" || n.Class == class.ID) {
			looks = append(looks, message.Look{Version: message.LookVersion, Municipality: tenant, Class: class.ID})
		}
	}
	if err := h.Looks.SendAll(ctx, looks); err != nil {
		h.Site.Log.LogAttrs(ctx, slog.LevelWarn, "families are told on the next walk", slog.String("cause", err.Error()))
	}
}

// withdraw takes a message back.
func (h Handler) withdraw(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	form, err := web.Form(r, visit)
	if err != nil {
		return err
	}
	data, err := h.readNews(r, visit)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(data.All, func(one posted) bool { return one.ID == form.Get("codice") })
	if at < 0 {
		return problem.Missing()
	}
	one, tenant := data.All[at], visit.Municipality.ID
	ctx := h.Audit.Noting(r.Context(), tenant, *visit.Operator, office.Deed{
		Action: office.NewsWithdrawn, Object: data.Name(one.School, one.Class), Before: one.Title,
	})
	if _, err := h.School.Withdraw(ctx, tenant, one.ID); err != nil {
		return err
	}
	http.Redirect(w, r, newsPath+"?esito=ritirata", http.StatusSeeOther)
	return nil
}

// The lengths of a message: App IO takes no shorter title.
const (
	shortTitle = 10
	longTitle  = 100
	longText   = 3000
)

// readNews reads the form of a message.
func readNews(form url.Values, found places, today calendar.Day) (school.News, []web.FieldError) {
	n := school.News{
		Title: strings.TrimSpace(form.Get("titolo")), Text: strings.ReplaceAll(strings.TrimSpace(form.Get("testo")), "\r\n", "\n"),
		Send: form.Get("invia") == "si",
	}
	var wrong []web.FieldError
	refuse := func(field, text string) { wrong = append(wrong, web.FieldError{Field: field, Text: text}) }
	if length := utf8.RuneCountInString(n.Title); length < shortTitle || length > longTitle || strings.ContainsAny(n.Title, "\r\n") {
		refuse("titolo", "Scrivi un titolo da 10 a 100 caratteri, su una riga.")
	}
	if n.Text == "" || utf8.RuneCountInString(n.Text) > longText {
		refuse("testo", "Scrivi il testo, al massimo 3.000 caratteri.")
	}
	who, known := found.find(form.Get("per"))
	if !known {
		refuse("per", "Scegli per chi è la comunicazione.")
	}
	n.School, n.Class = who.School, who.Class
	var err error
	if n.From, err = calendar.ParseTypedDay(strings.TrimSpace(form.Get("dal"))); err != nil || n.From.Before(today) {
		refuse("dal", "Scrivi da quale giorno si legge, da oggi in poi.")
	}
	if last := strings.TrimSpace(form.Get("al")); last != "" {
		if n.To, err = calendar.ParseTypedDay(last); err != nil || n.To.Before(n.From) {
			refuse("al", "Scrivi fino a quale giorno si legge, non prima del primo, o lascia vuoto.")
		}
	}
	return n, wrong
}
