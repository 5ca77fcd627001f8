package main

import (
	"archive/zip"
	"bytes"
	"io"
	"maps"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/parameters"
)

// Goal: what is wrong is refused with what mends it, before anything at all is made in the account. Method: wrong
// settings of each kind, one at a time, beside good ones; the account counts what changes.
func TestWrongSettingsAreRefusedBeforeAnythingIsMade(t *testing.T) {
	citizens := map[string]string{
		"Stage": "produzione", "PortalUrl": "https://scuola.comune.vallechiara.bg.it",
		"AlarmEmail": "ced@comune.vallechiara.bg.it", "FederationCertificate": fingerprint,
	}
	for name, c := range map[string]struct {
		settings map[string]string
		says     string
	}{
		"no name":             {map[string]string{"STACK": ""}, "STACK"},
		"a name too long":     {map[string]string{"STACK": "servizi-scolastici-dei-comuni-della-valle"}, "up to 28"},
		"no region":           {map[string]string{"AWS_REGION": ""}, "eu-south-1"},
		"no stage":            {map[string]string{"Stage": ""}, "Stage=prova"},
		"an unknown stage":    {map[string]string{"Stage": "collaudo"}, "one of prova, produzione"},
		"an example host":     {map[string]string{"PortalUrl": "https://scuola.comune.example.it"}, "real host name"},
		"an example mail":     {map[string]string{"AlarmEmail": "ced@example.org"}, "mail address"},
		"nobody told":         {map[string]string{"AlarmEmail": ""}, "wants AlarmEmail"},
		"a made up broker":    {map[string]string{"BrokerId": "77777777777"}, "made up"},
		"invented citizens":   {map[string]string{"IdpMetadata": "https://demo.spid.gov.it/metadata.xml"}, "invented people"},
		"half a station":      {map[string]string{"StationDomain": "pagopa.comune.vallechiara.bg.it"}, "wants StationTruststore"},
		"files of nobody":     {map[string]string{"FROM": "../../local/demo/files"}, "MUNICIPALITY"},
		"files not there":     {map[string]string{"FROM": "../../local/demo/none", "MUNICIPALITY": "c_h501"}, "no such file"},
		"a file unheard of":   {map[string]string{"FROM": "../domain.yaml", "MUNICIPALITY": "c_h501"}, "none of the office's"},
		"no such authorities": {map[string]string{"StationTruststore": "node.pem"}, "no such file"},
		"a made up Comune":    {map[string]string{"FROM": "../../local/demo/files", "MUNICIPALITY": "c_x000"}, "made up"},
		"a file of settings":  {map[string]string{"SETTINGS": "../domain.yaml"}, "marked with no"},
		"open to all, halfly": {map[string]string{"CnsDomain": "cns.comune.vallechiara.bg.it"}, "wants CnsTruststore"},
	} {
		t.Run(name, func(t *testing.T) {
			f := newFixture(t)
			maps.Copy(f.settings, citizens)
			maps.Copy(f.settings, c.settings)
			f.expect(c.says, "deploy")
			f.untouched()
		})
	}
}

