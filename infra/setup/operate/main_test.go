package main

import (
	"bytes"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/manifest"
	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/infra/proof/e2e/visitor"
	"serviziscolastici/infra/setup/place"
	"serviziscolastici/infra/setup/place/placetest"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
)

const (
	tenant   = "c_x000"
	parent   = "BNCMRA85A41A794Y"
	stranger = "302000000000000992" // no notice has this number
)

// fixture is where a technician sits, in front of a stack.
type fixture struct {
	t     *testing.T
	local string
	stack string // as STACK names it
}

// try runs a command with settings NAME=value and returns what it says.
func (d fixture) try(command string, settings ...string) (string, error) {
	var said bytes.Buffer
	err := run(d.t.Context(), []string{command}, d.local, func(name string) string {
		for _, setting := range append(settings, "STACK="+d.stack) {
			if value, is := strings.CutPrefix(setting, name+"="); is {
				return value
			}
		}
		return ""
	}, &said)
	return said.String(), err
}

// expect runs a command that has to work and say the text.
func (d fixture) expect(text, command string, settings ...string) string {
	d.t.Helper()
	said, err := d.try(command, settings...)
	if err != nil || !strings.Contains(said, text) {
		d.t.Errorf("%s %v: no %q in %q, %v", command, settings, text, said, err)
	}
	return said
}

// refused runs a command that has to fail with the text.
func (d fixture) refused(text, command string, settings ...string) {
	d.t.Helper()
	said, err := d.try(command, settings...)
	if err == nil || !strings.Contains(err.Error(), text) {
		d.t.Errorf("%s %v: %q, %v; want %q", command, settings, said, err, text)
	}
}

// Goal: every remedy works on a local stack, and through the outputs of a stack in an account. Method: the same
// troubles made and mended on a running stack with the demo, twice; of the account only CloudFormation, the logs and
// the Parameter Store are played.
func TestRemedies(t *testing.T) {
	root, err := filepath.Abs("../../..")
	if err != nil {
		t.Fatal(err)
	}
	state := t.TempDir()
	portal, err := stack.Start(t.Context(), root, state)
	if err != nil {
		t.Fatal(err)
	}
	defer portal.Stop()
	visit := visitor.New(t, portal.PortalURL)
	visit.Open("/accesso").Follow("Gestore di prova").Press(parent, nil).Press("Continua", nil).Expect(http.StatusOK)
	local := filepath.Join(state, "stack.json")
	t.Run("local", func(t *testing.T) { remedies(fixture{t: t, local: local}, portal) })
	t.Run("account", func(t *testing.T) {
		account(t, local)
		remedies(fixture{t: t, stack: "scuola"}, portal)
	})
}

// account has the environment of somebody who works on an account, which is the local stack's behind its doors.
func account(t *testing.T, local string) {
	t.Helper()
	about, err := place.Local(local)
	if err != nil {
		t.Fatal(err)
	}
	outputs := about.Names()
	outputs["LogGroup"] = "logs"
	placetest.Stack(t, "scuola", outputs)
	for _, setting := range emulators.Environment("", "") {
		if name, value, _ := strings.Cut(setting, "="); value != "" {
			t.Setenv(name, value)
		}
	}
	for _, service := range []string{"DYNAMODB", "SQS", "LAMBDA"} {
		config, err := about.AWS(service)
		if err != nil {
			t.Fatal(err)
		}
		t.Setenv("AWS_ENDPOINT_URL_"+service, *config.BaseEndpoint)
	}
	logs := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ LogGroupName, FilterPattern string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.LogGroupName != "logs" ||
			asked.FilterPattern != `"outcome"` {
			t.Errorf("asked for %+v, %v", asked, err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"events": []map[string]string{
			{"logStreamName": "2026/11/22/receipts[$LATEST]1", "message": `{"outcome":"parked"}`},
			{"logStreamName": "2026/11/22/station[$LATEST]1", "message": "of another function"},
		}})
	}))
	t.Cleanup(logs.Close)
	key, err := os.ReadFile(filepath.Join(about.Folder, "secrets", "people-key"))
	if err != nil {
		t.Fatal(err)
	}
	parameters := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var asked struct{ Name string }
		if err := json.NewDecoder(r.Body).Decode(&asked); err != nil || asked.Name != "/scuola/people-key" {
			t.Errorf("asked for %+v, %v", asked, err)
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"Parameter": map[string]string{"Value": string(key)}})
	}))
	t.Cleanup(parameters.Close)
	t.Setenv("AWS_ENDPOINT_URL_SSM", parameters.URL)
	t.Setenv("AWS_ENDPOINT_URL_CLOUDWATCH_LOGS", logs.URL)
}

