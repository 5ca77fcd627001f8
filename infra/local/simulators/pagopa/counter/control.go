package counter

import (
	"errors"
	"net/http"
	"slices"
	"strconv"

	"serviziscolastici/infra/local/simulators/pagopa/node"
	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
)

// shown is how many of the latest messages and receipts the control page lists.
const shown = 100

// certificate is one that the control page offers.
type certificate struct{ Kind, Name string }

func (s *Server) nodePage(w http.ResponseWriter, _ *http.Request) {
	messages, receipts := s.config.Node.Messages(), s.config.Node.Receipts()
	slices.Reverse(messages)
	slices.Reverse(receipts)
	positions := s.archive.All()
	slices.Reverse(positions)
	render(w, http.StatusOK, "node.html", map[string]any{
		"Archive": positions[:min(shown, len(positions))],
		"Answer":  s.archiveAnswer.Load(),
		"Certificates": []certificate{
			{nodecert.Right, "quello di pagoPA"}, {nodecert.OtherSubject, "di un altro soggetto, stessa autorità"},
			{nodecert.OtherIssuer, "di un'altra autorità"}, {nodecert.Expired, "scaduto"},
			{nodecert.Absent, "nessuno (in locale passa)"},
		},
		"Behaviour": s.config.Node.Behaviour(),
		"Messages":  messages[:min(shown, len(messages))],
		"Receipts":  receipts[:min(shown, len(receipts))],
	})
}

func (s *Server) nodeBehave(w http.ResponseWriter, r *http.Request) {
	delay, wrongDelay := number(r, "ritardo_ms")
	copies, wrongCopies := number(r, "copie")
	err := errors.Join(wrongDelay, wrongCopies)
	if err == nil {
		err = s.config.Node.Behave(node.Behaviour{
			DelayMilli: delay, Duplicate: copies,
			Drop: r.PostFormValue("scarta") != "", Hold: r.PostFormValue("trattieni") != "",
			V1: r.PostFormValue("v1") != "", FeeEach: r.PostFormValue("commissioni") != "",
			Certificate: r.PostFormValue("certificato"),
		})
	}
	s.backToNode(w, r, err)
}

func (s *Server) nodeRelease(w http.ResponseWriter, r *http.Request) {
	s.config.Node.Release()
	s.backToNode(w, r, nil)
}

func (s *Server) nodeRepeat(w http.ResponseWriter, r *http.Request) {
	_, err := s.config.Node.Repeat(r.PathValue("id"))
	s.backToNode(w, r, err)
}

func (s *Server) nodePay(w http.ResponseWriter, r *http.Request) {
	notice, wrongNotice := parseNotice(r.PostFormValue("avviso"), s.config.Creditor)
	times, wrongTimes := number(r, "volte")
	amount, wrongAmount := number(r, "centesimi")
	err := errors.Join(wrongNotice, wrongTimes, wrongAmount)
	if err == nil {
		_, err = s.config.Node.Force(r.Context(), node.Forced{
			Notice: notice, Times: max(1, times), Amount: int64(amount),
			StandIn: r.PostFormValue("stand_in") != "", Unknown: r.PostFormValue("sconosciuto") != "", Broadcast: r.PostFormValue("broadcast") != "",
		}, patience)
	}
	s.backToNode(w, r, err)
}

func (s *Server) backToNode(w http.ResponseWriter, r *http.Request, err error) {
	if err != nil {
		trouble(w, http.StatusConflict, err.Error(), "/nodo", "Torna al nodo")
		return
	}
	http.Redirect(w, r, "/nodo", http.StatusSeeOther)
}

// number reads a form field as a whole number; an empty field is 0.
func number(r *http.Request, field string) (int, error) {
	text := r.PostFormValue(field)
	if text == "" {
		return 0, nil
	}
	value, err := strconv.Atoi(text)
	if err != nil {
		return 0, errors.New(field + ": serve un numero intero")
	}
	return value, nil
}
