package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/parameters"
)

const (
	trial      = "prova"
	production = "produzione"
	// placeholder is a trial's address until the gateway has given it one. No page needs it: a municipality's own
	// hosts come first.
	placeholder = "https://prova.invalid"

	stationCertificate = "StationCertificate"
)

// question is a parameter that only a person can answer, asked when an earlier one was answered.
type question struct{ name, after string }

// questions are those for citizens. A trial needs none of them: all it does without is off.
func questions() []question {
	return []question{
		{"PortalUrl", ""}, {"AlarmEmail", ""}, {"FirstAdministrators", ""}, {"OidcKeys", ""}, {"FederationCertificate", ""}, {"CieMetadata", ""},
		{"StationDomain", ""}, {"StationTruststore", "StationDomain"}, {"StationId", "StationDomain"},
		{"BrokerId", "StationDomain"}, {"CheckoutUrl", "StationDomain"},
		{"CnsDomain", ""}, {"CnsTruststore", "CnsDomain"}, {"CnsRevocationHosts", "CnsDomain"},
	}
}

// answers are the values of the template's parameters as far as somebody said them: in the environment, in the file
// SETTINGS, now, or earlier in the running stack. What the command finds out by itself is not among the questions.
func (d deployment) answers(form parameters.Form, present map[string]string) (map[string]string, error) {
	said, err := d.given(form)
	if err != nil {
		return nil, err
	}
	values := map[string]string{}
	for _, name := range form.Names() {
		if value, found := present[name]; found {
			values[name] = value
		}
		if value, found := said[name]; found {
			values[name] = value
		}
	}
	if present["Stage"] == trial && values["Stage"] == production {
		for _, name := range []string{"PortalUrl", "IdpMetadata", "FederationCertificate", "CieMetadata", "Protection"} {
			if _, found := said[name]; !found {
				delete(values, name) // a trial's are not for citizens
			}
		}
	}
	if d.keyboard == nil {
		return values, nil
	}
	return values, d.askFor(form, values)
}

// deployed are the values in the running stack. The first half of a first deployment is always made as a trial (roll):
// when the other half has not come, the stack is still for whom it was meant, and no demo is loaded into it.
func deployed(present cloud.State) map[string]string {
	if !present.Exists() {
		return nil
	}
	values := maps.Clone(present.Parameters)
	if meant := present.Tags[stageTag]; meant == production && values["Stage"] == trial {
		values["Stage"] = meant
		delete(values, "Protection")
	}
	return values
}

// given are the values in the environment and in the file SETTINGS.
func (d deployment) given(form parameters.Form) (map[string]string, error) {
	said := map[string]string{}
	if name := d.setting("SETTINGS"); name != "" {
		content, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for number, line := range strings.Split(string(content), "\n") {
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			key, value, found := strings.Cut(line, "=")
			if key = strings.TrimSpace(key); !found || !slices.Contains(form.Names(), key) {
				return nil, fmt.Errorf("%s, line %d: has to be a parameter of the template, =, and its value", name, number+1)
			}
			said[key] = strings.TrimSpace(value)
		}
	}
	for _, name := range form.Names() {
		if value := d.setting(name); value != "" {
			said[name] = value
		}
	}
	return said, nil
}

// askFor asks what nobody said yet, and puts the answers to the values.
func (d deployment) askFor(form parameters.Form, values map[string]string) error {
	all := append([]question{{"Stage", ""}}, questions()...)
	for _, one := range all {
		_, said := values[one.name]
		if said || one.after != "" && values[one.after] == "" || one.name != "Stage" && values["Stage"] == trial {
			continue
		}
		at := slices.IndexFunc(form.Parameters, func(p parameters.Parameter) bool { return p.Name == one.name })
		if at < 0 {
			return errors.New("the template has no parameter " + one.name)
		}
		parameter := form.Parameters[at]
		proposal := ""
		if parameter.Default != nil {
			proposal = *parameter.Default
		}
		answer, err := d.keyboard.ask(parameter.Name+": "+parameter.Description, proposal, func(text string) error {
			if isFile(text) && strings.HasSuffix(parameter.Name, "Truststore") {
				return nil
			}
			return parameter.Check(text)
		})
		if err != nil {
			return err
		}
		values[one.name] = answer
	}
	return nil
}

