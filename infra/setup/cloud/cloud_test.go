package cloud_test

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/cloudformation"

	"serviziscolastici/infra/setup/cloud"
	"serviziscolastici/infra/setup/place"
)

// formation plays CloudFormation for one stack: what cannot be had from an emulator, which neither refuses a second
// deployment nor fails where AWS does.
type formation struct {
	status    string // of the stack, "" when there is none
	refusal   string // why a change set fails
	changes   string // in a change set
	outcome   []string
	events    string
	raced     bool // somebody else was faster
	asked     []string
	parameter string
	previous  string   // whether it keeps its value
	sets      []string // the names of change sets
}

func (f *formation) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	action := r.FormValue("Action")
	f.asked = append(f.asked, action)
	answer := ""
	switch action {
	case "DescribeStacks":
		if f.status == "" {
			refuse(w, "ValidationError", "Stack with id scuola does not exist")
			return
		}
		answer = "<Stacks><member><StackId>id</StackId><StackStatus>" + f.status + "</StackStatus></member></Stacks>"
		if len(f.outcome) > 0 && strings.HasSuffix(f.status, "_IN_PROGRESS") {
			f.status, f.outcome = f.outcome[0], f.outcome[1:]
		}
	case "CreateChangeSet":
		if slices.Contains(f.sets, r.FormValue("ChangeSetName")) {
			refuse(w, "AlreadyExistsException", "ChangeSet already exists")
			return
		}
		f.sets = append(f.sets, r.FormValue("ChangeSetName"))
		f.parameter = r.FormValue("Parameters.member.1.ParameterValue")
		f.previous = r.FormValue("Parameters.member.1.UsePreviousValue")
		if f.status == "" {
			f.status = "REVIEW_IN_PROGRESS"
		}
		answer = "<Id>set</Id><StackId>id</StackId>"
	case "DescribeChangeSet":
		status := "CREATE_COMPLETE"
		if f.refusal != "" {
			status = "FAILED"
		}
		answer = "<ChangeSetId>set</ChangeSetId><StackId>id</StackId><Status>" + status + "</Status><StatusReason>" +
			f.refusal + "</StatusReason><Changes>" + f.changes + "</Changes>"
	case "ExecuteChangeSet":
		if f.raced {
			refuse(w, "InvalidChangeSetStatus", "ChangeSet [set] cannot be executed in its current status of [OBSOLETE]")
			return
		}
		f.status = "UPDATE_IN_PROGRESS"
	case "DeleteStack":
		f.status = ""
	case "DescribeStackEvents":
		answer = "<StackEvents>" + f.events + "</StackEvents>"
	}
	_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult></%[1]sResponse>", action, answer)
}

func refuse(w http.ResponseWriter, code, message string) {
	w.WriteHeader(http.StatusBadRequest)
	_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, message)
}

func change(action, id, kind, replacement string) string {
	return "<member><ResourceChange><Action>" + action + "</Action><LogicalResourceId>" + id +
		"</LogicalResourceId><ResourceType>" + kind + "</ResourceType><Replacement>" + replacement +
		"</Replacement></ResourceChange></member>"
}

func event(id, physical, status, reason string) string {
	return "<member><StackId>id</StackId><LogicalResourceId>" + id + "</LogicalResourceId><PhysicalResourceId>" + physical +
		"</PhysicalResourceId><ResourceStatus>" + status + "</ResourceStatus><ResourceStatusReason>" + reason +
		"</ResourceStatusReason></member>"
}

func stack(t *testing.T, f *formation) cloud.Stack {
	t.Helper()
	server := httptest.NewServer(f)
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ACCESS_KEY_ID": "k", "AWS_SECRET_ACCESS_KEY": "s", "AWS_ENDPOINT_URL": server.URL,
	} {
		t.Setenv(name, value)
	}
	config, err := place.Account("eu-south-1").AWS("CLOUDFORMATION")
	if err != nil {
		t.Fatal(err)
	}
	return cloud.Stack{
		Name: "scuola", Client: cloudformation.NewFromConfig(config), Pause: time.Millisecond, Now: time.Now,
		Say: func(format string, values ...any) { _, _ = fmt.Fprintf(io.Discard, format, values...) },
	}
}

