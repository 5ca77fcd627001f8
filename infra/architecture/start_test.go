package architecture_test

import (
	"os/exec"
	"strings"
	"testing"
)

// Goal: no function starts with work that it may never need: the tables of formats that newer clients of
// the SDK build (0.7 ms each), the SDK's config package (7 ms), a client of SQS where nothing is sent.
// Method: ask the Go tool what each function links. Why: infra/decisions/0013-speed.md.
func TestFunctionsStartLean(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./functions/...")
	list.Dir = root
	output, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	senders := map[string]bool{"mealplanner": true, "notices": true, "station": true}
	for line := range strings.Lines(string(output)) {
		packages := strings.Fields(line)
		function := strings.TrimPrefix(packages[0], module+"functions/")
		for _, linked := range packages[1:] {
			service := strings.HasPrefix(linked, "github.com/aws/aws-sdk-go-v2/service/")
			switch {
			case service && strings.HasSuffix(linked, "/schemas"), linked == "github.com/aws/aws-sdk-go-v2/config":
				t.Errorf("%s links %s", function, linked)
			case service && strings.HasSuffix(linked, "/sqs") && !senders[function]:
				t.Errorf("%s links a client of SQS and sends nothing", function)
			}
		}
	}
}
