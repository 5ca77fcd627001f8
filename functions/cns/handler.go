package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"strings"

	"serviziscolastici/shared/cns"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// errDoor is what a citizen reads when the door itself does not work. Everything
// else is said by the portal.
var errDoor = problem.New(problem.Unavailable,
	"In questo momento l'accesso con la CNS non è possibile. Torna al portale e riprova tra qualche minuto.")

// Judge judges the card of a browser, see cns.Door.
type Judge interface {
	Judge(ctx context.Context, request session.Secret, certificate string) (cns.Verdict, error)
}

// Handler is the door of cards: it looks at a certificate and sends the browser
// back to the portal with what it has found.
type Handler struct {
	Door Judge
	// Domain is the name of the door's host. Events that arrived elsewhere count for
	// nothing, whatever they hold: only this domain asks for a certificate.
	Domain string
	// PortalURL is where a browser goes that comes from no portal: the public address
	// of the installation, without a final slash.
	PortalURL string
	Log       *slog.Logger
}

// ServeHTTP answers the one address of the door. No header of the request is read.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Referrer-Policy", "no-referrer")
	w.Header().Set("Strict-Transport-Security", "max-age=63072000")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	domain := municipality.HostName(lambdahost.Domain(r.Context()))
	switch {
	case h.Domain == "" || !strings.EqualFold(domain, municipality.HostName(h.Domain)):
		h.Log.Warn("card", "outcome", "wrong_host")
		http.NotFound(w, r)
	case r.URL.Path != cns.DoorPath:
		http.NotFound(w, r)
	case r.Method != http.MethodGet: // A HEAD would use the request up.
		w.Header().Set("Allow", http.MethodGet)
		http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
	default:
		h.judge(w, r)
	}
}

func (h Handler) judge(w http.ResponseWriter, r *http.Request) {
	verdict, err := h.Door.Judge(
		r.Context(), session.Secret(r.URL.Query().Get(cns.RequestField)), lambdahost.ClientCertificate(r.Context()))
	back := h.PortalURL + cns.ReturnPath
	var refusal *identity.Refusal
	switch {
	case errors.As(err, &refusal): // Nothing to judge: the portal says so to whoever comes without a ticket.
		h.Log.Warn("card", "outcome", "refused", "cause", err.Error())
	case err != nil:
		h.Log.Error("card", "outcome", "failed", "cause", err.Error())
		http.Error(w, errDoor.Text, errDoor.Code.Status())
		return
	default:
		outcome, cause := "accepted", ""
		if verdict.Refused != nil {
			outcome, cause = "refused", verdict.Refused.Error()
		}
		h.Log.Info("card", "outcome", outcome, "cause", cause)
		back = verdict.Portal + cns.ReturnPath + "?" + url.Values{cns.TicketField: {string(verdict.Ticket)}}.Encode()
	}
	http.Redirect(w, r, back, http.StatusSeeOther)
}
