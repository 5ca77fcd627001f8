// Command idp is two SAML identity providers, one of SPID and, at /cie, that of
// the identity card, for the local stack: real signatures and strict checks,
// invented people.
package main

import (
	"flag"
	"log"
	"net"
	"net/http"
	"os"
	"strings"

	"serviziscolastici/infra/local/simulators/idp/provider"
	"serviziscolastici/infra/local/simulators/idp/saml"
	"serviziscolastici/infra/local/simulators/serve"
)

func main() {
	config := config{clock: os.Getenv("CLOCK")}
	flag.StringVar(&config.listen, "listen", "127.0.0.1:0", "address to listen on")
	flag.StringVar(&config.publicURL, "public-url", "", "own address as browsers see it; the listener's when empty")
	flag.StringVar(&config.spid, "sp-metadata", "", "addresses of the portal's SPID metadata, separated by commas")
	flag.StringVar(&config.cie, "cie-sp-metadata", "", "addresses of its CIE metadata, separated by commas")
	flag.StringVar(&config.people, "people", "", "JSON file of the people who can log in")
	flag.StringVar(&config.state, "state", ".local/idp", "folder that keeps the signing key")
	flag.StringVar(&config.clock, "clock", config.clock, "fixed RFC 3339 instant instead of the real time")
	flag.Parse()
	if err := config.run(); err != nil {
		log.Fatalf("idp: %v", err)
	}
}

type config struct {
	listen, publicURL, spid, cie, people, state, clock string
}

func (c config) run() error {
	now, err := serve.Clock(c.clock)
	if err != nil {
		return err
	}
	key, err := saml.LoadKey(c.state, now())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.listen)
	if err != nil {
		return err
	}
	spid := provider.Config{
		PublicURL: serve.Address(c.publicURL, listener), PortalMetadata: list(c.spid),
		PeopleFile: c.people, Key: key, Now: now,
	}
	cie := spid
	cie.Path, cie.Card, cie.PortalMetadata = "/cie", true, list(c.cie)
	mux := http.NewServeMux()
	mux.Handle("/", provider.New(spid).Handler())
	mux.Handle("/cie/", provider.New(cie).Handler())
	return serve.Run("idp", listener, mux, os.Stdout)
}

func list(addresses string) []string {
	return strings.FieldsFunc(addresses, func(r rune) bool { return r == ',' || r == ' ' })
}
