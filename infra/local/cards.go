package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"serviziscolastici/infra/local/cards"
	"serviziscolastici/infra/local/demo"
	"serviziscolastici/infra/local/process"
	simulated "serviziscolastici/infra/local/simulators/cards"
)

// listPath is where the authority of the demo's cards publishes those that were revoked.
const listPath = "/cns.crl"

// layOutCards makes the cards of the demo's people, publishes the list of revoked ones, and has the
// door of cards ask for them.
func (s *stack) layOutCards() error {
	publisher, err := process.Listen(s.options.near(8))
	if err != nil {
		return err
	}
	s.cards = cards.Place{
		Folder: filepath.Join(s.options.state, "cns"), Today: s.options.today,
		List: fmt.Sprintf("http://127.0.0.1:%d%s", process.Port(publisher), listPath),
	}
	s.publish(publisher)
	holders, err := s.holders()
	if err != nil {
		return err
	}
	if err := s.cards.Make(holders); err != nil {
		return err
	}
	door := s.doors.apis[cnsAPI]
	settings, err := s.cards.TLS()
	if err != nil {
		return err
	}
	// A name of its own: the function believes nothing that arrives at the portal's.
	s.about.CnsURL = fmt.Sprintf("https://localhost:%d", process.Port(door))
	s.about.CnsCards, s.about.CnsCertificate = s.cards.Cards(), s.cards.DoorCertificate()
	s.doors.apis[cnsAPI] = tls.NewListener(door, settings)
	return nil
}

// publish serves the list of revoked cards.
func (s *stack) publish(listener net.Listener) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+listPath, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/pkix-crl")
		http.ServeFile(w, r, s.cards.Revocations())
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Second}
	go func() { _ = server.Serve(listener) }() // it ends with the stack
	s.onStop(func(context.Context) { _ = server.Close() })
}

// holders are the parents and the operators of the demo.
func (s *stack) holders() ([]simulated.Holder, error) {
	parents, operators, err := demo.People(s.options.demo)
	var holders []simulated.Holder
	add := func(fiscalCode, fullName string) {
		name, family, _ := strings.Cut(fullName, " ")
		holders = append(holders, simulated.Holder{FiscalCode: fiscalCode, Name: name, FamilyName: family})
	}
	for _, parent := range parents {
		add(parent.FiscalCode, parent.Name)
	}
	for _, operator := range operators {
		add(operator.FiscalCode, operator.Name)
	}
	return holders, err
}

// listHost is the host that publishes the list of revoked cards.
func (s *stack) listHost() string {
	address, err := url.Parse(s.cards.List)
	if err != nil {
		return ""
	}
	return address.Host
}

// cardsHint tells a newcomer how to log in with a card.
func (s *stack) cardsHint() string {
	if s.about.CnsURL == "" {
		return ""
	}
	return fmt.Sprintf("  With CNS: import a person's card from %s (FISCAL_CODE.p12, password %q)\n"+
		"  into the browser, then \"Accedi\" → \"Entra con CNS\"; the browser warns of the door's own certificate.\n",
		s.cards.Cards(), cards.Password)
}
