package main

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/local/process"
)

// simulatorStart is how long a simulator may take until it accepts connections.
const simulatorStart = 10 * time.Second

// demoCreditor is the demo municipality; station and broker come from the template's parameters.
const demoCreditor = "77777777777"

// startSimulators starts the identity providers, pagoPA, App IO and the mail server.
func (s *stack) startSimulators(ctx context.Context) error {
	people := filepath.Join(s.options.state, "idp-people.json")
	if err := s.copyPeople(people); err != nil {
		return err
	}
	for _, key := range []string{"checkout-key", "aca-key", "io-keys", "oidc-keys"} {
		if _, err := s.secrets.Get(key); err != nil {
			return err
		}
	}
	s.about.Demo.Creditor = manifest.Creditor{
		FiscalCode: demoCreditor,
		BrokerID:   localBroker,
		StationID:  localStation,
	}
	err := s.simulator(ctx, "idp", s.about.IdpURL,
		"-sp-metadata", s.about.SpidMetadataURL, "-cie-sp-metadata", s.about.CieMetadataURL,
		"-people", people, "-state", filepath.Join(s.options.state, "idp"))
	if err != nil {
		return err
	}
	if err := s.simulator(ctx, "appio", s.about.IoURL, "-key-file", s.secrets.Path("io-keys")); err != nil {
		return err
	}
	if err := s.simulator(ctx, "mail", s.about.MailURL); err != nil {
		return err
	}
	if err := s.simulator(ctx, "oidc", s.about.OidcURL, "-key-file", s.secrets.Path("oidc-keys"),
		"-redirect", s.about.PortalURL+"/ufficio/oidc/ritorno"); err != nil {
		return err
	}
	creditor := s.about.Demo.Creditor
	return s.simulator(ctx, "pagopa", s.about.PagopaURL,
		"-station-url", s.about.StationURL, "-creditor", creditor.FiscalCode, "-broker", creditor.BrokerID,
		"-certificate-subject", s.template.Parameters["NodeCertSubject"],
		"-certificate-issuer", s.template.Parameters["NodeCertIssuer"], "-station", creditor.StationID,
		"-key-file", s.secrets.Path("checkout-key"),
		"-archive-key-file", s.secrets.Path("aca-key"),
		"-state", filepath.Join(s.options.state, "pagopa"))
}

func (s *stack) simulator(ctx context.Context, name, address string, arguments ...string) error {
	binary := filepath.Join(s.options.binaries, name)
	if _, err := os.Stat(binary); err != nil {
		s.console.say("! The %s simulator is not built. Run `make build`.", name)
		return nil
	}
	output, err := process.OpenLog(filepath.Join(s.console.logs, name+".log"))
	if err != nil {
		return err
	}
	defer func() { _ = output.Close() }() // the child has its own handle
	at, err := url.Parse(address)
	if err != nil {
		return err
	}
	child, err := process.Start(process.Spec{
		Path: binary, Arguments: append([]string{"-listen", at.Host, "-public-url", address}, arguments...),
		Env: os.Environ(), Output: output,
	})
	if err != nil {
		return err
	}
	s.onStop(func(context.Context) { child.Stop(3 * time.Second) })
	port, err := strconv.Atoi(at.Port())
	if err != nil {
		return err
	}
	if err := child.AwaitPort(ctx, port, simulatorStart); err != nil && ctx.Err() == nil {
		s.console.failed(name, err)
	}
	return nil
}

// copyPeople gives the identity provider the demo's people. Without a demo it has its own.
func (s *stack) copyPeople(to string) error {
	data, err := os.ReadFile(demo.PeopleFile(s.options.demo))
	if errors.Is(err, os.ErrNotExist) {
		err = os.Remove(to)
		if errors.Is(err, os.ErrNotExist) {
			return nil
		}
		return err
	}
	if err != nil {
		return err
	}
	return os.WriteFile(to, data, 0o644)
}
