// Package smoke asks a running portal whether it lives: pages answer, strangers stay outside, a login starts. It
// changes nothing, beyond one login that nobody ends.
package smoke

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/net/html"
)

// patience is how long one answer may take: the first one starts a function.
const patience = 15 * time.Second

// maxPage is the longest page that is read, in bytes.
const maxPage = 1 << 20

// Portal is what to ask.
type Portal struct {
	URL string // of the portal, without a final slash
	// Target is the host behind URL's domain, asked in its place because the domain's DNS record may not be there
	// yet; "" asks URL's own.
	Target string
	// Closed is an address that must not answer, such as the portal's at execute-api once it has a domain; "" for none.
	Closed string
	// Station and StationTarget are the same for pagoPA's door; "" for none.
	Station, StationTarget string
	// NoLogin says that neither SPID nor CIE is on.
	NoLogin bool
}

// Of is the portal that a stack's outputs tell of.
func Of(output func(name string) string) Portal {
	without := strings.Fields(output("DoesWithout"))
	portal := Portal{
		URL: output("PortalUrl"), Target: output("PortalTarget"), Closed: output("PortalApiUrl"),
		Station: output("StationUrl"), StationTarget: output("StationTarget"),
		NoLogin: slices.Contains(without, "spid") && slices.Contains(without, "cie"),
	}
	if slices.Contains(without, "domain") {
		portal.URL, portal.Closed = output("PortalApiUrl"), ""
	}
	return portal
}

// Check asks everything and says what comes of it, one line each. The error counts what is not as it has to be.
func (p Portal) Check(ctx context.Context, say func(format string, values ...any)) error {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return err
	}
	visit := visitor{client: client(p.Target, jar), portal: p.URL}
	checks := []check{
		{"the first page answers", visit.page("/", "<main")},
		{"the login's page answers", visit.page("/accesso", "<main")},
		{"style sheets and icons are there", visit.asset},
		{"a page of parents sends strangers to the login", visit.stranger("/riepilogo")},
		{"an address that does not exist says so", visit.status("/nessuna-pagina", http.StatusNotFound)},
	}
	if !p.NoLogin {
		checks = append(checks, check{"a login starts", visit.login})
	}
	if p.Closed != "" {
		checks = append(checks, check{"the portal's other address is closed", closed(client("", nil), p.Closed)})
	}
	if p.Station != "" {
		checks = append(checks, check{"pagoPA's door refuses strangers", closed(client(p.StationTarget, nil), p.Station)})
	}
	wrong := 0
	for _, one := range checks {
		if err := one.ask(ctx); err != nil {
			wrong++
			say("  no  %s: %v", one.what, err)
			continue
		}
		say("  ok  %s", one.what)
	}
	if wrong > 0 {
		return fmt.Errorf("%d of %d questions to the portal %s have a wrong answer", wrong, len(checks), p.URL)
	}
	return nil
}

// Answers reports whether the portal knows whose it is.
func (p Portal) Answers(ctx context.Context) bool {
	return visitor{client: client(p.Target, nil), portal: p.URL}.page("/", "<main")(ctx) == nil
}

type check struct {
	what string
	ask  func(context.Context) error
}

