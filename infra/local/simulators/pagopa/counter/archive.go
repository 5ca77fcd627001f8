package counter

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"time"
	"unicode/utf8"
)

// maxArchiveBody is the most that is read of a position.
const maxArchiveBody = 64 << 10

// archived is a position in the archive (NewDebtPositionRequest of ACA). Amounts are euro cents.
type archived struct {
	Creditor    string `json:"paFiscalCode"`
	DebtorKind  string `json:"entityType"`
	DebtorCode  string `json:"entityFiscalCode"`
	DebtorName  string `json:"entityFullName"`
	IUV         string `json:"iuv"`
	Notice      string `json:"nav"`
	Amount      *int64 `json:"amount"`
	Description string `json:"description"`
	Expiration  string `json:"expirationDate"`
	IBAN        string `json:"iban,omitempty"`
	PostalIBAN  string `json:"postalIban,omitempty"`
	Expires     bool   `json:"switchToExpired"`
	PayStandIn  *bool  `json:"payStandIn,omitempty"`
	// Status and Parts are those of a position of several creditors, which came by the other contract.
	Status string       `json:"status,omitempty"`
	Parts  []sharedPart `json:"transfer,omitempty"`
	// Times is how often the position was put. It is ours, not the contract's.
	Times int `json:"times,omitempty"`
}

// Open reports whether the position can be paid; amount 0 closed it.
func (a archived) Open() bool { return *a.Amount > 0 }

// Cents is the amount, for the control page.
func (a archived) Cents() int64 { return *a.Amount }

var ibanShape = regexp.MustCompile(`^[A-Z]{2}[0-9]{2}[A-Z0-9]{23}$`)

// putPosition answers POST /aca/v1/paCreatePosition: create, change or close.
func (s *Server) putPosition(w http.ResponseWriter, r *http.Request) {
	if !s.fits(r, s.config.ArchiveKey) {
		writeJSON(w, http.StatusUnauthorized, map[string]any{"statusCode": http.StatusUnauthorized,
			"message": "Access denied due to missing or invalid subscription key."})
		return
	}
	if status := s.archiveAnswer.Load(); status != 0 {
		writeProblem(w, int(status), http.StatusText(int(status)), "as told on the control page")
		return
	}
	var position archived
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxArchiveBody))
	if err == nil {
		err = json.Unmarshal(body, &position)
	}
	if err == nil {
		err = position.validate()
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	if position.Notice == "" {
		position.Notice = "3" + position.IUV
	}
	known, found := s.archive.Get(position.Notice)
	switch {
	case position.Creditor != s.config.Creditor:
		writeProblem(w, http.StatusNotFound, "Not Found", "unknown creditor")
		return
	case *position.Amount == 0 && !found:
		writeProblem(w, http.StatusNotFound, "Invocation exception", "no debt position to invalidate")
		return
	}
	position.Times = known.Times + 1
	s.keepArchived(w, http.StatusOK, position)
}

// validate holds the body against the contract's schema.
func (a archived) validate() error {
	fits := func(text string) bool { return text != "" && utf8.RuneCountInString(text) <= 255 }
	_, wrongTime := time.Parse(time.RFC3339, a.Expiration)
	switch {
	case len(a.Creditor) != 11:
		return errors.New("paFiscalCode: 11 characters are required")
	case a.DebtorKind != "F" && a.DebtorKind != "G":
		return errors.New("entityType: F or G is required")
	case len(a.DebtorCode) < 2:
		return errors.New("entityFiscalCode: at least 2 characters are required")
	case !fits(a.DebtorName):
		return errors.New("entityFullName: 1 to 255 characters are required")
	case !fits(a.IUV) || !fits("3"+a.Notice):
		return errors.New("iuv, nav: 1 to 255 characters are required")
	case a.Amount == nil || *a.Amount < 0 || *a.Amount > 99_999_999_999:
		return errors.New("amount: 0 to 99999999999 cents are required")
	case !fits(a.Description):
		return errors.New("description: 1 to 255 characters are required")
	case wrongTime != nil:
		return errors.New("expirationDate: a date and time is required")
	case a.IBAN != "" && !ibanShape.MatchString(a.IBAN),
		a.PostalIBAN != "" && !ibanShape.MatchString(a.PostalIBAN):
		return errors.New("iban: 27 characters are required")
	}
	return nil
}

// apiArchiveBehave makes the archive answer every call with a status, until told 0.
func (s *Server) apiArchiveBehave(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Status int32 `json:"status"`
	}
	err := decodeJSON(r, &body)
	if err == nil && body.Status != 0 && (body.Status < 400 || body.Status > 599) {
		err = errors.New("status: 0, or 400 to 599")
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	s.archiveAnswer.Store(body.Status)
	writeJSON(w, http.StatusOK, body)
}

// archiveBehave is the same on the control page.
func (s *Server) archiveBehave(w http.ResponseWriter, r *http.Request) {
	status, err := number(r, "risposta")
	if err == nil && status != 0 && (status < 400 || status > 599) {
		err = errors.New("risposta: 0, oppure da 400 a 599")
	}
	if err == nil {
		s.archiveAnswer.Store(int32(status))
	}
	s.backToNode(w, r, err)
}
