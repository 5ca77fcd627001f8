package lambdahost_test

import (
	"strings"
	"testing"

	"serviziscolastici/shared/lambdahost"
)

func env(settings map[string]string) *lambdahost.Env {
	return lambdahost.NewEnv(func(name string) (string, bool) {
		value, found := settings[name]
		return value, found
	})
}

// Goal: start-up names everything that is missing at once. Method: read two absent settings.
func TestMissingSettingsAreNamedTogether(t *testing.T) {
	e := env(map[string]string{"CORE_TABLE": "core"})
	e.Text("CORE_TABLE")
	e.Text("LEDGER_TABLE")
	e.Text("OPS_TABLE")
	err := e.Err()
	if err == nil || !strings.Contains(err.Error(), "LEDGER_TABLE") || !strings.Contains(err.Error(), "OPS_TABLE") ||
		strings.Contains(err.Error(), "CORE_TABLE") {
		t.Errorf("%v", err)
	}
}

// Goal: what only Lambda needs may be missing here, and not there. Method: both.
func TestOnLambda(t *testing.T) {
	e := env(map[string]string{})
	if e.OnLambda("NODE_CERT_SUBJECT") != "" || e.Err() != nil {
		t.Errorf("wanted here: %v", e.Err())
	}
	e = env(map[string]string{"AWS_LAMBDA_FUNCTION_NAME": "station"})
	if e.OnLambda("NODE_CERT_SUBJECT"); e.Err() == nil {
		t.Error("not wanted on Lambda")
	}
}

// Goal: no key leaves for, and no metadata comes from, a plain address on Lambda; the local stack has
// nothing else. Method: both kinds of address, alone and in a list, here and there.
func TestAddressesAreSecureOnLambda(t *testing.T) {
	for text, good := range map[string]bool{
		"https://a.example.it": true, "HTTPS://a.example.it https://b.example.it/x": true,
		"http://a.example.it": false, "https://a.example.it http://b.example.it": false,
		"file:///etc/hosts": false, "a.example.it": false,
	} {
		here := env(map[string]string{"CIE_METADATA": text})
		if here.Address("CIE_METADATA") != text || here.Err() != nil {
			t.Errorf("%s: refused here: %v", text, here.Err())
		}
		there := env(map[string]string{"CIE_METADATA": text, "AWS_LAMBDA_FUNCTION_NAME": "access"})
		if there.Address("CIE_METADATA"); (there.Err() == nil) != good {
			t.Errorf("%s on Lambda: %v", text, there.Err())
		}
	}
	if none := env(nil); none.Address("CIE_METADATA") != "" || none.Err() == nil {
		t.Error("none is accepted")
	}
}

// Goal: what is for the local stack only is refused on Lambda. Method: both switches, here and there.
func TestLocalSwitchesAreRefusedOnLambda(t *testing.T) {
	local := map[string]string{"LOCAL_HTTP": "1", "CLOCK": "2026-11-20T21:00:00+01:00"}
	e := env(local)
	if !e.LocalHTTP() || e.Clock().Today().String() != "2026-11-20" || e.Err() != nil {
		t.Errorf("refused here: %v", e.Err())
	}
	local["AWS_LAMBDA_FUNCTION_NAME"] = "home"
	e = env(local)
	if e.LocalHTTP() || e.Err() == nil {
		t.Error("LOCAL_HTTP accepted on Lambda")
	}
	e = env(local)
	if e.Clock(); e.Err() == nil {
		t.Error("CLOCK accepted on Lambda")
	}
}