func wanted() cloud.Wanted {
	return cloud.Wanted{TemplateBody: "{}", Parameters: map[string]string{"Stage": "prova"}}
}

// Goal: two deployments within one second, such as the halves of a first one, do not take each other's name. Method: a
// clock that goes on by a millisecond.
func TestDeploymentsOfOneSecondHaveTheirOwnNames(t *testing.T) {
	f := formation{status: "CREATE_COMPLETE"}
	s, now := stack(t, &f), time.Date(2026, 11, 27, 4, 19, 0, 0, time.UTC)
	s.Now = func() time.Time { now = now.Add(time.Millisecond); return now }
	for range 2 {
		f.outcome = []string{"UPDATE_COMPLETE"}
		if _, err := s.Deploy(t.Context(), wanted()); err != nil {
			t.Error(err)
		}
	}
}

// Goal: a stack is made, updated, left alone when nothing changes, and made again after a failed first try, without a
// word to anybody else's. Method: a stack in each state.
func TestDeployments(t *testing.T) {
	for name, c := range map[string]struct {
		f    formation
		asks []string
	}{
		"first":           {formation{outcome: []string{"CREATE_COMPLETE"}}, []string{"CreateChangeSet", "ExecuteChangeSet"}},
		"update":          {formation{status: "CREATE_COMPLETE", outcome: []string{"UPDATE_COMPLETE"}}, []string{"ExecuteChangeSet"}},
		"after a failure": {formation{status: "ROLLBACK_COMPLETE", outcome: []string{"CREATE_COMPLETE"}}, []string{"DeleteStack", "ExecuteChangeSet"}},
		"nothing new": {formation{status: "UPDATE_COMPLETE",
			refusal: "The submitted information didn't contain changes."}, []string{"DeleteChangeSet"}},
	} {
		t.Run(name, func(t *testing.T) {
			state, err := stack(t, &c.f).Deploy(t.Context(), wanted())
			if err != nil || !strings.HasSuffix(string(state.Status), "_COMPLETE") || c.f.parameter != "prova" {
				t.Errorf("%+v, %v, %s", state, err, c.f.parameter)
			}
			for _, asked := range c.asks {
				if !slices.Contains(c.f.asked, asked) {
					t.Errorf("%s was not asked: %v", asked, c.f.asked)
				}
			}
		})
	}
}

// Goal: the second of two deployments is refused in words, whenever it comes: while the first is at work, or after
// both have worked out their changes. Method: both.
func TestASecondDeploymentAtTheSameTimeIsRefused(t *testing.T) {
	for name, f := range map[string]formation{
		"while the first works": {status: "UPDATE_IN_PROGRESS"},
		"while it goes back":    {status: "UPDATE_ROLLBACK_IN_PROGRESS"},
		"at the last moment":    {status: "CREATE_COMPLETE", raced: true},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := stack(t, &f).Deploy(t.Context(), wanted())
			if !errors.Is(err, cloud.ErrBusy) {
				t.Errorf("%v", err)
			}
		})
	}
}

// Goal: what a stack holds is not lost by an update. Method: changes that replace or take away what holds data, and
// the same changes of something else.
func TestAnUpdateThatLosesDataIsRefused(t *testing.T) {
	for _, c := range []struct {
		change string
		loses  bool
	}{
		{change("Modify", "LedgerTable", "AWS::DynamoDB::Table", "True"), true},
		{change("Remove", "LedgerTable", "AWS::DynamoDB::Table", ""), true},
		{change("Remove", "ReceiptsQueue", "AWS::SQS::Queue", ""), true},
		{change("Modify", "Logs", "AWS::Logs::LogGroup", "True"), true},
		{change("Modify", "LedgerTable", "AWS::DynamoDB::Table", "False"), false},
		{change("Remove", "CnsFunction", "AWS::Lambda::Function", ""), false},
	} {
		f := formation{status: "CREATE_COMPLETE", changes: c.change, outcome: []string{"UPDATE_COMPLETE"}}
		_, err := stack(t, &f).Deploy(t.Context(), wanted())
		if executed := slices.Contains(f.asked, "ExecuteChangeSet"); executed == c.loses || (err != nil) != c.loses {
			t.Errorf("%s: executed %v, %v", c.change, executed, err)
		}
	}
}