// Goal: secrets and keys are made when they are absent, pagoPA's are asked for, and none that is there is touched; no
// second people key is made for tables that have one. Method: accounts with none, some and all of them.
func TestNoSecretIsEverOverwritten(t *testing.T) {
	f := newFixture(t)
	f.settings["Stage"] = "prova"
	f.expect("", "prepare")
	made := strings.Join(f.account.changed, " ")
	for _, part := range []string{`PutParameter`, "/scuola/people-key", `"Overwrite":false`, "SecureString", "CreateKey",
		"alias/scuola-identity", "PUT /scuola-111122223333-eu-south-1"} {
		if !strings.Contains(made, part) {
			t.Errorf("%s was not made: %s", part, made)
		}
	}
	if strings.Contains(made, "checkout-key") {
		t.Error("a trial without Checkout needs no key for it")
	}

	f = newFixture(t)
	f.settings["Stage"], f.settings["CheckoutUrl"] = "prova", "https://api.uat.platform.pagopa.it"
	f.account.secrets = map[string]string{"/scuola/people-key": "", "/scuola/aca-key": ""}
	f.account.keys = map[string]string{"alias/scuola-identity": "Enabled"}
	f.expect("CHECKOUT_KEY", "prepare")
	f.untouched()
	f.settings["CHECKOUT_KEY"] = "k1"
	f.expect("", "prepare")
	if made := strings.Join(f.account.changed, " "); strings.Count(made, "PutParameter") != 1 ||
		!strings.Contains(made, "checkout-key") || strings.Contains(made, "CreateKey") {
		t.Errorf("made: %s", made)
	}

	// Who is there is asked, and nobody else sees the answer.
	f = newFixture(t)
	f.settings["Stage"], f.settings["CheckoutUrl"] = "prova", "https://api.uat.platform.pagopa.it"
	if err := f.deployment("nothing else is asked").run(t.Context(), []string{"prepare"}); err != nil {
		t.Error(err)
	}
	if made := strings.Join(f.account.changed, " "); strings.Count(made, "typed-key") != 2 ||
		strings.Contains(f.said.String(), "typed-key") {
		t.Errorf("made: %s; it said %s", made, f.said.String())
	}

	f = newFixture(t)
	f.settings["Stage"], f.account.tables = "prova", []string{"scuola-core"}
	f.expect("put back the copy", "prepare")
	f.untouched()

	f = newFixture(t)
	f.settings["Stage"] = "prova"
	f.account.secrets = map[string]string{"/scuola/people-key": ""}
	f.account.keys = map[string]string{"alias/scuola-identity": "PendingDeletion"}
	f.expect("PendingDeletion", "prepare")
	f.untouched()
}

// Goal: a host's certificate is asked for once, waited for with its DNS record, and the stack is deployed only with
// an issued one. Method: none, a pending and an issued one, and one of all the domain, which pagoPA would not take.
func TestCertificatesComeBeforeTheStack(t *testing.T) {
	const host = "scuola.comune.vallechiara.bg.it"
	f := newFixture(t)
	f.account.secrets = map[string]string{"/scuola/people-key": ""}
	f.account.keys = map[string]string{"alias/scuola-identity": "Enabled"}
	d := f.deployment("")
	for _, c := range []struct {
		certificates map[string]string
		exact        bool
		want         string
	}{
		{nil, false, "make prepare"},
		{map[string]string{host: "PENDING_VALIDATION"}, false, "the DNS record _x." + host + " CNAME _y.acm"},
		{map[string]string{host: "ISSUED"}, false, ""},
		{map[string]string{host: "ISSUED"}, true, ""},
		{map[string]string{"*.comune.vallechiara.bg.it": "ISSUED"}, false, ""},
		{map[string]string{"*.comune.vallechiara.bg.it": "ISSUED"}, true, "make prepare"},
		{map[string]string{"altro.comune.vallechiara.bg.it": "ISSUED"}, false, "make prepare"},
	} {
		f.account.certificates = c.certificates
		arn, err := d.certificate(t.Context(), host, c.exact)
		if c.want == "" && (err != nil || arn != certificateARN) ||
			c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%v, exact %v: %q, %v, want %q", c.certificates, c.exact, arn, err, c.want)
		}
	}
	f.account.certificates = map[string]string{host: "PENDING_VALIDATION"}
	maps.Copy(f.settings, map[string]string{"Stage": "produzione", "PortalUrl": "https://" + host,
		"AlarmEmail": "ced@comune.vallechiara.bg.it", "FederationCertificate": fingerprint})
	f.expect("PENDING_VALIDATION", "deploy")
	if slices.ContainsFunc(f.account.changed, func(call string) bool { return strings.Contains(call, "ChangeSet") }) {
		t.Errorf("changed: %q", f.account.changed)
	}
}

