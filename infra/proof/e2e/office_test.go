package e2e_test

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/local/simulators/pagopa/nodecert"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
)

// load gives intake a file; every row has to be taken.
func load(t *testing.T, file, content string) {
	t.Helper()
	var report struct {
		Rejected int   `json:"rejected"`
		Messages []any `json:"messages"`
	}
	event := map[string]string{"municipality": tenant, "file": file, "content": content}
	portal.Invoke(t, "IntakeFunction", event, &report)
	if report.Rejected != 0 || len(report.Messages) != 0 {
		t.Fatalf("%s: %+v", file, report.Messages)
	}
}

// publish has the archive told of everything that it does not know.
func publish(t *testing.T) {
	t.Helper()
	portal.Invoke(t, "NoticesFunction", map[string]string{}, nil)
	portal.Drain(t, "NoticesQueue")
}

// Goal: a notice of two creditors is archived with its parts, follows the office's change of amount, is paid
// by the node in the first version of its messages, once; a second payment is listed for the office
// until it was refunded.
// Method: issue, change and pay a document of a family of the demo.
func TestSharedNotice(t *testing.T) {
	const document = "numero;data;servizio;alunno;genitore;descrizione;importo;quota1_ente;quota1_nome;quota1_iban;" +
		"quota1_tassonomia;quota1_importo\nE2E/1;16/11/2026;prescuola;A044;SLAGRG76B25B157B;Gita;80,00;66666666666;" +
		"Unione dei Comuni;IT63O0569611100000009876543;9/0107103SP/;30,00\n"
	load(t, "documenti.csv", document)
	publish(t)
	number := noticeOf(t, "E2E-1")
	if known := portal.Archived(t, number); known == nil || known.Amount != 8000 || len(known.Parts) != 2 ||
		known.Parts[1].Creditor != "66666666666" || known.Parts[1].Amount != 3000 {
		t.Fatalf("archived %+v", known)
	}
	load(t, "variazioni.csv", "documento;operazione;importo\nE2E/1;importo;75,00\n")
	publish(t)
	if known := portal.Archived(t, number); known.Amount != 7500 || known.Parts[0].Amount != 4500 {
		t.Errorf("archived after the change: %+v", known)
	}
	portal.Behave(t, stack.Behaviour{V1: true})
	paid := portal.Pay(t, stack.Payment{Notice: number, Times: 2})
	portal.Drain(t, "ReceiptsQueue")
	if position := find(t, number); position.State != billing.Paid || position.Amount != money.Cents(7500) ||
		len(position.Extras) != 1 {
		t.Errorf("after two payments: %+v", position)
	}
	second := find(t, number).Extras[0].Receipt
	if reason := waiting(t, map[string]string{})[second]; !slices.Contains(paid, second) || reason != billing.AlreadyPaid {
		t.Errorf("listed for the office: %s for %q", second, reason)
	}
	rest := waiting(t, map[string]string{"refunded": second})
	extra := find(t, number).Extras[0]
	if rest[second] != "" || extra.Handled == nil || extra.Handled.Way != billing.Refunded {
		t.Errorf("after the refund: %+v, listed %+v", extra, rest)
	}
}

// waiting returns why receipts wait for the office, after it told what it did.
func waiting(t *testing.T, told map[string]string) map[string]billing.Reason {
	t.Helper()
	told["parked"] = tenant
	var parked []struct {
		Receipt string
		Reason  billing.Reason
	}
	portal.Invoke(t, "ReceiptsFunction", told, &parked)
	reasons := map[string]billing.Reason{}
	for _, one := range parked {
		reasons[one.Receipt] = one.Reason
	}
	return reasons
}

// noticeOf is the notice number of a document.
func noticeOf(t *testing.T, document string) string {
	t.Helper()
	table := portal.Table("LedgerTable")
	var issued billing.Document
	if err := table.Get(t.Context(), dynamo.Document(tenant, document), &issued); err != nil {
		t.Fatal(err)
	}
	return issued.Notice.String()
}

// Goal: Case 42, the receipt of another creditor's notice of which a part is ours is kept for the office.
// Method: the node sends it as a broadcast.
func TestBroadcast(t *testing.T) {
	id := portal.Pay(t, stack.Payment{Notice: "302000000000000992", Times: 1, Broadcast: true})[0]
	portal.Drain(t, "ReceiptsQueue")
	if reason := parkedReasons(t)[id]; reason != billing.UnknownNotice {
		t.Errorf("parked for %q", reason)
	}
}

// Goal: Case 45, the whole stack refuses a caller with a wrong certificate. Method: every kind at the door.
func TestStationCertificates(t *testing.T) {
	question, err := soap.Verify(soap.Head{
		Creditor: creditor, Broker: portal.Demo.Creditor.BrokerID, Station: portal.Demo.Creditor.StationID,
	}, "000000000000000000")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range nodecert.Kinds() {
		shown, err := nodecert.PEM(kind, "forwarder.platform.pagopa.it", "RapidSSL TLS RSA CA G1", stack.Now())
		if err != nil {
			t.Fatal(err)
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, portal.StationURL,
			strings.NewReader(string(question)))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "text/xml; charset=utf-8")
		request.Header.Set(nodecert.Header, url.QueryEscape(shown))
		answer, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_ = answer.Body.Close() // the status says everything
		want := http.StatusForbidden
		if kind == nodecert.Right || kind == nodecert.Absent {
			want = http.StatusOK
		}
		if answer.StatusCode != want {
			t.Errorf("%q: status %d, want %d", kind, answer.StatusCode, want)
		}
	}
}
