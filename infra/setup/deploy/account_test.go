package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/setup/place"
)

const (
	certificateARN = "arn:aws:acm:eu-south-1:111122223333:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
	fingerprint    = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"
)

// accountPlayed plays those calls of an AWS account by which the command finds out and makes what a stack expects. The
// whole way, on an emulator, is a proof of its own (make conformance-deploy).
type accountPlayed struct {
	secrets      map[string]string
	keys         map[string]string // by alias, with their states
	tables       []string
	certificates map[string]string // by host, with their states
	stack        string            // the members of DescribeStacks' answer, "" for no stack
	places       int
	changed      []string // calls that changed something
}

func (a *accountPlayed) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	text := string(body)
	_, action, isJSON := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	switch {
	case isJSON:
		w.Header().Set("Content-Type", "application/x-amz-json-1.1")
		status, answer := a.json(action, text)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, answer)
	case strings.Contains(r.URL.Path, "account-settings"):
		_, _ = fmt.Fprintf(w, `{"AccountLimit":{"ConcurrentExecutions":%d}}`, a.places)
	case strings.HasPrefix(text, "Action="):
		action, _, _ := strings.Cut(strings.TrimPrefix(text, "Action="), "&")
		a.query(w, action)
	case r.Method == http.MethodHead:
		if !slices.Contains(a.changed, "PUT "+r.URL.Path) {
			w.WriteHeader(http.StatusNotFound)
		}
	default:
		a.changed = append(a.changed, r.Method+" "+strings.TrimSuffix(r.URL.Path, "/"))
	}
}

func (a *accountPlayed) query(w http.ResponseWriter, action string) {
	answer := ""
	switch action {
	case "GetCallerIdentity":
		answer = "<Account>111122223333</Account><Arn>arn:aws:iam::111122223333:user/ced</Arn>"
	case "DescribeStacks":
		if a.stack == "" {
			w.WriteHeader(http.StatusBadRequest)
			_, _ = io.WriteString(w, "<ErrorResponse><Error><Code>ValidationError</Code>"+
				"<Message>Stack with id scuola does not exist</Message></Error></ErrorResponse>")
			return
		}
		answer = "<Stacks><member><StackId>id</StackId>" + a.stack + "</member></Stacks>"
	case "SimulatePrincipalPolicy":
		answer = "<EvaluationResults><member><EvalActionName>kms:CreateKey</EvalActionName>" +
			"<EvalDecision>allowed</EvalDecision></member></EvaluationResults>"
	default:
		a.changed = append(a.changed, action)
	}
	_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", action, answer)
}

func (a *accountPlayed) json(action, body string) (int, string) {
	named := func(all map[string]string) (string, string) {
		for name, value := range all {
			if strings.Contains(body, `"`+name+`"`) {
				return name, value
			}
		}
		return "", ""
	}
	absent := func(kind string) (int, string) { return http.StatusBadRequest, `{"__type":"` + kind + `"}` }
	switch action {
	case "GetParameter":
		if name, _ := named(a.secrets); name == "" {
			return absent("ParameterNotFound")
		}
	case "DescribeKey":
		alias, state := named(a.keys)
		if alias == "" {
			return absent("NotFoundException")
		}
		return http.StatusOK, `{"KeyMetadata":{"KeyId":"k","KeyState":"` + state +
			`","KeyUsage":"SIGN_VERIFY","KeySpec":"RSA_3072"}}`
	case "DescribeTable":
		if !slices.ContainsFunc(a.tables, func(table string) bool { return strings.Contains(body, table) }) {
			return absent("ResourceNotFoundException")
		}
	case "ListCertificates":
		var all []string
		for host := range a.certificates {
			all = append(all, `{"DomainName":"`+host+`","CertificateArn":"`+certificateARN+`#`+host+`"}`)
		}
		return http.StatusOK, `{"CertificateSummaryList":[` + strings.Join(all, ",") + `]}`
	case "DescribeCertificate":
		for host, state := range a.certificates {
			if strings.Contains(body, "#"+host) {
				return http.StatusOK, `{"Certificate":{"DomainName":"` + host + `","CertificateArn":"` + certificateARN +
					`","Status":"` + state + `","DomainValidationOptions":[{"DomainName":"` + host +
					`","ResourceRecord":{"Name":"_x.` + host + `","Type":"CNAME","Value":"_y.acm"}}]}}`
			}
		}
	case "CreateKey":
		a.changed = append(a.changed, action)
		return http.StatusOK, `{"KeyMetadata":{"KeyId":"k"}}`
	default:
		a.changed = append(a.changed, action+body)
	}
	return http.StatusOK, "{}"
}

// stackPlayed are the members of DescribeStacks' answer about a stack.
func stackPlayed(stage, protection string) string {
	member := func(name, value string) string {
		return "<member><ParameterKey>" + name + "</ParameterKey><ParameterValue>" + value + "</ParameterValue></member>"
	}
	return "<StackStatus>CREATE_COMPLETE</StackStatus><Parameters>" + member("Stage", stage) +
		member("Protection", protection) + "</Parameters>"
}

// fixture is a technician in front of an account.
type fixture struct {
	t        *testing.T
	account  *accountPlayed
	settings map[string]string
	build    string
	said     bytes.Buffer
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	f := &fixture{t: t, account: &accountPlayed{places: 10}, build: t.TempDir(),
		settings: map[string]string{"STACK": "scuola", "AWS_REGION": "eu-south-1"}}
	server := httptest.NewServer(f.account)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_REGION": "eu-south-1",
		"AWS_ENDPOINT_URL": server.URL,
		// Of these the suite sets its own.
		"AWS_ENDPOINT_URL_DYNAMODB": server.URL, "AWS_ENDPOINT_URL_S3": server.URL,
	} {
		t.Setenv(name, value)
	}
	f.write("home/bootstrap", "program")
	return f
}

func (f *fixture) write(name, content string) string {
	f.t.Helper()
	path := filepath.Join(f.build, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		f.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		f.t.Fatal(err)
	}
	return path
}

func (f *fixture) deployment(typed string) deployment {
	d := deployment{
		Place: place.Account(""), setting: func(name string) string { return f.settings[name] }, out: &f.said,
		now:   func() time.Time { return time.Date(2026, 11, 22, 9, 0, 0, 0, time.UTC) },
		pause: time.Millisecond, template: "../../../template.yaml", build: f.build,
		domainTemplate: "../domain.yaml", demo: "../../local/demo/files",
	}
	if typed != "" {
		d.keyboard = &keyboard{
			lines: bufio.NewScanner(strings.NewReader(typed)), out: &f.said,
			hide: func(int) ([]byte, error) { return []byte("typed-key"), nil },
		}
	}
	return d
}

// expect runs a command that has to end so: "" for well, else a part of the error.
func (f *fixture) expect(want, command string) {
	f.t.Helper()
	err := f.deployment("").run(f.t.Context(), []string{command})
	if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
		f.t.Errorf("%s: %v, want %q; it said\n%s", command, err, want, f.said.String())
	}
}

// untouched asserts that nothing was made or changed in the account.
func (f *fixture) untouched() {
	f.t.Helper()
	if len(f.account.changed) > 0 {
		f.t.Errorf("changed: %q", f.account.changed)
	}
}