// Goal: a person is asked only what nobody can find out, again until the answer is good, and what was said before is
// not asked. Method: a dialogue for citizens with a wrong answer in it, and a trial.
func TestQuestions(t *testing.T) {
	form, err := parameters.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.settings["AlarmEmail"] = "ced@comune.vallechiara.bg.it"
	typed := "produzione\nhttp://scuola.comune.it\nhttps://scuola.comune.vallechiara.bg.it\nMario Rossi\n" +
		"c_a216=RSSMRA80A01H501U\n\n" + fingerprint + "\n\n\n\n"
	values, err := f.deployment(typed).answers(form, nil)
	if err != nil {
		t.Fatal(err)
	}
	if values["PortalUrl"] != "https://scuola.comune.vallechiara.bg.it" || values["StationDomain"] != "" ||
		values["FirstAdministrators"] != "c_a216=RSSMRA80A01H501U" || values["OidcKeys"] != "assenti" ||
		values["CieMetadata"] == "" || values["AlarmEmail"] != "ced@comune.vallechiara.bg.it" {
		t.Errorf("%v", values)
	}
	said := f.said.String()
	if strings.Count(said, "PortalUrl:") != 1 || !strings.Contains(said, "final slash") ||
		strings.Contains(said, "AlarmEmail:") || strings.Contains(said, "StationId:") {
		t.Errorf("it said %s", said)
	}
	f = newFixture(t)
	if values, err := f.deployment("prova\n").answers(form, nil); err != nil || values["Stage"] != "prova" {
		t.Errorf("a trial: %v, %v", values, err)
	}
	// An update asks nothing; what the environment says comes before what the stack has.
	f = newFixture(t)
	f.settings["Concurrency"] = "1000"
	present := map[string]string{"Stage": "prova", "Concurrency": "10", "StationId": "00000000001_01"}
	if values, err := f.deployment("").answers(form, present); err != nil || values["Concurrency"] != "1000" ||
		values["StationId"] != "00000000001_01" {
		t.Errorf("an update: %v, %v", values, err)
	}
}

