package counter

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"strconv"
	"time"
)

// sharedPosition is what the archive reads of a position of several creditors (PaymentPositionModel of
// GPD-for-ACA). Amounts are euro cents.
type sharedPosition struct {
	IUPD       string `json:"iupd"`
	DebtorKind string `json:"type"`
	DebtorCode string `json:"fiscalCode"`
	DebtorName string `json:"fullName"`
	Company    string `json:"companyName"`
	Expires    *bool  `json:"switchToExpired"`
	Options    []struct {
		Notice      string       `json:"nav"`
		IUV         string       `json:"iuv"`
		Amount      int64        `json:"amount"`
		Description string       `json:"description"`
		Partial     *bool        `json:"isPartialPayment"`
		DueDate     string       `json:"dueDate"`
		Parts       []sharedPart `json:"transfer"`
	} `json:"paymentOption"`
}

// sharedPart is what goes to one account.
type sharedPart struct {
	ID         string `json:"idTransfer"`
	Amount     int64  `json:"amount"`
	Creditor   string `json:"organizationFiscalCode"`
	Remittance string `json:"remittanceInformation"`
	Category   string `json:"category"`
	IBAN       string `json:"iban"`
}

// The states of a shared position.
const (
	valid   = "VALID"
	invalid = "INVALID"
	paid    = "PAID"
)

// sharedArchive adds the routes of GPD-for-ACA that this product uses.
func (s *Server) sharedArchive(mux *http.ServeMux) {
	const base = "/aca/debt-positions-service/v1/organizations/{creditor}/"
	mux.HandleFunc("POST "+base+"debtpositions", s.archiveDoor(func(w http.ResponseWriter, r *http.Request) {
		s.keepShared(w, r, http.StatusCreated)
	}))
	mux.HandleFunc("PUT "+base+"debtpositions/{iupd}", s.archiveDoor(func(w http.ResponseWriter, r *http.Request) {
		s.keepShared(w, r, http.StatusOK)
	}))
	mux.HandleFunc("GET "+base+"debtpositions/{iupd}", s.archiveDoor(func(w http.ResponseWriter, r *http.Request) {
		position, found := s.archive.Get(r.PathValue("iupd"))
		if !found {
			writeProblem(w, http.StatusNotFound, "Not Found", "no such position")
			return
		}
		writeJSON(w, http.StatusOK, map[string]any{"iupd": position.Notice, "status": position.Status})
	}))
	mux.HandleFunc("POST "+base+"debtpositions/{iupd}/invalidate", s.archiveDoor(s.closeShared(invalid)))
	mux.HandleFunc("POST "+base+"paymentoptions/paids/{iupd}", s.archiveDoor(s.closeShared(paid)))
}

// archiveDoor lets in who has the archive's key and asks for this creditor, unless the archive is told to
// answer otherwise.
func (s *Server) archiveDoor(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status := s.archiveAnswer.Load()
		switch {
		case !s.fits(r, s.config.ArchiveKey):
			writeProblem(w, http.StatusUnauthorized, "Unauthorized", "missing or invalid subscription key")
		case status != 0:
			writeProblem(w, int(status), http.StatusText(int(status)), "as told on the control page")
		case r.PathValue("creditor") != s.config.Creditor:
			writeProblem(w, http.StatusNotFound, "Not Found", "unknown creditor")
		default:
			next(w, r)
		}
	}
}

// keepShared creates a position (201) or changes one (200).
func (s *Server) keepShared(w http.ResponseWriter, r *http.Request, status int) {
	var body sharedPosition
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxArchiveBody))
	if err == nil {
		err = json.Unmarshal(content, &body)
	}
	if err == nil {
		err = body.validate()
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	known, found := s.archive.Get(body.IUPD)
	switch {
	case status == http.StatusOK && !found:
		writeProblem(w, http.StatusNotFound, "Not Found", "no such position")
		return
	case found && (status == http.StatusCreated || known.Status != valid):
		writeProblem(w, http.StatusConflict, "Conflict", "the position is there, or cannot be changed any more")
		return
	}
	option := body.Options[0]
	s.keepArchived(w, status, archived{
		Creditor: s.config.Creditor, DebtorKind: body.DebtorKind, DebtorCode: body.DebtorCode,
		DebtorName: body.DebtorName, IUV: option.IUV, Notice: option.Notice, Amount: &option.Amount,
		Description: option.Description, Expiration: option.DueDate, Expires: *body.Expires, Status: valid,
		Parts: option.Parts, Times: known.Times + 1,
	})
}

// closeShared ends a position: nobody can pay it any more.
func (s *Server) closeShared(state string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		position, found := s.archive.Get(r.PathValue("iupd"))
		switch {
		case !found:
			writeProblem(w, http.StatusNotFound, "Not Found", "no such position")
		case position.Status != valid:
			writeProblem(w, http.StatusConflict, "Conflict", "the position is "+position.Status)
		default:
			none := int64(0)
			position.Amount, position.Status, position.Times = &none, state, position.Times+1
			s.keepArchived(w, http.StatusOK, position)
		}
	}
}

func (s *Server) keepArchived(w http.ResponseWriter, status int, position archived) {
	if err := s.archive.Put(position); err != nil {
		log.Printf("pagopa: position not kept: %v", err)
		writeProblem(w, http.StatusInternalServerError, "Internal Server Error", "the position cannot be kept")
		return
	}
	writeJSON(w, status, position)
}

// validate holds the body against the contract's schema and GPD's own rules.
func (p sharedPosition) validate() error {
	if p.IUPD == "" || p.DebtorKind != "F" && p.DebtorKind != "G" || p.DebtorCode == "" || p.DebtorName == "" ||
		p.Company == "" || p.Expires == nil || len(p.Options) != 1 {
		return errors.New("iupd, type, fiscalCode, fullName, companyName, switchToExpired, one paymentOption")
	}
	option := p.Options[0]
	_, wrongTime := time.Parse(time.RFC3339, option.DueDate)
	if option.Notice != p.IUPD || option.IUV == "" || option.Amount < 1 || option.Description == "" ||
		option.Partial == nil || wrongTime != nil {
		return errors.New("paymentOption: nav, iuv, amount, description, isPartialPayment, dueDate")
	}
	sum := int64(0)
	for i, part := range option.Parts {
		if part.ID != strconv.Itoa(i+1) || part.Amount < 1 || len(part.Creditor) != 11 || part.Remittance == "" ||
			part.Category == "" || !ibanShape.MatchString(part.IBAN) {
			return fmt.Errorf("transfer %d: idTransfer, amount, remittanceInformation, category, iban", i+1)
		}
		sum += part.Amount
	}
	if len(option.Parts) < 1 || len(option.Parts) > 5 || sum != option.Amount {
		return errors.New("transfer: one to five that add up to the amount")
	}
	return nil
}
