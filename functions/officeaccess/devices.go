package main

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
	"serviziscolastici/shared/symbol"
	"serviziscolastici/shared/web"
)

const devicesPath = "/ufficio/dispositivi"

// equipment is what the page of the tablets shows.
type equipment struct {
	Ways    web.Ways
	Devices []device
	Schools []school.School
}

// device is a tablet as the list shows it.
type device struct {
	ID, Name, SchoolName, By string
	Since, Expires, Opened   string // instants, "" for none
}

// devices shows the tablets that work still, and the form for another.
func (h Handler) devices(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	return h.renderDevices(w, r, visit, nil, nil)
}

func (h Handler) renderDevices(
	w http.ResponseWriter, r *http.Request, visit web.Visit, sent url.Values, errs []web.FieldError,
) error {
	shown, err := h.equipment(r, visit)
	if err != nil {
		return err
	}
	page := web.Page{
		Title: "Dispositivi delle scuole", Section: "dispositivi", Template: "devices", Data: shown, Form: sent, Errors: errs,
		Lead:   "Un tablet apre solo il registro di oggi di una scuola, senza accessi personali, per 12 ore.",
		Crumbs: []web.Crumb{desk()}, Notice: done(r.URL.Query().Get("esito")),
	}
	if len(errs) > 0 {
		page.Status = http.StatusUnprocessableEntity
	}
	return h.Site.Render(w, r, visit, page)
}

// equipment reads the tablets that work still and are sought, the newest first.
func (h Handler) equipment(r *http.Request, visit web.Visit) (equipment, error) {
	ctx, tenant := r.Context(), visit.Municipality.ID
	var shown equipment
	var asked web.Asked
	var open []office.Device
	err := beside.Together(
		beside.Into(&shown.Schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&open, func() ([]office.Device, error) { return h.Operators.Devices(ctx, tenant) }),
		beside.Into(&asked, func() (web.Asked, error) { return web.AskedOf(r, visit, h.Operators) }),
	)
	shown.Ways = asked.Ways(devicesPath, devicesPath+"/elenco.csv", "")
	slices.SortFunc(open, func(a, b office.Device) int { return b.Since.Compare(a.Since) })
	for _, d := range open {
		if name := nameOf(shown.Schools, d.School); asked.Sought.Fits(name, d.Name, d.By) {
			shown.Devices = append(shown.Devices, device{
				ID: d.ID, Name: d.Name, SchoolName: name, By: d.By,
				Since: italian(d.Since), Expires: italian(d.Expires), Opened: italian(d.Opened),
			})
		}
	}
	return shown, err
}

// exportDevices sends the tablets that work still as a file.
func (h Handler) exportDevices(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	shown, err := h.equipment(r, visit)
	if err != nil {
		return err
	}
	rows := make([][]string, 0, len(shown.Devices))
	for _, d := range shown.Devices {
		rows = append(rows, []string{d.SchoolName, d.Name, d.Since, d.Expires, d.Opened, d.By})
	}
	return web.Export(w, r, visit, h.Audit, web.List{
		Name: "dispositivi.csv", About: shown.Ways.About(), Rows: rows,
		Header: []string{"scuola", "tablet", "creato_il", "vale_fino_a", "primo_uso", "creato_da"},
	})
}

// italian is an instant as people read it, "" for none.
func italian(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return calendar.ItalianMoment(t)
}

// nameOf is the name of a school, or its code when there is none of that code any more.
func nameOf(schools []school.School, id string) string {
	at := slices.IndexFunc(schools, func(s school.School) bool { return s.ID == id })
	if at < 0 {
		return id
	}
	return schools[at].Name
}

// link is a device with its link, which is shown once.
type link struct {
	office.Device
	SchoolName string
	Address    string
	QR         symbol.QR
}

// addDevice makes the link of a tablet and shows it, this once.
func (h Handler) addDevice(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	sent, key, err := web.KeyedForm(r, visit)
	if err != nil {
		return err
	}
	schools, err := h.School.Schools(r.Context(), visit.Municipality.ID)
	if err != nil {
		return err
	}
	d := office.Device{
		School: sent.Get("scuola"), Name: letters.Tidy(sent.Get("nome")), By: visit.Operator.FullName(),
	}
	var errs []web.FieldError
	if !slices.ContainsFunc(schools, func(s school.School) bool { return s.ID == d.School }) {
		errs = append(errs, web.FieldError{Field: "scuola", Text: "Scegli la scuola che userà il tablet."})
	}
	if d.Name == "" || utf8.RuneCountInString(d.Name) > maxName {
		errs = append(errs, web.FieldError{Field: "nome", Text: "Dai un nome al tablet, al massimo 60 caratteri: serve per " +
			"riconoscerlo nell'elenco."})
	}
	if len(errs) > 0 {
		return h.renderDevices(w, r, visit, sent, errs)
	}
	ctx := h.Audit.Noting(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: office.DeviceAdded, Object: "scuola " + d.School, After: d.Name,
	})
	once := form.Form{Purpose: dynamo.ToEquip, Holder: visit.Operator.ID, Key: key}
	d, secret, err := h.Operators.AddDeviceOnce(ctx, visit.Municipality.ID, once, d)
	if err != nil {
		return err
	}
	shown := link{Device: d, SchoolName: nameOf(schools, d.School)}
	shown.Address = tabletAddress(visit.Municipality.PortalURL(h.PortalURL), secret)
	if shown.QR, err = symbol.NewQR(shown.Address); err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Inquadra questo codice con il tablet", Section: "dispositivi", Template: "link", Data: shown,
		Crumbs: []web.Crumb{desk(), {Name: "Dispositivi", Path: devicesPath}},
	})
}

// tabletAddress is the link of a device.
func tabletAddress(portal string, secret session.Secret) string {
	return strings.TrimSuffix(portal, "/") + "/ufficio/tablet?" + url.Values{"chiave": {string(secret)}}.Encode()
}

// askRevocation asks whether a device is to be revoked.
func (h Handler) askRevocation(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	d, err := h.Operators.Device(r.Context(), visit.Municipality.ID, r.PathValue("id"))
	if err != nil {
		return err
	}
	return h.Site.Render(w, r, visit, web.Page{
		Title: "Revocare " + d.Name + "?", Section: "dispositivi", Template: "revocation", Data: d,
		Crumbs: []web.Crumb{desk(), {Name: "Dispositivi", Path: devicesPath}},
	})
}

// revoke ends a device.
func (h Handler) revoke(w http.ResponseWriter, r *http.Request, visit web.Visit) error {
	if _, err := web.Form(r, visit); err != nil {
		return err
	}
	tenant := visit.Municipality.ID
	d, err := h.Operators.Device(r.Context(), tenant, r.PathValue("id"))
	if err != nil {
		return err
	}
	ctx := h.Audit.Noting(r.Context(), tenant, *visit.Operator, office.Deed{
		Action: office.DeviceRevoked, Object: "scuola " + d.School, Before: d.Name,
	})
	if err := h.Operators.Revoke(ctx, tenant, d.ID); err != nil {
		return err
	}
	http.Redirect(w, r, devicesPath+"?esito=revocato", http.StatusSeeOther)
	return nil
}
