package secret_test

import (
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/secret"
)

// vault is a Parameter Store on the wire.
type vault struct {
	*httptest.Server
	secrets map[string]string
	read    int
}

func newVault(t *testing.T) *vault {
	v := &vault{secrets: map[string]string{}}
	v.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Name           string
			WithDecryption bool
		}
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || !asked.WithDecryption {
			t.Errorf("asked for %+v, %v", asked, err)
		}
		v.read++
		value, found := v.secrets[asked.Name]
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		if !found {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, `{"__type":"ParameterNotFound"}`)
			return
		}
		if err := json.NewEncoder(w).Encode(map[string]any{"Parameter": map[string]string{"Value": value}}); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(v.Close)
	return v
}

func (v *vault) env(setting string) *lambdahost.Env {
	settings := map[string]string{
		"KEY": setting, "AWS_REGION": "eu-south-1", "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "x",
		"AWS_ENDPOINT_URL_SSM": v.URL,
	}
	return lambdahost.NewEnv(func(name string) (string, bool) { value, found := settings[name]; return value, found })
}

// Goal: a secret that the office changes counts within five minutes, without a deployment, and one that cannot be
// read any more stays as it was. Method: change it, take it away, and let time pass.
func TestChangedSecret(t *testing.T) {
	v, at := newVault(t), time.Date(2026, 11, 27, 9, 0, 0, 0, time.UTC)
	v.secrets["/prova/checkout-key"] = "old"
	env := v.env("ssm:/prova/checkout-key")
	key := secret.Open(env, "KEY", func() time.Time { return at })
	if err := env.Err(); err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct {
		after time.Duration
		now   string // "" for none
		want  string
		read  int
	}{{0, "new", "old", 1}, {4 * time.Minute, "new", "old", 1}, {time.Minute, "new", "new", 2}, {time.Hour, "", "new", 3}} {
		at = at.Add(step.after)
		v.secrets["/prova/checkout-key"] = step.now
		if step.now == "" {
			delete(v.secrets, "/prova/checkout-key")
		}
		for range 2 { // The second time it is remembered.
			if got := key.Text(t.Context()); got != step.want || v.read != step.read {
				t.Errorf("after %v: %q, read %d times", step.after, got, v.read)
			}
		}
	}
}

// Goal: what is missing keeps the function from starting and is named, but never its value. Method: one of each.
func TestMissingSecret(t *testing.T) {
	v := newVault(t)
	v.secrets["/prova/empty"], v.secrets["/prova/short"] = " ", "c2VncmV0bw=="
	for setting, says := range map[string]string{
		"": "KEY is not set", "ssm:/prova/nothing": "/prova/nothing", "ssm:/prova/empty": "/prova/empty of the Parameter Store is empty",
		"ssm:/prova/short": "not base64 of at least 32 bytes", "c2VncmV0bw==": "not base64 of at least 32 bytes",
	} {
		env := v.env(setting)
		secret.Key(env, "KEY", time.Now)
		err := env.Err()
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "c2VncmV0bw") {
			t.Errorf("%q: %v", setting, err)
		}
	}
	v.secrets["/prova/good"] = base64.StdEncoding.EncodeToString(make([]byte, 32)) + "\n"
	env := v.env("ssm:/prova/good")
	if key := secret.Key(env, "KEY", time.Now); len(key) != 32 || env.Err() != nil {
		t.Errorf("%d bytes, %v", len(key), env.Err())
	}
}
