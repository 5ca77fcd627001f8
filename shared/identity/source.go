package identity

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"
)

// The limits of reading a source of metadata. A page may wait for two sources, and
// a function has ten seconds.
const (
	metadataTimeout = 4 * time.Second
	metadataLimit   = 5 << 20 // bytes; the national aggregate has about 200 KB
	metadataHops    = 3
)

// newMetadataClient follows few redirects, and none from https to plain http.
func newMetadataClient() http.Client {
	return http.Client{
		Timeout: metadataTimeout,
		CheckRedirect: func(next *http.Request, via []*http.Request) error {
			if len(via) > metadataHops || via[0].URL.Scheme == "https" && next.URL.Scheme != "https" {
				return errors.New("redirected too often, or to plain http")
			}
			return nil
		},
	}
}

func (p *Providers) read(ctx context.Context, text string) ([]byte, error) {
	address, err := url.Parse(text)
	if err != nil {
		return nil, err
	}
	switch address.Scheme {
	case "file":
		return readFile(address.Path)
	case "http", "https":
		return p.fetch(ctx, text)
	default:
		return nil, fmt.Errorf("cannot read from %q addresses", address.Scheme)
	}
}

func readFile(path string) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	return readLimited(file)
}

func (p *Providers) fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := p.client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("status %d", response.StatusCode)
	}
	return readLimited(response.Body)
}

func readLimited(from io.Reader) ([]byte, error) {
	content, err := io.ReadAll(io.LimitReader(from, metadataLimit+1))
	if err == nil && len(content) > metadataLimit {
		return nil, fmt.Errorf("more than %d bytes", metadataLimit)
	}
	return content, err
}
