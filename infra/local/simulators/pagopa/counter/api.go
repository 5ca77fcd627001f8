package counter

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"serviziscolastici/infra/local/simulators/pagopa/node"
)

// receiptView is a receipt as the API shows it. Amounts are euro cents.
type receiptView struct {
	ID        string         `json:"receipt_id"`
	Notice    string         `json:"notice_number"`
	Amount    int64          `json:"amount_cents"`
	StandIn   bool           `json:"stand_in"`
	PaidAt    time.Time      `json:"paid_at"`
	State     node.State     `json:"state"`
	Outcome   string         `json:"outcome"` // of the last attempt: OK, KO, ERROR or empty
	FaultCode string         `json:"fault_code"`
	Attempts  []node.Attempt `json:"attempts"`
}

func viewOf(delivery node.Delivery) receiptView {
	return receiptView{
		ID: delivery.Receipt.ID, Notice: delivery.Receipt.Notice, Amount: delivery.Receipt.Payment.Amount,
		StandIn: delivery.Receipt.StandIn, PaidAt: delivery.Receipt.PaidAt, State: delivery.State,
		Outcome: delivery.Last().Outcome, FaultCode: delivery.Last().FaultCode, Attempts: delivery.Attempts,
	}
}

func viewsOf(deliveries []node.Delivery) []receiptView {
	views := []receiptView{}
	for _, delivery := range deliveries {
		views = append(views, viewOf(delivery))
	}
	return views
}

// api adds the controls for automated tests: the same as on the control page.
func (s *Server) api(mux *http.ServeMux) {
	mux.HandleFunc("GET /api/receipts", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, viewsOf(s.config.Node.Receipts()))
	})
	mux.HandleFunc("GET /api/messages", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, s.config.Node.Messages())
	})
	mux.HandleFunc("GET /api/behaviour", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, s.config.Node.Behaviour())
	})
	mux.HandleFunc("GET /api/archive", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, append([]archived{}, s.archive.All()...))
	})
	mux.HandleFunc("POST /api/archive/behaviour", s.apiArchiveBehave)
	mux.HandleFunc("POST /api/behaviour", s.apiBehave)
	mux.HandleFunc("POST /api/release", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, viewsOf(s.config.Node.Release()))
	})
	mux.HandleFunc("POST /api/pay", s.apiPay)
	mux.HandleFunc("POST /api/receipts/{id}/repeat", s.apiRepeat)
}

func (s *Server) apiBehave(w http.ResponseWriter, r *http.Request) {
	var behaviour node.Behaviour
	err := decodeJSON(r, &behaviour)
	if err == nil {
		err = s.config.Node.Behave(behaviour)
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	writeJSON(w, http.StatusOK, behaviour)
}

func (s *Server) apiRepeat(w http.ResponseWriter, r *http.Request) {
	delivery, err := s.config.Node.Repeat(r.PathValue("id"))
	if err != nil {
		writeProblem(w, http.StatusNotFound, "Not Found", err.Error())
		return
	}
	writeJSON(w, http.StatusOK, viewOf(delivery))
}

// apiPay pays a notice any number of times, also when the ordinary road is closed.
func (s *Server) apiPay(w http.ResponseWriter, r *http.Request) {
	body := struct {
		Notice  string `json:"notice_number"`
		Times   int    `json:"times"`
		Amount  int64  `json:"amount_cents"`
		StandIn bool   `json:"stand_in"`
		Unknown bool   `json:"unknown"`
		// Broadcast makes it another creditor's notice, of which ours gets a part.
		Broadcast bool `json:"broadcast"`
	}{Times: 1}
	if err := decodeJSON(r, &body); err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	notice, err := parseNotice(body.Notice, s.config.Creditor)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	ids, err := s.config.Node.Force(r.Context(), node.Forced{
		Notice: notice, Times: body.Times, Amount: body.Amount, StandIn: body.StandIn, Unknown: body.Unknown,
		Broadcast: body.Broadcast,
	}, patience)
	switch {
	case errors.Is(err, node.ErrControl):
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
	case err != nil:
		writeProblem(w, http.StatusUnprocessableEntity, "Unprocessable Entity", err.Error())
	default:
		writeJSON(w, http.StatusOK, map[string]any{"receipts": ids})
	}
}

func decodeJSON(r *http.Request, into any) error {
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
