//go:build deployed

// Package journey_test walks through the stack that was deployed onto the emulator: over its domain, its queues and
// its schedules, with the commands that a technician has. make conformance-deploy runs it; DEPLOYED names its
// stack.json.
package journey_test

import (
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
)

const (
	parent       = "BNCMRA85A41A794Y"
	municipality = "c_x000"
)

// deployed is the stack, as the tests of the local one know theirs.
func deployed(t *testing.T) *stack.Stack {
	t.Helper()
	about, err := manifest.Read(os.Getenv("DEPLOYED"))
	if err != nil {
		t.Fatal(err)
	}
	return &stack.Stack{Stack: about, DB: emulators.DynamoDB(about.DynamoDBURL), SQS: emulators.SQS(about.SQSURL)}
}

// operate runs one of the technician's commands.
func operate(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), os.Getenv("OPERATE"), arguments[0])
	command.Env = append(os.Environ(), arguments[1:]...)
	said, err := command.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %v: %s", arguments, err, said)
	}
	return string(said)
}

// logIn comes in with the identity card: its provider is reached over TLS, and its answer comes to the portal's domain.
func logIn(t *testing.T, s *stack.Stack) visitor.Page {
	t.Helper()
	ways := visitor.New(t, s.PortalURL).Open("/").Expect(http.StatusOK, "Servizi scolastici").Follow("Accedi")
	provider := ways.Expect(http.StatusOK, "SPID").Follow("Entra con CIE").Expect(http.StatusOK)
	home := provider.Press(parent, nil).Expect(http.StatusOK).Press("Continua", nil).Expect(http.StatusOK, "Riepilogo")
	if at := home.URL.Host; !strings.HasPrefix(s.PortalURL, "https://"+at) {
		t.Errorf("the login ends at %s", home.URL)
	}
	return home
}

// topUp adds a top-up for the first child and confirms it: the mask of payments.
func topUp(home visitor.Page, amount string) visitor.Page {
	list := home.Follow("Ricariche con pagoPA").Expect(http.StatusOK)
	fill := url.Values{"alunno": list.Choices("alunno")[:1], "importo": {amount}}
	return list.Press("AGGIUNGI RICARICA", fill).Expect(http.StatusOK, "Ricarica aggiunta").
		Press("CONFERMA", nil).Expect(http.StatusOK, "Pagamento immediato", "Pagamento differito")
}

// noticeOn is the number of the notice that a mask of payments offers to print.
func noticeOn(mask visitor.Page) string {
	for _, link := range mask.Links {
		if number, is := strings.CutPrefix(link.Address, "/pagamenti/avvisi/"); is {
			return strings.TrimSuffix(number, ".pdf")
		}
	}
	return ""
}

// await waits as long as the emulator's slowest part may take, a schedule of each minute.
func await(t *testing.T, what string, done func() bool) {
	t.Helper()
	for end := time.Now().Add(2 * time.Minute); !done(); time.Sleep(time.Second) {
		if time.Now().After(end) {
			t.Fatalf("still not: %s", what)
		}
	}
}

// Goal: the office's files load, a parent comes in, tops up, pays, and has the credit once the receipt has taken its
// road; an evening debits the meals; the books are in order. Method: each step over what CloudFormation has made.
func TestJourney(t *testing.T) {
	s := deployed(t)
	loaded := operate(t, "load", "MUNICIPALITY="+municipality, "FROM="+os.Getenv("FILES"))
	if !strings.Contains(loaded, "presenze.csv") {
		t.Fatal(loaded)
	}
	home := logIn(t, s)
	for _, service := range []string{
		"Scheda anagrafica", "Refezione scolastica", "Documenti contabili", "Conto corrente virtuale",
		"Pagamento servizi scolastici", "Ricariche con pagoPA",
	} {
		home.Follow(service).Expect(http.StatusOK)
	}

	mask := topUp(home, "21,43")
	leaving := mask.Press("online", nil).Expect(http.StatusOK, "pagoPA")
	leaving.Follow("Continua su pagoPA").Expect(http.StatusOK, "Totale").Press("Paga", nil).Expect(http.StatusOK)
	await(t, "the top-up is on the account", func() bool { return home.Follow("Conto corrente virtuale").Shows("21,43") })

	operate(t, "night", "DATE=2026-11-20")
	s.Drain(t, "MealsQueue")
	s.Drain(t, "ReceiptsQueue")
	if err := s.AuditBooks(t.Context()); err != nil {
		t.Error(err)
	}
	home.Follow("Conto corrente virtuale").Follow("Luca Ferrari: vedi i movimenti").Expect(http.StatusOK, "Pasto")
	// The schedule of each minute has put the notice on its queue, and its worker has told the archive.
	later := noticeOn(topUp(home, "10"))
	await(t, "pagoPA's archive knows a notice to pay later", func() bool { return s.Archived(t, later) != nil })
	for line := range strings.Lines(operate(t, "queues")) {
		if !strings.HasSuffix(strings.TrimSpace(line), " 0") {
			t.Errorf("left in a queue: %s", line)
		}
	}
}
