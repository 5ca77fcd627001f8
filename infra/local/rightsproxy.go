package main

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"serviziscolastici/infra/local/process"
	"serviziscolastici/infra/local/rights"
)

// startRightsProxy puts the proxy that holds the template's rights between the functions and the tables. Everybody
// else, such as fsck, goes to the emulator itself.
func (s *stack) startRightsProxy(context.Context) error {
	proxy, err := rights.New(s.about.DynamoDBURL, s.template, func(why string) { s.console.say("! %s", why) })
	if err != nil {
		return err
	}
	listener, err := process.Listen(0)
	if err != nil {
		return err
	}
	s.proxied = fmt.Sprintf("http://127.0.0.1:%d", process.Port(listener))
	server := &http.Server{Handler: proxy, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	s.onStop(func(hurry context.Context) { _ = server.Shutdown(hurry) })
	return nil
}
