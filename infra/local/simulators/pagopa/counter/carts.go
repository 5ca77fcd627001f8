package counter

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/mail"
	"net/url"
	"time"
	"unicode/utf8"
)

// maxNotices is how many notices a cart may hold.
const maxNotices = 5

// cartRequest is the body of POST /carts (CartRequestV2). Amounts are euro cents.
type cartRequest struct {
	Email   string       `json:"emailNotice"`
	Notices []cartNotice `json:"paymentNotices"`
	Return  struct {
		OK      string `json:"returnOkUrl"`
		Cancel  string `json:"returnCancelUrl"`
		Error   string `json:"returnErrorUrl"`
		Waiting string `json:"returnWaitingUrl"`
	} `json:"returnUrls"`
	ID     string `json:"idCart"`
	AllCCP bool   `json:"allCCP"`
}

type cartNotice struct {
	Number      string `json:"noticeNumber"`
	FiscalCode  string `json:"fiscalCode"`
	Amount      int64  `json:"amount"`
	Company     string `json:"companyName"`
	Description string `json:"description"`
}

// cartState is how far a cart's payment is.
type cartState string

const (
	cartOpen      cartState = "open"
	cartPaid      cartState = "paid"
	cartWaiting   cartState = "waiting"
	cartCancelled cartState = "cancelled"
	cartFailed    cartState = "failed"
)

// cart is a cart as kept, under an id of our own.
type cart struct {
	ID      string      `json:"id"`
	Created time.Time   `json:"created"`
	State   cartState   `json:"state"`
	Request cartRequest `json:"request"`
}

// Total returns the sum of the cart's notices in euro cents.
func (c cart) Total() int64 {
	total := int64(0)
	for _, notice := range c.Request.Notices {
		total += notice.Amount
	}
	return total
}

// postCarts answers POST /checkout/ec/v2/carts.
func (s *Server) postCarts(w http.ResponseWriter, r *http.Request) {
	if !s.fits(r, s.config.Key) {
		writeJSON(w, http.StatusUnauthorized, map[string]any{"statusCode": http.StatusUnauthorized,
			"message": "Access denied due to missing or invalid subscription key."})
		return
	}
	body, err := io.ReadAll(r.Body)
	var request cartRequest
	if err == nil {
		err = json.Unmarshal(body, &request)
	}
	if err == nil {
		err = request.validate()
	}
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "Bad Request", err.Error())
		return
	}
	if err := s.payable(r, request.Notices); err != nil {
		writeProblem(w, http.StatusUnprocessableEntity, "Unprocessable Entity", err.Error())
		return
	}
	kept := cart{ID: newUUID(), Created: s.config.Now(), State: cartOpen, Request: request}
	if err := s.carts.Put(kept); err != nil {
		log.Printf("pagopa: cart not kept: %v", err)
		writeProblem(w, http.StatusInternalServerError, "Internal Server Error", "the cart cannot be kept")
		return
	}
	w.Header().Set("Location", s.config.PublicURL+"/checkout/"+kept.ID)
	w.WriteHeader(http.StatusFound)
}

// fits takes the key from the header or, as the contracts also allow, the query.
func (s *Server) fits(r *http.Request, wanted func() (string, error)) bool {
	key, err := wanted()
	if err != nil {
		log.Printf("pagopa: subscription key: %v", err)
		return false
	}
	given := r.Header.Get("Ocp-Apim-Subscription-Key")
	if given == "" {
		given = r.URL.Query().Get("subscription-key")
	}
	return key != "" && subtle.ConstantTimeCompare([]byte(key), []byte(given)) == 1
}

// validate holds the body against the contract's schema. Too many notices are
// left to payable, since the service answers 422 to them.
func (c *cartRequest) validate() error {
	if len(c.Notices) == 0 {
		return errors.New("paymentNotices: at least one notice is required")
	}
	for i, notice := range c.Notices {
		if err := notice.validate(); err != nil {
			return fmt.Errorf("paymentNotices[%d].%w", i, err)
		}
	}
	addresses := []struct{ name, value string }{
		{"returnOkUrl", c.Return.OK}, {"returnCancelUrl", c.Return.Cancel},
		{"returnErrorUrl", c.Return.Error}, {"returnWaitingUrl", c.Return.Waiting},
	}
	for _, address := range addresses {
		parsed, err := url.Parse(address.value)
		if err != nil || parsed.Host == "" || parsed.Scheme != "http" && parsed.Scheme != "https" {
			return fmt.Errorf("returnUrls.%s: an absolute http address is required", address.name)
		}
	}
	if parsed, err := mail.ParseAddress(c.Email); c.Email != "" && (err != nil || parsed.Address != c.Email) {
		return errors.New("emailNotice: not an e-mail address")
	}
	if utf8.RuneCountInString(c.ID) > 210 {
		return errors.New("idCart: does not fit paymentNote, 210 characters")
	}
	return nil
}

func (n cartNotice) validate() error {
	fits := func(text string) bool { return text != "" && utf8.RuneCountInString(text) <= 140 }
	switch {
	case !noticeShape.MatchString(n.Number):
		return errors.New("noticeNumber: 18 digits are required")
	case len(n.FiscalCode) != 11:
		return errors.New("fiscalCode: 11 digits are required")
	case n.Amount < 1:
		return errors.New("amount: at least 1 cent is required")
	case !fits(n.Company):
		return errors.New("companyName: 1 to 140 characters are required")
	case !fits(n.Description):
		return errors.New("description: 1 to 140 characters are required")
	}
	return nil
}

// payable checks what the service checks with the node before it makes a cart.
func (s *Server) payable(r *http.Request, notices []cartNotice) error {
	if len(notices) > maxNotices {
		return fmt.Errorf("max payment notices exceeded: %d, at most %d", len(notices), maxNotices)
	}
	seen := map[string]bool{}
	for _, notice := range notices {
		if seen[notice.Number] {
			return fmt.Errorf("duplicate payment notice %s", notice.Number)
		}
		seen[notice.Number] = true
		if notice.FiscalCode != s.config.Creditor {
			return fmt.Errorf("PPT_DOMINIO_SCONOSCIUTO: %s", notice.FiscalCode)
		}
		if _, err := s.config.Node.Verify(r.Context(), notice.Number); err != nil {
			return err
		}
	}
	return nil
}

func writeProblem(w http.ResponseWriter, status int, title, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(status)
	encode(w, map[string]any{"type": "about:blank", "title": title, "status": status, "detail": detail})
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	encode(w, value)
}

func encode(w io.Writer, value any) {
	if err := json.NewEncoder(w).Encode(value); err != nil {
		log.Printf("pagopa: answer: %v", err)
	}
}

// newUUID returns a random UUID, version 4. crypto/rand never fails.
func newUUID() string {
	var b [16]byte
	rand.Read(b[:])
	b[6], b[8] = b[6]&0x0f|0x40, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
