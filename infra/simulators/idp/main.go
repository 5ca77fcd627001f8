// Command idp is a SAML identity provider as SPID and CIE have it, for the
// local stack: real signatures and strict checks, invented people.
package main

import (
	"flag"
	"log"
	"net"
	"os"
	"strings"

	"serviziscolastici/infra/simulators/idp/provider"
	"serviziscolastici/infra/simulators/idp/saml"
	"serviziscolastici/infra/simulators/serve"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on")
	publicURL := flag.String("public-url", "", "own address as browsers see it; the listener's when empty")
	portals := flag.String("sp-metadata", "", "addresses of the portal's metadata, separated by commas")
	people := flag.String("people", "", "JSON file of the people who can log in")
	state := flag.String("state", ".local/idp", "folder that keeps the signing key")
	clock := flag.String("clock", os.Getenv("CLOCK"), "fixed RFC 3339 instant instead of the real time")
	flag.Parse()
	if err := run(*listen, *publicURL, *portals, *people, *state, *clock); err != nil {
		log.Fatalf("idp: %v", err)
	}
}

func run(listen, publicURL, portals, people, state, clock string) error {
	now, err := serve.Clock(clock)
	if err != nil {
		return err
	}
	key, err := saml.LoadKey(state, now())
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	server := provider.New(provider.Config{
		PublicURL:      serve.Address(publicURL, listener),
		PortalMetadata: strings.FieldsFunc(portals, func(r rune) bool { return r == ',' || r == ' ' }),
		PeopleFile:     people, Key: key, Now: now,
	})
	return serve.Run("idp", listener, server.Handler(), os.Stdout)
}