// Goal: citizens do not inherit whom a trial believed, its address or its open tables. Method: the way from one to the
// other, with a trial's values in the stack.
func TestATrialsProviderIsNotForCitizens(t *testing.T) {
	form, err := parameters.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.settings["Stage"] = "produzione"
	values, err := f.deployment("").answers(form, map[string]string{
		"Stage": "prova", "IdpMetadata": demoProvider, "FederationCertificate": fingerprint, "Protection": "spenta",
		"PortalUrl": "https://abc.execute-api.eu-south-1.amazonaws.com", "StationId": "00000000001_01",
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"IdpMetadata", "FederationCertificate", "Protection", "PortalUrl"} {
		if value, found := values[name]; found {
			t.Errorf("%s=%s is inherited", name, value)
		}
	}
	if values["StationId"] == "" {
		t.Error("what is not a trial's own is forgotten")
	}
}

// Goal: a stack that tells parents on App IO is refused without the Comuni's keys. Method: without and with them.
func TestAppIoWantsItsKeys(t *testing.T) {
	f := newFixture(t)
	f.settings["Stage"], f.settings["IoUrl"] = "prova", "https://api.io.pagopa.it"
	f.expect("/scuola/io-keys is missing", "prepare")
	f.account.secrets = map[string]string{"/scuola/people-key": "k", "/scuola/io-keys": "c_h501=k"}
	f.expect("", "prepare")
}

// Goal: so is one whose operators come in by their Comune's own provider. Method: without and with the secrets.
func TestOidcWantsItsKeys(t *testing.T) {
	f := newFixture(t)
	f.settings["Stage"], f.settings["OidcKeys"] = "prova", "presenti"
	f.expect("/scuola/oidc-keys is missing", "prepare")
	f.account.secrets = map[string]string{"/scuola/people-key": "k", "/scuola/oidc-keys": "c_h501=s"}
	f.expect("", "prepare")
}

// Goal: what CloudFormation hides of a running stack stays as it is, and does not have to be said again. Method: the
// hidden value through the checks, and a new one in its place.
func TestHiddenParametersStay(t *testing.T) {
	form, err := parameters.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	present := map[string]string{"Stage": "prova", "FirstAdministrators": cloud.Hidden}
	f := newFixture(t)
	values, err := f.deployment("").answers(form, present)
	if err != nil || values["FirstAdministrators"] != cloud.Hidden {
		t.Fatalf("%v, %v", values, err)
	}
	if err := check(form, values); err != nil {
		t.Error(err)
	}
	f.settings["FirstAdministrators"] = "c_h501=RSSMRA80A01H501U"
	if values, err = f.deployment("").answers(form, present); err != nil || values["FirstAdministrators"] != "c_h501=RSSMRA80A01H501U" {
		t.Errorf("%v, %v", values, err)
	}
	f.settings["FirstAdministrators"] = "Mario Rossi"
	if values, err = f.deployment("").answers(form, present); err != nil || check(form, values) == nil {
		t.Errorf("%v is taken, %v", values, err)
	}
}

// Goal: a first deployment of which only the first half was made, as a trial without protection, goes on as what it was
// meant for when nobody says so again: no demo, no invented citizens. Method: such a stack, a trial, one for citizens.
func TestHalfAFirstDeploymentIsStillForCitizens(t *testing.T) {
	form, err := parameters.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ stage, protection, meant, wantStage, wantProtection string }{
		{"prova", "spenta", "produzione", "produzione", ""},
		{"prova", "spenta", "prova", "prova", "spenta"},
		{"prova", "spenta", "", "prova", "spenta"},
		{"produzione", "attiva", "produzione", "produzione", "attiva"},
	} {
		f := newFixture(t)
		f.account.stack = stackPlayed(c.stage, c.protection) + "<Tags><member><Key>" + stageTag + "</Key><Value>" + c.meant +
			"</Value></member></Tags>"
		stack, err := f.deployment("").stack("scuola")
		if err != nil {
			t.Fatal(err)
		}
		state, err := stack.State(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		values, err := f.deployment("").answers(form, deployed(state))
		if err != nil || values["Stage"] != c.wantStage || values["Protection"] != c.wantProtection {
			t.Errorf("%+v: %v, %v", c, values, err)
		}
	}
}

// Goal: a function's package can be opened, runs, and is the same bytes for the same program; the template in the
// bucket names it. Method: pack twice; read it back.
func TestPackages(t *testing.T) {
	f := newFixture(t)
	program := f.write("home/bootstrap", "program")
	first, err := archived(program)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := archived(program); err != nil || !bytes.Equal(first, again) {
		t.Errorf("other bytes: %v", err)
	}
	files, err := zip.NewReader(bytes.NewReader(first), int64(len(first)))
	if err != nil {
		t.Fatal(err)
	}
	file, err := files.Open("bootstrap")
	if err != nil {
		t.Fatal(err)
	}
	if content, err := io.ReadAll(file); err != nil || string(content) != "program" || files.File[0].Mode().Perm() != 0o755 {
		t.Errorf("%q, %v, %v", content, files.File[0].Mode(), err)
	}
	d := f.deployment("")
	b, err := d.openBucket(t.Context(), "111122223333")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.packed(t.Context(), b); err == nil || !strings.Contains(err.Error(), "make package") {
		t.Errorf("functions that were not built are packed: %v", err)
	}
}

// Goal: nobody takes down by one command what citizens use, what is protected, or without being sure. Method: such
// stacks.
func TestWhatIsNotTakenDown(t *testing.T) {
	of := stackPlayed
	for _, c := range []struct{ stack, sure, says string }{
		{of("produzione", "attiva"), "scuola", "no trial"},
		{of("produzione", "spenta"), "scuola", "no trial"},
		{of("prova", "attiva"), "scuola", "protected"},
		{of("prova", "spenta"), "", "SURE=scuola"},
		{of("prova", "spenta"), "altra", "SURE=scuola"},
	} {
		f := newFixture(t)
		f.account.stack, f.settings["SURE"] = c.stack, c.sure
		f.expect(c.says, "undeploy")
		f.untouched()
	}
}

// Goal: a host of another Comune wants a portal and a real name before anything is asked of the account. Method: an
// example host, and an account without a portal.
func TestAFurtherHostWantsAPortal(t *testing.T) {
	f := newFixture(t)
	f.settings["HOST"] = "scuola.comune.example.it"
	f.expect("real host name", "domain")
	f.settings["HOST"] = "scuola.comune.altavalle.bg.it"
	f.expect("no portal", "domain")
	f.untouched()
}