func isFile(name string) bool {
	about, err := os.Stat(name)
	return err == nil && about.Mode().IsRegular()
}

// complete adds what the command finds out by itself: keys, certificates, places of the account, the trial's address.
func (d deployment) complete(ctx context.Context, values map[string]string, present cloud.State) error {
	if values["Stage"] == trial {
		if url := values["PortalUrl"]; url == "" || url == placeholder {
			values["PortalUrl"] = placeholder
			if present.Outputs["PortalApiUrl"] != "" {
				values["PortalUrl"] = present.Outputs["PortalApiUrl"]
			}
		}
		if _, said := values["CieMetadata"]; !said {
			values["CieMetadata"] = "" // nobody has registered it there
		}
		d.trialProvider(ctx, values)
	}
	if values["SigningKeys"] == "" {
		values["SigningKeys"] = d.keyAlias() + "@" + d.now().Format("2006-01-02")
	}
	if values["Protection"] == "" {
		values["Protection"] = "attiva"
		if values["Stage"] == trial {
			values["Protection"] = "spenta"
		}
	}
	if values["Concurrency"] == "" {
		places, err := d.places(ctx)
		if err != nil {
			return err
		}
		values["Concurrency"] = "10"
		if places >= 1000 {
			values["Concurrency"] = "1000"
		}
	}
	former := doors(present.Parameters)
	for host, parameter := range doors(values) {
		if certificate := values[parameter]; certificate != "" &&
			(certificate != present.Parameters[parameter] || former[host] == parameter) {
			continue // given, or that of a host which is still the same
		}
		arn, err := d.certificate(ctx, host, parameter == stationCertificate)
		if err != nil {
			return err
		}
		values[parameter] = arn
	}
	return nil
}

// doors are the hosts that want a certificate, each with the parameter that takes it.
func doors(values map[string]string) map[string]string {
	doors := map[string]string{}
	host := strings.TrimPrefix(values["PortalUrl"], "https://")
	if host != "" && values["PortalUrl"] != placeholder && !strings.Contains(host, ".execute-api.") {
		doors[host] = "PortalCertificate"
	}
	if host := values["StationDomain"]; host != "" {
		doors[host] = stationCertificate
	}
	if host := values["CnsDomain"]; host != "" {
		doors[host] = "CnsCertificate"
	}
	return doors
}

// shown are the values but for those that CloudFormation hides, which stay as they are.
func shown(values map[string]string) map[string]string {
	values = maps.Clone(values)
	maps.DeleteFunc(values, func(_, value string) bool { return value == cloud.Hidden })
	return values
}

// check refuses values that CloudFormation would refuse, and in production what lets invented people in. What the
// command will find out itself is taken for good: this comes before anything is made.
func check(form parameters.Form, values map[string]string) error {
	const someCertificate = "arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-0000-0000-000000000000"
	foreseen := map[string]string{"SigningKeys": "alias/identity@2026-11-22"}
	if values["Stage"] == trial {
		foreseen["PortalUrl"] = placeholder
	}
	maps.Copy(foreseen, shown(values))
	for _, parameter := range doors(values) {
		foreseen[parameter] = someCertificate
	}
	for name, value := range foreseen {
		if strings.HasSuffix(name, "Truststore") && isFile(value) {
			foreseen[name] = "s3://bucket/authorities.pem"
		} else if strings.HasSuffix(name, "Truststore") && value != "" && !strings.HasPrefix(value, "s3://") {
			return fmt.Errorf("%s=%s: there is no such file; name a PEM file, or s3://bucket/key", name, value)
		}
		for _, part := range madeUp() {
			if values["Stage"] == production && strings.HasSuffix(name, "Metadata") && strings.Contains(value, part) {
				return fmt.Errorf("%s=%s lets invented people in: citizens come from the federation itself", name, value)
			}
		}
	}
	return form.Check(foreseen)
}
