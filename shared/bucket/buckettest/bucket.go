// Package buckettest gives tests a fresh bucket on the S3 emulator, over the wire. Only tests import it.
package buckettest

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"

	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/lambdahost"
)

// New returns an empty bucket. The test fails when there is no emulator.
func New(t testing.TB) bucket.Bucket {
	t.Helper()
	if os.Getenv("AWS_ENDPOINT_URL_S3") == "" {
		t.Fatal(`AWS_ENDPOINT_URL_S3 is not set: this test needs the S3 emulator. "make tools" installs it, "make test" starts it.`)
	}
	env := lambdahost.ReadEnv()
	b := bucket.Bucket{Config: env.AWS("S3"), Name: "test-" + strings.ToLower(rand.Text())}
	if err := env.Err(); err != nil {
		t.Fatal(err)
	}
	if err := b.Create(t.Context()); err != nil {
		t.Fatalf("create a bucket on the S3 emulator: %v", err)
	}
	return b
}
