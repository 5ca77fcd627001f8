package counter_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
)

// Goal: a receipt is sent again after HTTP 500, junk and a KO without fault, at
// most five times by itself; a well-formed KO is final. Method: a station that
// gives that answer.
func TestRetries(t *testing.T) {
	cases := []struct {
		name, body string
		status     int
		state      string
		attempts   int
	}{
		{"server error", "", http.StatusInternalServerError, "NOTICE_PENDING", 5},
		{"junk", "junk", http.StatusOK, "NOTICE_PENDING", 5},
		{"KO without fault", envelope("paSendRTV2Response", "<outcome>KO</outcome>"), 200, "NOTICE_PENDING", 5},
		{"unknown outcome", envelope("paSendRTV2Response", "<outcome>KKL</outcome>"), 200, "NOTICE_PENDING", 5},
		{"KO", envelope("paSendRTV2Response", fault("PAA_RECEIPT_DUPLICATA")), http.StatusOK, "NOTIFIED", 1},
		{"OK", receiptOK, http.StatusOK, "NOTIFIED", 1},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, t.TempDir())
			s.station.answer(c.status, c.body)
			s.json("/api/pay", `{"notice_number":"`+payable+`"}`)
			list := s.until("all attempts", func(list []receipt) bool {
				return len(list) == 1 && len(list[0].Attempts) == c.attempts && list[0].State == c.state
			})
			s.station.answer(http.StatusOK, receiptOK)
			s.json("/api/receipts/"+list[0].ID+"/repeat", "")
			if after := s.receipts()[0]; after.State != "NOTIFIED" || len(after.Attempts) != c.attempts+1 {
				t.Errorf("after repeating by hand: %+v", after)
			}
		})
	}
}

// Goal: the controls pay twice, with another amount, as stand-in, and an unknown
// notice only when told to. Method: the JSON API.
func TestForcedPayments(t *testing.T) {
	s := start(t, t.TempDir())
	cases := []struct {
		body   string
		status int
		want   receipt
		count  int
	}{
		{`{"notice_number":"` + payable + `","times":2}`, 200, receipt{Notice: payable, Amount: 4500}, 2},
		{`{"notice_number":"` + payable + `","amount_cents":999}`, 200, receipt{Notice: payable, Amount: 999}, 1},
		{`{"notice_number":"` + other + `","stand_in":true}`, 200,
			receipt{Notice: other, Amount: 4500, StandIn: true}, 1},
		{`{"notice_number":"` + unknown + `"}`, 422, receipt{}, 0},
		{`{"notice_number":"` + unknown + `","unknown":true}`, 200, receipt{Notice: unknown, Amount: 1000}, 1},
		{`{"notice_number":"1"}`, 400, receipt{}, 0},
		{`{"notice_number":"` + payable + `","times":0}`, 400, receipt{}, 0},
		{`{"altro":1}`, 400, receipt{}, 0},
	}
	for _, c := range cases {
		before := len(s.receipts())
		if got := s.json("/api/pay", c.body); got.status != c.status {
			t.Errorf("%s: status %d, want %d: %s", c.body, got.status, c.status, got.body)
		}
		added := s.receipts()[before:]
		if len(added) != c.count {
			t.Errorf("%s: %d receipts, want %d", c.body, len(added), c.count)
		}
		for _, got := range added {
			if got.Notice != c.want.Notice || got.Amount != c.want.Amount || got.StandIn != c.want.StandIn {
				t.Errorf("%s: receipt %+v", c.body, got)
			}
		}
	}
}

// Goal: held receipts leave in reverse order, dropped ones stay, copies double.
// Method: set the behaviour, pay, and watch what the station receives.
func TestBehaviour(t *testing.T) {
	s := start(t, t.TempDir())
	s.json("/api/behaviour", `{"hold":true}`)
	s.json("/api/pay", `{"notice_number":"`+payable+`"}`)
	s.json("/api/pay", `{"notice_number":"`+other+`"}`)
	if sent := s.station.sent(); len(sent) != 0 {
		t.Fatalf("held receipts were sent: %v", sent)
	}
	s.json("/api/release", "")
	if sent := s.station.sent(); !slices.Equal(sent, []string{other, payable}) {
		t.Errorf("released in order %v, want the latest first", sent)
	}
	s.json("/api/behaviour", `{"drop":true}`)
	s.json("/api/pay", `{"notice_number":"`+payable+`"}`)
	if last := s.receipts()[2]; last.State != "DROPPED" || len(s.station.sent()) != 2 {
		t.Errorf("dropped receipt: %+v", last)
	}
	s.json("/api/behaviour", `{"duplicate":2}`)
	s.json("/api/pay", `{"notice_number":"`+payable+`"}`)
	s.until("three copies", func(list []receipt) bool { return len(list[3].Attempts) == 3 })
	if got := s.json("/api/behaviour", `{"delay_ms":-1}`).status; got != http.StatusBadRequest {
		t.Errorf("negative delay: status %d", got)
	}
}

