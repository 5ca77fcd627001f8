// Command around is what stands around an emulated AWS account in the internet: names that lead somewhere, with
// certificates; the simulated identity provider and pagoPA behind two of them, the emulator's gateway behind the
// portal's; and the station's door, whose mutual TLS the emulator does not play.
package main

import (
	"context"
	"crypto/tls"
	"errors"
	"flag"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/signal"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"serviziscolastici/infra/local/gateway"
	"serviziscolastici/infra/local/process"
)

// The names, which resolve through the proxy alone.
const (
	portal   = "scuola.vallechiara.test"
	identity = "idp.vallechiara.test"
	payments = "pagopa.vallechiara.test"
)

// creditor is the demo's, at pagoPA.
const creditor = "77777777777"

func main() {
	var a around
	flag.StringVar(&a.emulator, "emulator", "", "address of the emulator")
	flag.StringVar(&a.work, "work", "", "folder for keys, certificates and logs; it has checkout-key and aca-key")
	flag.StringVar(&a.people, "people", "infra/local/demo/files/people.json", "who can log in")
	flag.StringVar(&a.binaries, "bin", ".local/bin", "folder of the simulators")
	flag.IntVar(&a.proxy, "proxy", 0, "port of the proxy by which the names are reached")
	flag.IntVar(&a.station, "station", 0, "port of the station's door")
	flag.IntVar(&a.pagopa, "pagopa", 0, "port of pagoPA's simulator, which tests tell what to do")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := a.run(ctx); err != nil {
		log.Fatalf("around: %v", err)
	}
}

type around struct {
	emulator, work, people, binaries string
	proxy, station, pagopa           int
}

func (a around) run(ctx context.Context) error {
	certificate, err := a.certificate()
	if err != nil {
		return err
	}
	idp, err := process.FreePort(0)
	if err != nil {
		return err
	}
	front, err := a.front(certificate, map[string]string{
		portal: a.emulator, identity: local(idp), payments: local(a.pagopa),
	})
	if err != nil {
		return err
	}
	defer func() { _ = front.Close() }() // the program ends
	if err := a.tunnel(ctx, front.Addr().String()); err != nil {
		return err
	}
	if err := a.door(ctx); err != nil {
		return err
	}
	for _, one := range [][]string{
		{"idp", "-listen", hostPort(idp), "-public-url", "https://" + identity, "-people", a.people,
			"-sp-metadata", "https://" + portal + "/spid/metadata", "-cie-sp-metadata", "https://" + portal + "/cie/metadata",
			"-state", filepath.Join(a.work, "idp")},
		{"pagopa", "-listen", hostPort(a.pagopa), "-public-url", "https://" + payments,
			"-station-url", local(a.station) + "/pagopa/station", "-creditor", creditor, "-broker", creditor,
			"-station", creditor + "_01", "-key-file", filepath.Join(a.work, "checkout-key"),
			"-archive-key-file", filepath.Join(a.work, "aca-key"), "-state", filepath.Join(a.work, "pagopa")},
	} {
		stop, err := a.simulator(one[0], one[1:]...)
		if err != nil {
			return err
		}
		defer stop()
	}
	fmt.Println("ready")
	<-ctx.Done()
	return nil
}

func local(port int) string    { return "http://" + hostPort(port) }
func hostPort(port int) string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(port)) }

// simulator starts a program that reaches the names as everybody does.
func (a around) simulator(name string, arguments ...string) (stop func(), err error) {
	output, err := process.OpenLog(filepath.Join(a.work, name+".log"))
	if err != nil {
		return nil, err
	}
	defer func() { _ = output.Close() }() // the child has its own handle
	child, err := process.Start(process.Spec{
		Path: filepath.Join(a.binaries, name), Arguments: arguments, Output: output,
		Env: append(os.Environ(), "HTTPS_PROXY="+local(a.proxy), "SSL_CERT_FILE="+filepath.Join(a.work, "ca.pem")),
	})
	if err != nil {
		return nil, err
	}
	return func() { child.Stop(time.Second) }, nil
}

// front serves every name over TLS from what is behind it.
func (a around) front(certificate tls.Certificate, behind map[string]string) (net.Listener, error) {
	listener, err := tls.Listen("tcp", "127.0.0.1:0", &tls.Config{
		Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12,
	})
	if err != nil {
		return nil, err
	}
	proxy := &httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		if at, err := url.Parse(behind[r.In.Host]); err == nil {
			r.SetURL(at)
			r.Out.Host = r.In.Host
		}
	}}
	server := &http.Server{Handler: proxy, ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }() // it ends with the program
	return listener, nil
}

// tunnel is a proxy of CONNECT that leads the names, and nothing else, to the front.
func (a around) tunnel(ctx context.Context, front string) error {
	listener, err := net.Listen("tcp", hostPort(a.proxy))
	if err != nil {
		return err
	}
	server := &http.Server{ReadHeaderTimeout: 10 * time.Second, Handler: http.HandlerFunc(
		func(w http.ResponseWriter, r *http.Request) {
			host, _, _ := net.SplitHostPort(r.Host)
			if r.Method != http.MethodConnect || host != portal && host != identity && host != payments {
				http.Error(w, "no such name: "+r.Host, http.StatusForbidden)
				return
			}
			inner, err := (&net.Dialer{}).DialContext(ctx, "tcp", front)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			outer, _, err := http.NewResponseController(w).Hijack()
			if err != nil {
				_ = inner.Close()
				return
			}
			join(outer, inner)
		})}
	go func() { _ = server.Serve(listener) }()
	return nil
}

// door turns what the node sends into events of the gateway, with the certificate that it shows, and has the
// emulator run the station's function on them.
func (a around) door(ctx context.Context) error {
	listener, err := net.Listen("tcp", hostPort(a.station))
	if err != nil {
		return err
	}
	functions := emulated{a.emulator}
	g := gateway.Gateway{API: "StationApi", Report: func(_ string, err error) { log.Print("station: ", err) },
		Routes: []gateway.Route{{Function: "station", Method: "ANY", Path: "/pagopa/station", Invoke: functions.station}}}
	go func() {
		if err := g.Serve(ctx, listener); err != nil && !errors.Is(err, context.Canceled) {
			log.Print("station's door: ", err)
		}
	}()
	return nil
}
