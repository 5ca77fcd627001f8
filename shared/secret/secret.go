// Package secret reads what only a function may know. A setting names where it is in the Parameter Store of
// Systems Manager ("ssm:/stack/people-key", a SecureString); off AWS it may be the secret itself. See decision 18.
package secret

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/ssm"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/lambdahost"
)

const (
	// scheme marks a setting that says where the secret is.
	scheme = "ssm:"
	// readLimit bounds one reading, tries included, within the ten seconds that Lambda gives to a start.
	readLimit = 6 * time.Second
	// fresh is how long a secret that was changed may take to count.
	fresh = 5 * time.Minute
)

// Secret is a secret that may change while the function runs. It is safe for concurrent use.
type Secret struct {
	read  func(context.Context) (string, error)
	clock calendar.Clock

	mutex sync.Mutex
	good  string
	next  time.Time
}

// Open reads the secret of a setting, which must be there. What is wrong keeps the function from starting.
func Open(env *lambdahost.Env, setting string, clock calendar.Clock) *Secret {
	s := &Secret{read: reader(env, setting), clock: clock}
	ctx, cancel := context.WithTimeout(context.Background(), readLimit)
	defer cancel()
	good, err := s.read(ctx)
	env.Reject(setting, err)
	s.good, s.next = good, clock().Add(fresh)
	return s
}

// Text returns the secret as it was at most five minutes ago, or as it was when it could last be read.
func (s *Secret) Text(ctx context.Context) string {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	if now := s.clock(); !now.Before(s.next) {
		s.next = now.Add(fresh)
		ctx, cancel := context.WithTimeout(ctx, readLimit)
		defer cancel()
		if good, err := s.read(ctx); err == nil {
			s.good = good
		}
	}
	return s.good
}

// shortestKey is the number of bytes below which a key can be guessed.
const shortestKey = 32

// errKey does not say what the setting held.
var errKey = errors.New("not base64 of at least 32 bytes")

// Key returns the key of a setting, which must be there: base64 of at least 32 bytes. It never changes.
func Key(env *lambdahost.Env, setting string, clock calendar.Clock) []byte {
	text := Open(env, setting, clock).good
	if text == "" {
		return nil
	}
	key, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(key) < shortestKey {
		env.Reject(setting, errKey)
		return nil
	}
	return key
}

// reader reads the Parameter Store, or gives back what is no address of it.
func reader(env *lambdahost.Env, setting string) func(context.Context) (string, error) {
	text := env.Text(setting)
	name, stored := strings.CutPrefix(text, scheme)
	if !stored {
		return func(context.Context) (string, error) { return text, nil }
	}
	client, decrypt := ssm.NewFromConfig(env.AWS("SSM")), true
	return func(ctx context.Context) (string, error) {
		got, err := client.GetParameter(ctx, &ssm.GetParameterInput{Name: &name, WithDecryption: &decrypt})
		if err != nil {
			return "", fmt.Errorf("read %s of the Parameter Store: %w", name, err)
		}
		if text := strings.TrimSpace(*got.Parameter.Value); text != "" {
			return text, nil
		}
		return "", fmt.Errorf("%s of the Parameter Store is empty", name)
	}
}
