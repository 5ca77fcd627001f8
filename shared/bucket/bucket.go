// Package bucket reads and writes objects of S3, and lets browsers do so. It signs
// its requests itself: the client of S3 would be several times as large as a function.
package bucket

import (
	"context"
	"fmt"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
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
	return whole(content)
}

// whole reads a small object and closes it.
func whole(content io.ReadCloser) ([]byte, error) {
	defer func() { _ = content.Close() }()
	read, err := io.ReadAll(io.LimitReader(content, limit+1))
	if err == nil && len(read) > limit {
		return nil, fmt.Errorf("bucket: more than %d bytes", limit)
	}
	return read, err
}

// get asks S3 for an object. The timeout covers the reading, so that content has to be small.
func get(ctx context.Context, config aws.Config, at *url.URL) (io.ReadCloser, error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	object, err := Bucket{Config: config, Name: at.Host}.Open(ctx, strings.TrimPrefix(at.Path, "/"))
	if err != nil {
		cancel()
		return nil, err
	}
	return limited{object, cancel}, nil
}

// limited ends the time of reading with the reading.
type limited struct {
	io.ReadCloser
	cancel context.CancelFunc
}

// Close closes the content.
func (l limited) Close() error {
	defer l.cancel()
	return l.ReadCloser.Close()
}

func endpoint(config aws.Config) string {
	if config.BaseEndpoint != nil {
		return *config.BaseEndpoint
	}
	return "https://s3." + config.Region + ".amazonaws.com"
}
