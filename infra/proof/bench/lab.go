package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/tables"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// laboratory is a set of fresh tables, the stores around them, the built functions and their floors.
type laboratory struct {
	emulator, sqs string // addresses
	counter       *counter
	counted       string // address of the counter before the emulator
	binaries      string // folder of the built functions
	folder        string // of this run: the floors and copies of functions
	secrets       []string
	queue         string // URL of the queue that the planner fills
	others        string // URL of the queue of all other functions that send
	clock         calendar.Clock
	core, ops     dynamo.Table
	school        school.Store
	ledger        ledger.Store
	billing       billing.Store
	servers       []*http.Server
	log           *os.File
}

// evening is when all functions believe to be: a Friday at nine.
var evening = time.Date(2026, 11, 20, 21, 0, 0, 0, calendar.Rome())

func openLab(ctx context.Context, binaries string) (*laboratory, error) {
	l := &laboratory{
		emulator: os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), sqs: os.Getenv("AWS_ENDPOINT_URL_SQS"),
		binaries: binaries, clock: calendar.Fixed(evening),
	}
	if l.emulator == "" || l.sqs == "" {
		return nil, fmt.Errorf("AWS_ENDPOINT_URL_DYNAMODB and _SQS are not set: make bench starts the emulators")
	}
	var err error
	if l.folder, err = os.MkdirTemp("", "bench-"); err != nil {
		return nil, err
	}
	if l.log, err = os.Create(filepath.Join(l.folder, "functions.log")); err != nil {
		return nil, err
	}
	for _, floor := range []string{"hello", "page"} {
		if err := l.buildFloor(ctx, floor); err != nil {
			return nil, err
		}
	}
	if err := l.invent(); err != nil {
		return nil, err
	}
	for name, url := range map[string]*string{"meals": &l.queue, "others": &l.others} {
		queue, err := emulators.SQS(l.sqs).CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("bench-" + name)})
		if err != nil {
			return nil, err
		}
		*url = aws.ToString(queue.QueueUrl)
	}
	l.counter = newCounter(l.emulator)
	if l.counted, err = l.serve(l.counter); err != nil {
		return nil, err
	}
	return l, l.freshTables(ctx)
}

// freshTables replaces the stores by ones on new tables.
func (l *laboratory) freshTables(ctx context.Context) error {
	db, name := client(l.emulator), "bench-"+rand.Text()[:12]
	table := func(which string) dynamo.Table { return dynamo.Table{Client: db, Name: name + "-" + which} }
	l.core, l.ops = table("core"), table("ops")
	l.school = school.Store{Core: l.core, Presence: table("presence"), Clock: l.clock}
	l.ledger = ledger.Store{Ledger: table("ledger"), Clock: l.clock}
	l.billing = billing.Store{
		Ledger: l.ledger.Ledger, Ops: l.ops, Accounts: l.ledger, Clock: l.clock, Random: rand.Reader,
	}
	var wanted []template.Table
	for _, t := range []dynamo.Table{l.core, l.ops, l.school.Presence, l.ledger.Ledger} {
		wanted = append(wanted, template.Table{
			Name: t.Name, Attributes: []template.Attribute{{Name: "pk", Type: "S"}, {Name: "sk", Type: "S"}},
			Keys: []template.Key{{Name: "pk", Type: "HASH"}, {Name: "sk", Type: "RANGE"}},
		})
	}
	return tables.Create(ctx, db, wanted)
}

// client returns a client as a function has it.
func client(address string) *dynamodb.Client {
	options := emulators.DynamoDB(address).Options()
	return dynamo.NewWorkerClient(aws.Config{
		Region: options.Region, BaseEndpoint: options.BaseEndpoint, Credentials: options.Credentials,
	})
}

// buildFloor builds a floor with the flags of the shipped functions.
func (l *laboratory) buildFloor(ctx context.Context, name string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w",
		"-o", filepath.Join(l.folder, name), "./infra/proof/bench/floor/"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", name, err, output)
	}
	return nil
}

// invent makes secrets of the form that functions check when they start.
func (l *laboratory) invent() error {
	key, err := rsa.GenerateKey(rand.Reader, 3072)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	people := make([]byte, 32)
	_, _ = rand.Read(people) // never fails
	l.secrets = []string{
		"SIGNING_KEYS=" + base64.StdEncoding.EncodeToString(der) + "@2026-01-01",
		"PEOPLE_KEY=" + base64.StdEncoding.EncodeToString(people),
	}
	return nil
}

// environment is everything that any function reads.
func (l *laboratory) environment(dynamoDB string) []string {
	env := append(emulators.Environment(dynamoDB, l.sqs), l.secrets...)
	return append(env, "CORE_TABLE="+l.core.Name, "OPS_TABLE="+l.ops.Name, "IDENTITY_LOG_TABLE="+l.ops.Name,
		"PRESENCE_TABLE="+l.school.Presence.Name, "LEDGER_TABLE="+l.ledger.Ledger.Name,
		"MEALS_QUEUE_URL="+l.queue, "RECEIPTS_QUEUE_URL="+l.others,
		"NOTICES_QUEUE_URL="+l.others, "PORTAL_URL=http://localhost", "STATION_ID=77777777777_01",
		"BROKER_ID=77777777777", "CNS_DOMAIN=localhost", "CNS_TRUSTSTORE=s3://bench/cards.pem",
		"CNS_REVOCATION_HOSTS=localhost", "CHECKOUT_URL=http://localhost", "CHECKOUT_KEY=none", "ACA_URL=http://localhost",
		"ACA_KEY=none", "IDP_METADATA=http://localhost/metadata", "CIE_METADATA=http://localhost/cie", "LOCAL_HTTP=1",
		"CLOCK="+evening.Format(time.RFC3339))
}

// functions returns the built functions that have a handler in this repository, by name.
func (l *laboratory) functions() (map[string]string, error) {
	mains, err := filepath.Glob(filepath.Join("functions", "*", "main.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, main := range mains {
		name := filepath.Base(filepath.Dir(main))
		binary, err := filepath.Abs(l.binary(name))
		if err != nil {
			return nil, err
		}
		if _, err := os.Stat(binary); err != nil {
			return nil, fmt.Errorf("%s is not built: %w", name, err)
		}
		found[name] = binary
	}
	return found, nil
}

func (l *laboratory) binary(function string) string {
	return filepath.Join(l.binaries, function, "bootstrap")
}

// host runs a binary behind the Runtime API, one process, against a DynamoDB address.
func (l *laboratory) host(binary, dynamoDB string, more ...string) *runtimeapi.Host {
	return runtimeapi.New(runtimeapi.Function{
		Name: filepath.Base(binary), ARN: "arn:aws:lambda:local:000000000000:function:bench", Binary: binary,
		Timeout: 5 * time.Minute, Env: append(l.environment(dynamoDB), more...), Output: l.log, MaxProcesses: 1,
	})
}

func (l *laboratory) serve(handler http.Handler) (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	l.servers = append(l.servers, server)
	go func() { _ = server.Serve(listener) }()
	return "http://" + listener.Addr().String(), nil
}

func (l *laboratory) close() {
	for _, server := range l.servers {
		_ = server.Close()
	}
	_ = l.log.Close()
	_ = os.RemoveAll(l.folder)
}
