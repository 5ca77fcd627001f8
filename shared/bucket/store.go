package bucket

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"

	"serviziscolastici/shared/outgoing"
)

// ErrNoObject says that no object has the key.
var ErrNoObject = errors.New("bucket: no such object")

// Bucket is a bucket of S3 with objects that may be large.
type Bucket struct {
	Config aws.Config
	Name   string
}

// Object is the content of an object, to be closed, and what was stored with it.
type Object struct {
	io.ReadCloser
	Size int64 // bytes
	// Header has the object's metadata, such as X-Amz-Meta-Nome.
	Header http.Header
}

// Tag is the name that S3 gives to the content: see StoredTag.
func (o Object) Tag() string { return strings.Trim(o.Header.Get("ETag"), `"`) }

// Open returns an object. The error is ErrNoObject when there is none.
func (b Bucket) Open(ctx context.Context, key string) (Object, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.address(key), nil)
	if err != nil {
		return Object{}, err
	}
	response, err := b.send(ctx, request, emptyHash())
	if err != nil {
		return Object{}, err
	}
	return Object{response.Body, response.ContentLength, response.Header}, nil
}

// Read returns the content of a small object, of 4 MB at most.
func (b Bucket) Read(ctx context.Context, key string) ([]byte, error) {
	object, err := b.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	return whole(object)
}

// Put stores an object, whatever was there. The content is read from its beginning and has the given size in bytes; the
// kind is its content type.
func (b Bucket) Put(ctx context.Context, key, kind string, content io.Reader, size int64) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, b.address(key), content)
	if err != nil {
		return err
	}
	request.ContentLength = size
	if size == 0 {
		request.Body = http.NoBody // else it counts as one of unknown length
	}
	request.Header.Set("Content-Type", kind)
	response, err := b.send(ctx, request, unsigned)
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// PutBytes is Put for what is in memory.
func (b Bucket) PutBytes(ctx context.Context, key, kind string, content []byte) error {
	return b.Put(ctx, key, kind, bytes.NewReader(content), int64(len(content)))
}

// Create makes the bucket, unless it is there, for emulators: on AWS the template does.
func (b Bucket) Create(ctx context.Context) error {
	request, err := http.NewRequestWithContext(ctx, http.MethodPut, b.Origin()+"/"+b.Name, nil)
	if err != nil {
		return err
	}
	response, err := b.send(ctx, request, emptyHash())
	if errors.Is(err, errThere) {
		return nil
	}
	if err != nil {
		return err
	}
	return response.Body.Close()
}

// errThere says that the bucket is there.
var errThere = errors.New("bucket: there already")

// Link returns an address at which whoever has it downloads an object under a file name, for some time.
func (b Bucket) Link(ctx context.Context, key, filename string, lasts time.Duration) (string, error) {
	query := url.Values{
		"X-Amz-Expires":                {strconv.Itoa(int(lasts.Seconds()))},
		"response-content-disposition": {`attachment; filename="` + filename + `"`},
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, b.address(key)+"?"+query.Encode(), nil)
	if err != nil {
		return "", err
	}
	credentials, err := b.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return "", err
	}
	address, _, err := signer().PresignHTTP(ctx, credentials, request, unsigned, "s3", b.Config.Region, time.Now())
	return address, err
}

// Origin is where browsers reach the bucket, "https://s3.eu-south-1.amazonaws.com".
func (b Bucket) Origin() string { return endpoint(b.Config) }

// address is by path, as everywhere: a bucket's name may hold dots.
func (b Bucket) address(key string) string {
	// S3 signs every sign but these as its number.
	escaped := strings.NewReplacer("+", "%20", "%2F", "/").Replace(url.QueryEscape(key))
	return b.Origin() + "/" + b.Name + "/" + escaped
}

// unsigned stands for the hash of a content that is not hashed: TLS keeps it whole.
const unsigned = "UNSIGNED-PAYLOAD"

func emptyHash() string {
	empty := sha256.Sum256(nil)
	return hex.EncodeToString(empty[:])
}

func signer() *v4.Signer {
	return v4.NewSigner(func(o *v4.SignerOptions) { o.DisableURIPathEscaping = true })
}

// send signs and sends a request. Any answer but a good one is an error.
func (b Bucket) send(ctx context.Context, request *http.Request, hash string) (*http.Response, error) {
	credentials, err := b.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return nil, err
	}
	request.Header.Set("X-Amz-Content-Sha256", hash)
	// The time of the machine: S3 compares it with its own.
	if err := signer().SignHTTP(ctx, credentials, request, hash, "s3", b.Config.Region, time.Now()); err != nil {
		return nil, err
	}
	// A signature is for one host: what a redirect leads to is not the bucket.
	client := http.Client{CheckRedirect: outgoing.NoRedirect}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	if response.StatusCode == http.StatusOK {
		return response, nil
	}
	_ = response.Body.Close()
	switch response.StatusCode {
	case http.StatusNotFound:
		return nil, ErrNoObject
	case http.StatusConflict:
		return nil, errThere
	}
	return nil, fmt.Errorf("bucket: status %d", response.StatusCode)
}