// Goal: who says no to the changes changes nothing. Method: disagree with the first deployment.
func TestNothingIsMadeWithoutConsent(t *testing.T) {
	no := errors.New("no")
	f := formation{changes: change("Add", "LedgerTable", "AWS::DynamoDB::Table", "")}
	refusing := wanted()
	refusing.Agree = func(changes []string) error {
		if len(changes) != 1 || !strings.Contains(changes[0], "LedgerTable") {
			t.Errorf("%q", changes)
		}
		return no
	}
	if _, err := stack(t, &f).Deploy(t.Context(), refusing); !errors.Is(err, no) || f.status != "" ||
		slices.Contains(f.asked, "ExecuteChangeSet") {
		t.Errorf("%v, status %q, asked %v", err, f.status, f.asked)
	}
}

// Goal: a deployment that failed says why and what mends it, the cause first, without what was only broken off and
// without last month's failures. Method: the events of a failed update, and values that CloudFormation refuses.
func TestAFailedDeploymentSaysWhyAndWhatMendsIt(t *testing.T) {
	f := formation{
		status: "CREATE_COMPLETE", outcome: []string{"UPDATE_ROLLBACK_COMPLETE"},
		events: event("scuola", "id", "UPDATE_ROLLBACK_COMPLETE", "") +
			event("HomeFunction", "h", "UPDATE_FAILED", "Resource update cancelled") +
			event("StationFunction", "s", "UPDATE_FAILED", "decreases account's UnreservedConcurrentExecution below its minimum") +
			event("scuola", "id", "UPDATE_IN_PROGRESS", "User Initiated") +
			event("PortalEdge", "e", "UPDATE_FAILED", "of last month"),
	}
	_, err := stack(t, &f).Deploy(t.Context(), wanted())
	if err == nil {
		t.Fatal("no failure")
	}
	for text, there := range map[string]bool{
		"nothing was changed": true, "StationFunction": true, "say Concurrency=10": true, "HomeFunction": false,
		"last month": false,
	} {
		if strings.Contains(err.Error(), text) != there {
			t.Errorf("%q: %v in %v", text, !there, err)
		}
	}
	f = formation{refusal: "Rules validation failed: produzione wants AlarmEmail"}
	if _, err := stack(t, &f).Deploy(t.Context(), wanted()); err == nil ||
		!strings.Contains(err.Error(), "AlarmEmail") || f.status != "" {
		t.Errorf("%v, status %q", err, f.status)
	}
	f = formation{status: "UPDATE_ROLLBACK_FAILED"}
	if _, err := stack(t, &f).Deploy(t.Context(), wanted()); err == nil ||
		!strings.Contains(err.Error(), "continue-update-rollback") {
		t.Errorf("%v", err)
	}
}

// Goal: a parameter whose value CloudFormation hides keeps it. Method: deploy with what it showed.
func TestHiddenParameterKeepsItsValue(t *testing.T) {
	f := formation{status: "CREATE_COMPLETE", outcome: []string{"UPDATE_COMPLETE"}}
	w := cloud.Wanted{TemplateBody: "{}", Parameters: map[string]string{"FirstAdministrators": cloud.Hidden}}
	if _, err := stack(t, &f).Deploy(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if f.parameter != "" || f.previous != "true" {
		t.Errorf("value %q, previous %q", f.parameter, f.previous)
	}
}