// Goal: receipts survive a restart, and those on their way go on. Method: a
// second simulator on the same folder, with a station that now answers.
func TestRestart(t *testing.T) {
	folder := t.TempDir()
	first := start(t, folder)
	page := openCart(t, first, other)
	first.json("/api/behaviour", `{"drop":true}`)
	first.json("/api/pay", `{"notice_number":"`+payable+`"}`)
	first.json("/api/behaviour", `{"delay_ms":600000}`)
	first.json("/api/pay", `{"notice_number":"`+payable+`"}`)
	first.stop()
	second := start(t, folder)
	second.until("the delayed receipt delivered, the dropped one not", func(list []receipt) bool {
		return len(list) == 2 && list[0].State == "DROPPED" && list[1].State == "NOTIFIED"
	})
	if got := second.get(page).status; got != http.StatusOK {
		t.Errorf("cart after the restart: status %d", got)
	}
}

// Goal: the control page shows the messages and obeys its forms. Method: post
// each form and read the page.
func TestNodePage(t *testing.T) {
	s := start(t, t.TempDir())
	s.form("/nodo/comportamento", url.Values{"ritardo_ms": {"0"}, "copie": {"0"}, "trattieni": {"on"}})
	s.form("/nodo/paga", url.Values{"avviso": {payable}, "volte": {"1"}, "stand_in": {"on"}})
	if body := s.get("/nodo").body; !strings.Contains(body, "HELD") || !strings.Contains(body, "stand-in") {
		t.Errorf("no held stand-in receipt on the page:\n%s", body)
	}
	s.form("/nodo/rilascia", nil)
	repeat := fmt.Sprintf("/nodo/ricevute/%s/rimanda", s.receipts()[0].ID)
	if got := s.form(repeat, nil); got.status != http.StatusSeeOther {
		t.Errorf("repeat: status %d", got.status)
	}
	body := s.get("/nodo").body
	wants := []string{"NOTIFIED", "(invii: 2)", "paVerifyPaymentNotice", "&lt;pafn:paSendRTV2Request&gt;"}
	for _, want := range wants {
		if !strings.Contains(body, want) {
			t.Errorf("no %q on the page", want)
		}
	}
}

// Goal: the node speaks the first version when told, shows the certificate it is told to, and pays another
// creditor's notice with a part for ours. Method: read what reaches the station.
func TestVersionsCertificatesAndBroadcast(t *testing.T) {
	s := start(t, t.TempDir())
	last := func() string {
		s.station.mu.Lock()
		defer s.station.mu.Unlock()
		return s.station.requests[len(s.station.requests)-1]
	}
	s.station.answer(http.StatusOK, envelope("paSendRTRes", "<outcome>OK</outcome>"))
	if got := s.json("/api/behaviour", `{"v1":true,"certificate":"subject"}`); got.status != http.StatusOK {
		t.Fatalf("behaviour: %d %s", got.status, got.body)
	}
	s.json("/api/pay", `{"notice_number":"`+unknown+`","unknown":true,"broadcast":true}`)
	s.until("the receipt", func(list []receipt) bool { return len(list) == 1 && list[0].State == "NOTIFIED" })
	for _, part := range []string{"paSendRTReq>", "<fiscalCode>66666666666</fiscalCode>",
		"<fiscalCodePA>77777777777</fiscalCodePA>", "<transferAmount>5.00</transferAmount>"} {
		if !strings.Contains(last(), part) {
			t.Errorf("no %s in %s", part, last())
		}
	}
	if strings.Contains(last(), "Ente di prova</companyName>\n            <IBAN>") {
		t.Error("a part of a V1 receipt has a companyName")
	}
	if shown := s.station.shown(); !strings.Contains(shown, "BEGIN+CERTIFICATE") {
		t.Errorf("shown %q", shown)
	}
	s.json("/api/behaviour", `{"certificate":"none"}`)
	s.json("/api/receipts/"+s.receipts()[0].ID+"/repeat", "")
	if shown := s.station.shown(); shown != "" {
		t.Errorf("shown %q", shown)
	}
	if got := s.json("/api/behaviour", `{"certificate":"x"}`); got.status != http.StatusBadRequest {
		t.Errorf("an unknown certificate: %d", got.status)
	}
}
