package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"serviziscolastici/infra/proof/e2e/stack"
)

// entityID is the identity provider that the suite plays. Nothing listens there.
const entityID = "https://localhost:8443"

// suite is the installed suite and its working folder.
type suite struct{ venv, state, root string }

// round is one run of the suite.
type round struct {
	name, profile, metadata, login string
	// keyInfo puts the signer's certificate into each signature, as real providers
	// do; without it the suite leaves the element empty.
	keyInfo bool
}

// rounds are the three ways to ask, each with both kinds of signature.
func rounds(portal *stack.Stack) []round {
	idp := strings.NewReplacer("{idp}", url.QueryEscape(entityID))
	spid, cie := idp.Replace(portal.SpidLoginURL), idp.Replace(portal.CieLoginURL)
	var all []round
	for _, filled := range []bool{false, true} {
		suffix := map[bool]string{false: "-empty-keyinfo", true: "-filled-keyinfo"}[filled]
		all = append(all,
			round{"spid-redirect" + suffix, "spid-sp-public", portal.SpidMetadataURL, spid, filled},
			round{"spid-post" + suffix, "spid-sp-public", portal.SpidMetadataURL, spid + "&binding=post", filled},
			round{"cie" + suffix, "cie-sp-public", portal.CieMetadataURL, cie, filled})
	}
	return all
}

// prepare empties the working folder and makes the provider's key and metadata.
func (s suite) prepare(ctx context.Context) error {
	if err := os.RemoveAll(s.state); err != nil {
		return err
	}
	keys := filepath.Join(s.state, "idp")
	if err := os.MkdirAll(keys, 0o700); err != nil {
		return err
	}
	made := exec.CommandContext(ctx, "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-sha256",
		"-days", "30", "-subj", "/C=IT/O=Gestore di prova/CN=localhost",
		"-keyout", filepath.Join(keys, "private.key"), "-out", filepath.Join(keys, "public.cert"))
	if said, err := made.CombinedOutput(); err != nil {
		return fmt.Errorf("openssl: %w\n%s", err, said)
	}
	metadata, err := s.command(ctx, "--idp-metadata").Output()
	if err != nil {
		return fmt.Errorf("the suite does not start: %w", err)
	}
	return os.WriteFile(s.metadata(), metadata, 0o600)
}

func (s suite) metadata() string { return filepath.Join(s.state, "idp", "metadata.xml") }

// command is a call of the suite with the provider's key.
func (s suite) command(ctx context.Context, arguments ...string) *exec.Cmd {
	command := exec.CommandContext(ctx, filepath.Join(s.venv, "bin", "spid_sp_test"), arguments...)
	command.Env = append(os.Environ(), "PYTHONWARNINGS=ignore",
		"IDP_CERT_PATH="+filepath.Join(s.state, "idp"), "IDP_ENTITYID="+entityID)
	return command
}

// play runs the suite once; its own checks and the reasons of all refusals have to be right.
func (s suite) play(ctx context.Context, round round) error {
	pages := filepath.Join(s.state, "pages", round.name)
	report := filepath.Join(s.state, round.name+".json")
	command := s.command(ctx, "--metadata-url", round.metadata, "--authn-url", round.login, "--extra", "-tr",
		"-pr", round.profile, "-d", "ERROR", "-rf", "json", "-o", report, "-rhd", pages)
	if round.keyInfo {
		wrapper := filepath.Join(s.root, "infra", "proof", "conformance", "identity", "xmlsec1-with-certificate")
		command.Env = append(command.Env, "XMLSEC1_BIN="+wrapper)
	}
	said, err := command.CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", round.name, err, said)
	}
	checks, err := readReport(report)
	if err != nil {
		return fmt.Errorf("%s: %w", round.name, err)
	}
	cases, err := checkReasons(pages, filepath.Join(s.state, "log", "access.log"), round.profile)
	if err != nil {
		return fmt.Errorf("%s: %w", round.name, err)
	}
	fmt.Printf("%-29s %3d checks, 0 failed; %3d responses, each with its own reason\n", round.name, checks, cases)
	return nil
}

// readReport counts the checks in the suite's report; any failed one is an error.
func readReport(file string) (int, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	var report struct {
		Test struct {
			SP map[string]map[string][]struct {
				Test   json.RawMessage // a text or several
				Result string
			} `json:"sp"`
		} `json:"test"`
	}
	if err := json.Unmarshal(content, &report); err != nil {
		return 0, fmt.Errorf("the suite's report: %w", err)
	}
	count := 0
	for _, groups := range report.Test.SP {
		for _, checks := range groups {
			for _, check := range checks {
				if check.Result != "success" {
					return 0, fmt.Errorf("%s: %s", check.Result, check.Test)
				}
				count++
			}
		}
	}
	if count == 0 {
		return 0, fmt.Errorf("the suite's report %s has no checks", file)
	}
	return count, nil
}
