package main

import (
	"cmp"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"time"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
)

// Creditors finds the municipality that a call is for.
type Creditors interface {
	ByCreditor(ctx context.Context, fiscalCode string) (municipality.Municipality, error)
}

// Positions finds the debt position of a notice; problem.NotFound when there is none.
type Positions interface {
	Find(ctx context.Context, creditor string, number pagopa.NoticeNumber) (billing.Position, error)
}

// Debtors finds the parent who owes a debt position.
type Debtors interface {
	Guardian(ctx context.Context, tenant, guardian string) (school.Guardian, error)
}

// Receipts keeps a receipt for settlement. When Enqueue returns nil, the receipt is safe.
type Receipts interface {
	Enqueue(ctx context.Context, message pagopa.ReceiptMessage) error
}

// Handler answers pagoPA's node. All operations come to one address, by POST.
type Handler struct {
	BrokerID string // idBrokerPA that this station works for
	// StationIDs are the ids (idStation) of that broker's stations that lead here: the one in use,
	// and former ones, which receipts go on naming for a while.
	StationIDs []string
	Creditors  Creditors
	Positions  Positions
	Debtors    Debtors
	Receipts   Receipts
	Clock      calendar.Clock
	Log        *slog.Logger
}

// ServeHTTP reads a SOAP message and answers it. A refusal is HTTP 200 with outcome KO, as the
// node wants it; 405 and 413 are for callers that are not the node.
func (h Handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "La stazione accetta solo POST.", http.StatusMethodNotAllowed)
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, pagopa.MaxMessage))
	if err != nil {
		status := http.StatusBadRequest
		if tooLarge := new(http.MaxBytesError); errors.As(err, &tooLarge) {
			status = http.StatusRequestEntityTooLarge
		}
		http.Error(w, "Il messaggio non si può leggere.", status)
		return
	}
	ctx, record := invocation.Begin(r.Context())
	ctx, cancel := context.WithTimeout(ctx, answerTimeout)
	defer cancel()
	invocation.Note(ctx, slog.String("request", cmp.Or(invocation.ID(ctx), r.Header.Get("X-Request-Id"))))
	level := h.serve(ctx, w, r.Header.Get("SOAPAction"), body)
	record.Log(ctx, h.Log, level, "station")
}

// serve answers a message, notes how, and returns how grave that is.
func (h Handler) serve(ctx context.Context, w http.ResponseWriter, action string, body []byte) slog.Level {
	message, err := pagopa.ParseMessage(body)
	if err != nil {
		return h.answerUnreadable(ctx, w, action, err)
	}
	invocation.Note(ctx, slog.String("operation", string(message.Operation)))
	answer, err := h.answer(ctx, message)
	if err != nil {
		return h.fail(ctx, w, message, err)
	}
	invocation.Note(ctx, slog.String("outcome", "OK"))
	send(w, h.Log, http.StatusOK, answer, nil)
	return slog.LevelInfo
}

// answerTimeout bounds all that an answer waits for, so that the function, which has six seconds, always
// answers by itself.
const answerTimeout = 5 * time.Second

// answer hands a message to its operation. A *pagopa.Fault is a KO for the node; any other error
// is our own trouble.
func (h Handler) answer(ctx context.Context, message *pagopa.Message) ([]byte, error) {
	switch message.Operation {
	case pagopa.Verify:
		return h.verify(ctx, message)
	case pagopa.GetPayment, pagopa.GetPaymentV2:
		return h.payment(ctx, message)
	case pagopa.SendRT, pagopa.SendRTV2:
		return h.receive(ctx, message)
	default:
		// paDemandPaymentNotice begins payments from a PSP's catalogue; notices do without, and
		// the reference stations answer the same.
		return nil, pagopa.NewFault(pagopa.FaultSystem, "operazione non offerta")
	}
}

// fail answers a message that was read but not served.
func (h Handler) fail(
	ctx context.Context, w http.ResponseWriter, message *pagopa.Message, err error,
) slog.Level {
	level, fault := slog.LevelWarn, new(pagopa.Fault)
	invocation.Note(ctx, slog.String("outcome", "KO"))
	if errors.As(err, &fault) {
		invocation.Note(ctx, slog.String("fault", string(fault.Code)), slog.String("reason", fault.Description))
	} else {
		level = slog.LevelError
		invocation.Note(ctx, slog.String("cause", err.Error()))
		if message.Operation == pagopa.SendRT || message.Operation == pagopa.SendRTV2 {
			// A KO would be final. Without an answer of the protocol the node sends it again.
			http.Error(w, "Ricevuta non acquisita: va inviata di nuovo.", http.StatusInternalServerError)
			return level
		}
		fault = &pagopa.Fault{Code: pagopa.FaultSystem}
	}
	creditor := h.BrokerID
	if caller, err := message.Caller(); err == nil {
		creditor = caller.CreditorFiscalCode
	}
	answer, err := pagopa.EncodeFault(message.Operation, creditor, fault)
	send(w, h.Log, http.StatusOK, answer, err)
	return level
}

// answerUnreadable answers what cannot be read as a message. When SOAPAction names the operation, the answer
// has that operation's form; otherwise it is a plain SOAP fault, which goes with HTTP 500.
func (h Handler) answerUnreadable(ctx context.Context, w http.ResponseWriter, action string, cause error) slog.Level {
	invocation.Note(ctx, slog.String("outcome", "KO"), slog.String("fault", string(pagopa.FaultSyntax)),
		slog.String("cause", cause.Error()))
	operation, err := pagopa.ParseAction(action)
	if err != nil {
		answer, err := pagopa.EncodeSOAPFault(pagopa.FaultSyntax.Text())
		send(w, h.Log, http.StatusInternalServerError, answer, err)
		return slog.LevelWarn
	}
	answer, err := pagopa.EncodeFault(operation, h.BrokerID, &pagopa.Fault{Code: pagopa.FaultSyntax})
	send(w, h.Log, http.StatusOK, answer, err)
	return slog.LevelWarn
}

func send(w http.ResponseWriter, log *slog.Logger, status int, answer []byte, err error) {
	if err != nil {
		log.Error("station", "cause", err)
		http.Error(w, "Errore interno.", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", pagopa.ContentType)
	w.WriteHeader(status)
	if _, err := w.Write(answer); err != nil {
		log.Warn("station", "cause", err)
	}
}
