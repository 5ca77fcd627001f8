// Package pagopa_test holds the station's public side against pagoPA's rules, beside check.sh.
package pagopa_test

import (
	"context"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"gopkg.in/yaml.v3"
)

// Goal: Cases 45 and 46, the station has one door, with TLS on both sides: API Gateway's own host name
// is off, and the custom domain asks for the client's certificate. Method: read the template.
func TestTheStationsDoor(t *testing.T) {
	text, err := os.ReadFile("../../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources struct {
			API struct {
				Properties struct {
					Disabled bool `yaml:"DisableExecuteApiEndpoint"`
				} `yaml:"Properties"`
			} `yaml:"StationApi"`
			Domain struct {
				Properties struct {
					Configurations []struct {
						SecurityPolicy string `yaml:"SecurityPolicy"`
					} `yaml:"DomainNameConfigurations"`
					Mutual map[string]any `yaml:"MutualTlsAuthentication"`
				} `yaml:"Properties"`
			} `yaml:"StationDomainName"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	door, domain := template.Resources.API.Properties, template.Resources.Domain.Properties
	if !door.Disabled || len(domain.Configurations) != 1 || domain.Configurations[0].SecurityPolicy != "TLS_1_2" ||
		domain.Mutual["TruststoreUri"] == nil {
		t.Errorf("the station's door: %+v at %+v", door, domain)
	}
}

// Goal: Case 45, on AWS a station that is not told who may call does not start, rather than answering
// everybody. Method: the shipped binary as Lambda starts it, with one of the two names missing each time.
func TestTheStationsDoorFailsClosed(t *testing.T) {
	settings := []string{
		"AWS_LAMBDA_FUNCTION_NAME=station", "AWS_REGION=eu-south-1", "CORE_TABLE=c", "LEDGER_TABLE=l",
		"BROKER_ID=77777777777", "STATION_ID=77777777777_01", "RECEIPTS_QUEUE_URL=http://127.0.0.1:1/q",
		"AWS_LAMBDA_RUNTIME_API=127.0.0.1:1",
	}
	for missing, given := range map[string]string{
		"NODE_CERT_SUBJECT": "NODE_CERT_ISSUER=RapidSSL TLS RSA CA G1",
		"NODE_CERT_ISSUER":  "NODE_CERT_SUBJECT=forwarder.platform.pagopa.it",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		station := exec.CommandContext(ctx, "../../../../.local/bin/station/bootstrap")
		station.Env = append(settings, given, missing+"= ")
		output, err := station.CombinedOutput()
		if err == nil || !strings.Contains(string(output), missing+" is not set") {
			t.Errorf("without %s: %v, %s", missing, err, output)
		}
	}
}
