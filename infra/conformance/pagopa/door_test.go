// Package pagopa_test holds the station's public side against pagoPA's rules, beside check.sh.
package pagopa_test

import (
	"os"
	"testing"

	"gopkg.in/yaml.v3"
)

// Goal: Cases 45 and 46, the station has one door, with TLS on both sides: API Gateway's own host name
// is off, and the custom domain asks for the client's certificate. Method: read the template.
func TestTheStationsDoor(t *testing.T) {
	text, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var template struct {
		Resources struct {
			StationAPI struct {
				Properties struct {
					Disabled bool `yaml:"DisableExecuteApiEndpoint"`
					Domain   struct {
						SecurityPolicy string         `yaml:"SecurityPolicy"`
						Mutual         map[string]any `yaml:"MutualTlsAuthentication"`
					} `yaml:"Domain"`
				} `yaml:"Properties"`
			} `yaml:"StationApi"`
		} `yaml:"Resources"`
	}
	if err := yaml.Unmarshal(text, &template); err != nil {
		t.Fatal(err)
	}
	door := template.Resources.StationAPI.Properties
	if !door.Disabled || door.Domain.SecurityPolicy != "TLS_1_2" || door.Domain.Mutual["TruststoreUri"] == nil {
		t.Errorf("the station's door: %+v", door)
	}
}
