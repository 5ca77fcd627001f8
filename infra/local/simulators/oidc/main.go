// Command oidc plays a Comune's own OpenID Connect provider, such as Entra ID or Google Workspace, for the local stack:
// real signatures and strict checks, invented employees.
package main

import (
	"flag"
	"log"
	"net"
	"os"
	"strings"

	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/infra/local/simulators/serve"
)

func main() {
	listen := flag.String("listen", "127.0.0.1:0", "address to listen on")
	public := flag.String("public-url", "", "own address as browsers see it; the listener's when empty")
	redirect := flag.String("redirect", "", "the only address to which browsers are sent back")
	keyFile := flag.String("key-file", "", "file with the client's secret, c_x000=SECRET")
	flag.Parse()
	if err := run(*listen, *public, *redirect, *keyFile); err != nil {
		log.Fatalf("oidc: %v", err)
	}
}

func run(listen, public, redirect, keyFile string) error {
	now, err := serve.Clock(os.Getenv("CLOCK"))
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", listen)
	if err != nil {
		return err
	}
	op, err := provider.New(provider.Config{
		Issuer: serve.Address(public, listener), Redirect: redirect, Now: now, Secret: func() string {
			keys, err := os.ReadFile(keyFile)
			if err != nil {
				return ""
			}
			_, secret, _ := strings.Cut(strings.TrimSpace(string(keys)), "=")
			return secret
		},
	})
	if err != nil {
		return err
	}
	return serve.Run("oidc", listener, op, os.Stdout)
}