// client follows nothing. It reaches the hosts of https addresses at target, if there is one: the certificate is still
// that of the host.
func client(target string, jar http.CookieJar) *http.Client {
	transport := &http.Transport{}
	if target != "" {
		transport.DialContext = func(ctx context.Context, network, _ string) (net.Conn, error) {
			return (&net.Dialer{}).DialContext(ctx, network, net.JoinHostPort(target, "443"))
		}
	}
	return &http.Client{
		Timeout: patience, Jar: jar, Transport: transport,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// ask returns an answer's status, its Location and its page.
func ask(ctx context.Context, client *http.Client, address string) (int, string, string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return 0, "", "", err
	}
	request.Header.Set("Accept", "text/html")
	answer, err := client.Do(request)
	if err != nil {
		return 0, "", "", err
	}
	defer func() { _ = answer.Body.Close() }()
	page, err := io.ReadAll(io.LimitReader(answer.Body, maxPage))
	return answer.StatusCode, answer.Header.Get("Location"), string(page), err
}

// visitor is a browser at the portal.
type visitor struct {
	client *http.Client
	portal string
}

func (v visitor) page(path, part string) func(context.Context) error {
	return func(ctx context.Context) error {
		status, _, page, err := ask(ctx, v.client, v.portal+path)
		switch {
		case err != nil:
			return err
		case status == http.StatusNotFound:
			return fmt.Errorf("404: no municipality has the host of %s among its domini (comune.csv)", v.portal)
		case status >= http.StatusInternalServerError:
			return fmt.Errorf("answers %d: `make logs FUNCTION=home TEXT=ERROR` (or access) has the cause", status)
		case status != http.StatusOK || !strings.Contains(page, part):
			return fmt.Errorf("answers %d, %d bytes", status, len(page))
		}
		return nil
	}
}

func (v visitor) status(path string, want int) func(context.Context) error {
	return func(ctx context.Context) error {
		status, _, _, err := ask(ctx, v.client, v.portal+path)
		if err == nil && status != want {
			err = fmt.Errorf("answers %d instead of %d", status, want)
		}
		return err
	}
}

func (v visitor) stranger(path string) func(context.Context) error {
	return func(ctx context.Context) error {
		status, to, _, err := ask(ctx, v.client, v.portal+path)
		if err == nil && (status < 300 || status > 399 || !strings.Contains(to, "/accesso")) {
			err = fmt.Errorf("answers %d, to %q", status, to)
		}
		return err
	}
}

// asset fetches the style sheet that the first page names.
func (v visitor) asset(ctx context.Context) error {
	_, _, page, err := ask(ctx, v.client, v.portal+"/")
	if err != nil {
		return err
	}
	sheet := link(page, "link", "/assets/")
	if sheet == "" {
		return errors.New("the first page names none")
	}
	status, _, _, err := ask(ctx, v.client, v.portal+sheet)
	if err == nil && status != http.StatusOK {
		err = fmt.Errorf("%s answers %d", sheet, status)
	}
	return err
}

// login goes the first way in that the page offers, with the cookie that the portal gives, until it is sent to the
// provider with a signed request.
func (v visitor) login(ctx context.Context) error {
	_, _, page, err := ask(ctx, v.client, v.portal+"/accesso")
	if err != nil {
		return err
	}
	way := link(page, "a", "/accesso/spid?")
	if way == "" {
		way = link(page, "a", "/accesso/cie?")
	}
	if way == "" {
		return errors.New("the page offers no provider: `make logs FUNCTION=access TEXT=metadata` has the cause")
	}
	for range 3 { // The portal gives a cookie first, and asks again.
		status, to, page, err := ask(ctx, v.client, v.portal+way)
		switch {
		case err != nil:
			return err
		case strings.Contains(to, "SAMLRequest="), status == http.StatusOK && strings.Contains(page, `name="SAMLRequest"`):
			return nil
		case status != http.StatusFound || !strings.HasPrefix(to, "/"):
			return fmt.Errorf("answers %d, to %q", status, to)
		}
		way = to
	}
	return errors.New("goes in circles")
}

// link returns the address of the first element of a page whose address begins so.
func link(page, element, begin string) string {
	tokens := html.NewTokenizer(strings.NewReader(page))
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			token := tokens.Token()
			for _, attribute := range token.Attr {
				if token.Data == element && attribute.Key == "href" && strings.HasPrefix(attribute.Val, begin) {
					return attribute.Val
				}
			}
		default:
		}
	}
}

// closed reports an error when an address lets a stranger in. Who is turned away without a word is turned away; an
// address that cannot be reached or has a wrong certificate proves nothing.
func closed(client *http.Client, address string) func(context.Context) error {
	return func(ctx context.Context) error {
		status, _, _, err := ask(ctx, client, address)
		var (
			unknown   *net.DNSError
			unproven  *tls.CertificateVerificationError
			malformed *url.Error
		)
		switch {
		case err == nil && (status == http.StatusForbidden || status == http.StatusNotFound || status == http.StatusUnauthorized):
			return nil
		case err == nil:
			return fmt.Errorf("answers %d", status)
		case errors.As(err, &unknown), errors.As(err, &unproven), ctx.Err() != nil:
			return err
		case errors.As(err, &malformed) && malformed.Timeout():
			return err
		}
		return nil
	}
}
