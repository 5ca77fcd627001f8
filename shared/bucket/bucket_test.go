package bucket_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"serviziscolastici/shared/bucket"
)

// Goal: an object is asked for by path and with a signature for S3, and anything but a good answer is an
// error. Method: a small server in the place of S3.
func TestRead(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		signature := r.Header.Get("Authorization")
		switch {
		case !strings.Contains(signature, "/eu-south-1/s3/aws4_request"),
			!strings.Contains(signature, "x-amz-content-sha256"):
			w.WriteHeader(http.StatusForbidden)
		case r.URL.Path == "/comune.example/cns/carte.pem":
			_, _ = w.Write([]byte("list"))
		case r.URL.Path == "/comune.example/large":
			_, _ = w.Write(make([]byte, 4<<20+1))
		default:
			w.WriteHeader(http.StatusNotFound)
		}
	}))
	t.Cleanup(server.Close)
	config := aws.Config{
		Region: "eu-south-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "id", SecretAccessKey: "key"}, nil
		}),
	}
	got, err := bucket.Read(t.Context(), config, "s3://comune.example/cns/carte.pem")
	if err != nil || string(got) != "list" {
		t.Errorf("%q, %v", got, err)
	}
	for _, address := range []string{"s3://comune.example/large", "s3://comune.example/none", "ftp://x/y", ":", ""} {
		if _, err := bucket.Read(t.Context(), config, address); err == nil {
			t.Errorf("%q can be read", address)
		}
	}
}

// Goal: a file stands for an object on one machine. Method: a file that is there, and one that is not.
func TestReadFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "carte.pem")
	if err := os.WriteFile(file, []byte("list"), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := bucket.Read(t.Context(), aws.Config{}, "file://"+file)
	if err != nil || string(got) != "list" {
		t.Errorf("%q, %v", got, err)
	}
	if _, err := bucket.Read(t.Context(), aws.Config{}, "file://"+file+"x"); err == nil {
		t.Error("a file that is not there can be read")
	}
}
