package main

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// Fixture is the proofs' with the built functions and their floors.
type Fixture struct {
	fixture.Fixture
	emulator, sqs string // addresses
	files         bucket.Bucket
	counter       *counter
	counted       string // address of the counter before the emulator
	binaries      string // folder of the built functions
	folder        string // of this run: the floors and copies of functions
	secrets       []string
	queue         string // URL of the queue that the planner fills
	others        string // URL of the queue of all other functions that send
	servers       fixture.Servers
	log           *os.File
}

func openFixture(ctx context.Context, binaries string) (*Fixture, error) {
	f := &Fixture{
		emulator: os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), sqs: os.Getenv("AWS_ENDPOINT_URL_SQS"),
		binaries: binaries,
	}
	if f.emulator == "" || f.sqs == "" {
		return nil, fmt.Errorf("AWS_ENDPOINT_URL_DYNAMODB and _SQS are not set: make bench starts the emulators")
	}
	var err error
	if f.folder, err = os.MkdirTemp("", "bench-"); err != nil {
		return nil, err
	}
	if f.log, err = os.Create(filepath.Join(f.folder, "functions.log")); err != nil {
		return nil, err
	}
	for _, floor := range []string{"hello", "page", "queries"} {
		if err := f.buildFloor(ctx, floor); err != nil {
			return nil, err
		}
	}
	if err := f.invent(); err != nil {
		return nil, err
	}
	for name, url := range map[string]*string{"meals": &f.queue, "others": &f.others} {
		queue, err := emulators.SQS(f.sqs).CreateQueue(ctx, &sqs.CreateQueueInput{QueueName: aws.String("bench-" + name)})
		if err != nil {
			return nil, err
		}
		*url = aws.ToString(queue.QueueUrl)
	}
	f.files = bucket.Bucket{Config: emulators.S3Config(os.Getenv("AWS_ENDPOINT_URL_S3")), Name: "bench"}
	if err := f.files.Create(ctx); err != nil {
		return nil, err
	}
	f.counter = newCounter(f.emulator)
	if f.counted, err = f.servers.Serve(f.counter); err != nil {
		return nil, err
	}
	return f, f.freshTables(ctx)
}

// freshTables replaces the stores by ones on new tables.
func (f *Fixture) freshTables(ctx context.Context) error {
	var err error
	f.Fixture, err = fixture.New(ctx, client(f.emulator), calendar.Fixed(fixture.Evening()), rand.Reader)
	return err
}

// client returns a client as a function has it.
func client(address string) *dynamodb.Client {
	options := emulators.DynamoDB(address).Options()
	return dynamo.NewWorkerClient(aws.Config{
		Region: options.Region, BaseEndpoint: options.BaseEndpoint, Credentials: options.Credentials,
	})
}

// buildFloor builds a floor with the flags of the shipped functions.
func (f *Fixture) buildFloor(ctx context.Context, name string) error {
	build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-tags", "lambda.norpc", "-ldflags", "-s -w",
		"-o", filepath.Join(f.folder, name), "./infra/proof/bench/floor/"+name)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if output, err := build.CombinedOutput(); err != nil {
		return fmt.Errorf("build %s: %w\n%s", name, err, output)
	}
	return nil
}

// invent makes secrets of the form that functions check when they start.
func (f *Fixture) invent() error {
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
	f.secrets = []string{
		"SIGNING_KEYS=" + base64.StdEncoding.EncodeToString(der) + "@2026-01-01",
		"PEOPLE_KEY=" + base64.StdEncoding.EncodeToString(people),
	}
	return nil
}

// environment is everything that any function reads.
func (f *Fixture) environment(dynamoDB string) []string {
	env := append(emulators.Environment(dynamoDB, f.sqs), f.secrets...)
	env = append(env, f.Fixture.Environment()...)
	return append(env, "MEALS_QUEUE_URL="+f.queue, "RECEIPTS_QUEUE_URL="+f.others,
		"NOTICES_QUEUE_URL="+f.others, "MESSAGES_QUEUE_URL="+f.others, "IMPORTS_QUEUE_URL="+f.others,
		"IMPORTS_BUCKET="+f.files.Name, "AWS_ENDPOINT_URL_S3="+f.files.Origin(), "PORTAL_URL=http://localhost", "STATION_ID=77777777777_01",
		"BROKER_ID=77777777777", "CNS_DOMAIN=localhost", "CNS_TRUSTSTORE=s3://bench/cards.pem",
		"CNS_REVOCATION_HOSTS=localhost", "CHECKOUT_URL=http://localhost", "CHECKOUT_KEY=none", "ACA_URL=http://localhost",
		"ACA_KEY=none", "IDP_METADATA=http://localhost/metadata", "CIE_METADATA=http://localhost/cie", "LOCAL_HTTP=1",
		"CLOCK="+fixture.Evening().Format(time.RFC3339))
}

// functions returns the built functions that have a handler in this repository, by name.
func (f *Fixture) functions() (map[string]string, error) {
	mains, err := filepath.Glob(filepath.Join("functions", "*", "main.go"))
	if err != nil {
		return nil, err
	}
	found := map[string]string{}
	for _, main := range mains {
		name := filepath.Base(filepath.Dir(main))
		binary, err := filepath.Abs(f.binary(name))
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

func (f *Fixture) binary(function string) string {
	return filepath.Join(f.binaries, function, "bootstrap")
}

// host runs a binary behind the Runtime API, one process, against a DynamoDB address.
func (f *Fixture) host(binary, dynamoDB string, more ...string) *runtimeapi.Host {
	return runtimeapi.New(runtimeapi.Function{
		Name: filepath.Base(binary), ARN: "arn:aws:lambda:local:000000000000:function:bench", Binary: binary,
		Timeout: 5 * time.Minute, Env: append(f.environment(dynamoDB), more...), Output: f.log, MaxProcesses: 1,
	})
}

func (f *Fixture) close() {
	f.servers.Close()
	_ = f.log.Close()
	_ = os.RemoveAll(f.folder)
}

// register enters that everybody ate on a day.
func (f *Fixture) register(ctx context.Context, pupils int, day calendar.Day) error {
	return f.registerDay(ctx, pupils, day, everybodyEats())
}
