// Package bucket reads one object of S3. A function that wants a file now and
// then does it with a signed GET: the client of S3 would be several times as
// large as the function.
package bucket

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
)

// The limits of reading an object.
const (
	timeout = 5 * time.Second
	limit   = 4 << 20 // bytes
)

// Read returns the content of s3://bucket/key, or of file:///path, which stands
// for it on one machine. An object of more than 4 MB is an error.
func Read(ctx context.Context, config aws.Config, address string) ([]byte, error) {
	at, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("bucket: %w", err)
	}
	var content io.ReadCloser
	switch at.Scheme {
	case "file":
		content, err = os.Open(at.Path)
	case "s3":
		content, err = get(ctx, config, at)
	default:
		err = fmt.Errorf("bucket: cannot read from %q addresses", at.Scheme)
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = content.Close() }()
	read, err := io.ReadAll(io.LimitReader(content, limit+1))
	if err == nil && len(read) > limit {
		return nil, fmt.Errorf("bucket: more than %d bytes", limit)
	}
	return read, err
}

// get asks S3 for an object, by path: a bucket's name may hold dots.
func get(ctx context.Context, config aws.Config, at *url.URL) (io.ReadCloser, error) {
	endpoint := "https://s3." + config.Region + ".amazonaws.com"
	if config.BaseEndpoint != nil {
		endpoint = *config.BaseEndpoint
	}
	address := endpoint + "/" + at.Host + at.EscapedPath()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	credentials, err := config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	empty := sha256.Sum256(nil)
	digest := hex.EncodeToString(empty[:])
	request.Header.Set("X-Amz-Content-Sha256", digest)
	signer := v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
	// The time of the machine: S3 compares it with its own.
	err = signer.SignHTTP(ctx, credentials, request, digest, "s3", config.Region, time.Now())
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: timeout}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		_ = response.Body.Close()
		return nil, fmt.Errorf("bucket: status %d", response.StatusCode)
	}
	return response.Body, nil
}
