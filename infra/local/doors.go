package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
	"time"

	"serviziscolastici/infra/local/gateway"
	"serviziscolastici/infra/local/invoke"
	"serviziscolastici/infra/local/loginstart"
	"serviziscolastici/infra/local/process"
)

// The template's HTTP APIs that the stack announces. A template may do without cnsAPI.
const (
	portalAPI  = "PortalApi"
	stationAPI = "StationApi"
	cnsAPI     = "CnsApi"
)

// doors are the listeners of the stack itself: one for each HTTP API, one for the Invoke API and one
// where programs start a login. They are opened first, because functions and simulators have to be told the addresses.
type doors struct {
	apis   map[string]net.Listener // by logical id
	invoke net.Listener
	login  net.Listener
}

func (s *stack) openDoors(context.Context) error {
	s.doors = &doors{apis: map[string]net.Listener{}}
	s.onStop(func(context.Context) { s.doors.close() })
	distance := 0
	for _, api := range s.template.APIs {
		listener, err := s.listen(api, &distance)
		if err != nil {
			return err
		}
		s.doors.apis[api] = listener
	}
	var err error
	if s.doors.invoke, err = process.Listen(s.options.near(4)); err != nil {
		return err
	}
	if s.doors.login, err = process.Listen(s.options.near(9)); err != nil {
		return err
	}
	if s.doors.apis[portalAPI] == nil || s.doors.apis[stationAPI] == nil {
		return fmt.Errorf("the template has to declare %s and %s", portalAPI, stationAPI)
	}
	if s.doors.apis[cnsAPI] != nil {
		if err := s.layOutCards(); err != nil {
			return err
		}
	}
	return s.announce()
}

// listen opens the portal's door on PORT and any other next to it.
func (s *stack) listen(api string, distance *int) (net.Listener, error) {
	if api == cnsAPI {
		return process.Listen(s.options.near(7))
	}
	if api != portalAPI {
		*distance++
		return process.Listen(s.options.near(*distance))
	}
	listener, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", s.options.port))
	if errors.Is(err, syscall.EADDRINUSE) {
		return nil, fmt.Errorf("port %d is taken by another program: stop it, or choose another port, "+
			"for instance `PORT=%d make run`", s.options.port, s.options.port+1000)
	}
	return listener, err
}

// announce settles all addresses, the simulators' too.
func (s *stack) announce() error {
	idp, err := process.FreePort(s.options.near(2))
	if err != nil {
		return err
	}
	pagopa, err := process.FreePort(s.options.near(3))
	if err != nil {
		return err
	}
	app, err := process.FreePort(s.options.near(10))
	if err != nil {
		return err
	}
	mail, err := process.FreePort(s.options.near(11))
	if err != nil {
		return err
	}
	oidc, err := process.FreePort(s.options.near(13))
	if err != nil {
		return err
	}
	address := func(port int) string { return fmt.Sprintf("http://127.0.0.1:%d", port) }
	portal := address(process.Port(s.doors.apis[portalAPI]))
	s.about.PortalURL = portal
	s.about.StationURL = address(process.Port(s.doors.apis[stationAPI])) + "/pagopa/station"
	s.about.IdpURL, s.about.PagopaURL = address(idp), address(pagopa)
	s.about.IoURL, s.about.MailURL, s.about.OidcURL = address(app), address(mail), address(oidc)
	s.about.LambdaURL = address(process.Port(s.doors.invoke))
	s.about.SpidMetadataURL = portal + "/spid/metadata"
	logins := address(process.Port(s.doors.login))
	s.about.SpidLoginURL = logins + "/accesso/spid?idp={idp}"
	s.about.OfficeURL = portal + "/ufficio/accesso"
	s.about.OfficeSpidLoginURL = logins + "/accesso/spid?idp={idp}&torna_a=%2Fufficio"
	s.about.CieMetadataURL = portal + "/cie/metadata"
	s.about.CieLoginURL = logins + "/accesso/cie?idp={idp}"
	if s.about.CnsURL != "" {
		s.about.CnsLoginURL = portal + "/accesso/cns"
	}
	return nil
}

// serveDoors starts to answer.
func (s *stack) serveDoors(context.Context) error {
	open, shut := context.WithCancel(context.Background())
	var group sync.WaitGroup
	for api, listener := range s.doors.apis {
		door := &gateway.Gateway{API: api, Routes: s.routes(api), Report: s.console.failed}
		group.Go(func() {
			if err := door.Serve(open, listener); err != nil {
				s.broken <- fmt.Errorf("%s: %w", api, err)
			}
		})
	}
	server := s.invokeServer()
	go func() { _ = server.Serve(s.doors.invoke) }()
	logins := &http.Server{
		Handler: loginstart.Server{Portal: s.about.PortalURL}, ReadHeaderTimeout: 10 * time.Second,
	}
	go func() { _ = logins.Serve(s.doors.login) }()
	s.onStop(func(hurry context.Context) {
		shut()
		_ = server.Shutdown(hurry)
		_ = logins.Shutdown(hurry)
		group.Wait()
	})
	return nil
}

func (s *stack) routes(api string) []gateway.Route {
	var routes []gateway.Route
	for _, function := range s.template.Functions {
		invoke := s.hosts[function.Name].Invoke
		for _, route := range function.Routes {
			if route.API == api {
				routes = append(routes, gateway.Route{
					Function: function.Name, Method: route.Method, Path: route.Path, Invoke: invoke,
				})
			}
		}
	}
	return routes
}

func (s *stack) invokeServer() *http.Server {
	api := invoke.API{Functions: map[string]invoke.Function{}, Report: s.console.failed}
	for _, function := range s.template.Functions {
		api.Functions[function.Name] = s.hosts[function.Name].Invoke
		api.Functions[function.LogicalID] = s.hosts[function.Name].Invoke
	}
	return &http.Server{
		Handler: api.Handler(), ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 30 * time.Second,
	}
}

func (d *doors) close() {
	for _, listener := range d.apis {
		_ = listener.Close()
	}
	for _, listener := range []net.Listener{d.invoke, d.login} {
		if listener != nil {
			_ = listener.Close()
		}
	}
}
