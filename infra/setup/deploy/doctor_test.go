package main

import (
	"os"
	"regexp"
	"strings"
	"testing"
)

// Goal: doctor asks for a right of every service in which a deployment makes something. Method: the types of the
// template's resources; CloudFront is one more choice, and what SAM makes is its own.
func TestDoctorAsksForRightsOfEveryService(t *testing.T) {
	template, err := os.ReadFile("../../../template.yaml")
	if err != nil {
		t.Fatal(err)
	}
	asked := " " + strings.Join(needed(), " ")
	kinds := regexp.MustCompile(`(?m)^    Type: AWS::(\w+)::`).FindAllSubmatch(template, -1)
	if len(kinds) < 50 {
		t.Fatalf("%d resources", len(kinds))
	}
	for _, kind := range kinds {
		service := strings.ToLower(string(kind[1]))
		switch service {
		case "cloudfront", "serverless":
			continue
		case "apigatewayv2":
			service = "apigateway"
		}
		if !strings.Contains(asked, " "+service+":") {
			t.Errorf("no right of %s", service)
		}
	}
}