func remedies(d fixture, portal *stack.Stack) {
	d.refused("MUNICIPALITY", "parked")
	d.refused("night-report", "nonsense")

	d.expect("ok  a login starts", "smoke")

	receipts := portal.Pay(d.t, stack.Payment{Notice: stranger, Times: 2, Broadcast: true})
	portal.Drain(d.t, "ReceiptsQueue")
	d.expect(receipts[0], "parked", "MUNICIPALITY="+tenant)
	if left := d.expect(receipts[1], "parked", "MUNICIPALITY="+tenant, "CREDITED="+receipts[0]); strings.Contains(
		left, receipts[0]) {
		d.t.Errorf("credited and still there: %s", left)
	}
	if left := d.expect("demo-", "parked", "MUNICIPALITY="+tenant, "REFUNDED="+receipts[1]); strings.Contains(left, receipts[1]) {
		d.t.Errorf("paid back and still there: %s", left)
	}
	d.refused("REFUNDED or CREDITED", "parked", "MUNICIPALITY="+tenant, "REFUNDED=x", "CREDITED=y")
	d.refused("not_found", "parked", "MUNICIPALITY="+tenant, "REFUNDED=x")
	said := d.expect(`"outcome":"parked"`, "logs", "FUNCTION=receipts", `TEXT=outcome`, "HOURS=1")
	if strings.Contains(said, "another function") {
		d.t.Errorf("lines of another function: %s", said)
	}

	own := d.expect("status 422", "refused", "MUNICIPALITY="+tenant) // the demo's, which stays
	other := slices.IndexFunc(portal.Demo.OpenNotices, func(n manifest.Notice) bool { return !strings.Contains(own, n.Number) })
	number := pagopa.NoticeNumber(portal.Demo.OpenNotices[other].Number)
	key := dynamo.Unpublished(tenant, number.String())
	mark := billing.Unpublished{
		Tenant: tenant, Creditor: portal.Demo.Creditor.FiscalCode, Number: number, Since: stack.Now(), Refusal: "strana",
	}
	if err := portal.Table("OpsTable").Store(d.t.Context(), key, mark); err != nil {
		d.t.Fatal(err)
	}
	d.expect("strana", "refused", "MUNICIPALITY="+tenant)
	if left := d.expect("status 422", "refused", "MUNICIPALITY="+tenant, "AGAIN="+number.String()); strings.Contains(left, "strana") {
		d.t.Errorf("published once more and still refused: %s", left) // beside the demo's own
	}

	d.expect(`"from": "2026-11-20"`, "night", "DATE=2026-11-20")
	d.expect(`"to": "2026-11-22"`, "night")
	d.refused("2026-11-23", "night", "DATE=2026-11-23")
	d.expect(`"meals": `, "night-report", "DATE=2026-11-20")
	d.expect("", "night-report", "MORNING=yes")

	// A dead letter that fails again is moved once; one whose cause is mended is gone.
	portal.Send(d.t, "ReceiptsDeadLetters", "{")
	portal.Send(d.t, "MealsDeadLetters", `{"version":1,"municipality":"c_x000","class":"PRIM-1A","day":"2026-11-20"}`)
	d.expect("receipts, dead letters        1\n", "queues")
	d.expect("1 of 1 dead letters of receipts are back in their queue", "redrive", "QUEUE=receipts")
	d.expect("1 of 1", "redrive", "QUEUE=meals")
	d.refused("no dead letters of posts", "redrive", "QUEUE=posts")
	for _, queue := range []string{"ReceiptsQueue", "MealsQueue"} {
		portal.Drain(d.t, queue)
	}
	d.expect("meals, dead letters           0\n", "queues")
	portal.Take(d.t, "ReceiptsDeadLetters")
	portal.Send(d.t, "RunsDeadLetters", `{"version":"1.0"}`)
	d.expect("1 of 1 dead letters of runs are dropped", "redrive", "QUEUE=runs")
	d.expect("runs, dead letters            0\n", "queues")

	d.expect("None.", "reports", "MUNICIPALITY="+tenant, "YEAR=2026", "AFTER=2")
	d.refused("YEAR", "reports", "MUNICIPALITY="+tenant, "YEAR=questo")
	d.aboutNobody()

	d.files(portal)
	d.expect(`"outcome": "accepted"`, "logins", "MUNICIPALITY="+tenant, "DAY=2026-11-22", "FISCAL_CODE="+parent)
	d.expect("None.", "logins", "MUNICIPALITY="+tenant, "DAY=2026-11-21", "FISCAL_CODE="+parent)
}

// aboutNobody asks about what cannot be: to answer that there is none would say that all is well.
func (d fixture) aboutNobody() {
	for _, asked := range []string{"parked", "refused", "reports"} {
		d.refused("c_h501", asked, "MUNICIPALITY=c_h501", "YEAR=2026")
	}
	d.refused("YEAR", "reports", "MUNICIPALITY="+tenant, "YEAR=26")
	d.refused("FISCAL_CODE", "logins", "MUNICIPALITY="+tenant, "DAY=2026-11-22", "FISCAL_CODE=BNCMRA85A41A794X")
}

// files loads folders of the office.
func (d fixture) files(portal *stack.Stack) {
	demo := filepath.Join(portal.Root, "infra", "local", "demo", "files")
	d.expect("rows loaded", "load", "MUNICIPALITY="+tenant, "FROM="+filepath.Join(demo, "classi.csv"))
	d.refused("people.json is none of", "load", "MUNICIPALITY="+tenant, "FROM="+demo)
	folder := d.t.TempDir()
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(content), 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	write("calendario.csv", "giorno;scuola;motivo\n08/12/2026;*;Immacolata Concezione\n")
	write("scuole.csv", "codice;nome\nX1;\n")
	said, err := d.try("load", "MUNICIPALITY="+tenant, "FROM="+folder)
	if first, second := strings.Index(said, "scuole.csv"), strings.Index(said, "calendario.csv"); err == nil ||
		first < 0 || second < first || !strings.Contains(said, "row ") {
		d.t.Errorf("loaded: %s, %v", said, err)
	}
}
