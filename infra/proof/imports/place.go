package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/tables"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/queue"
)

const tenant = "c_x000"

// place is where everything is: tables, bucket and queue of one run, which the worker's process finds by their names.
type place struct {
	name   string // of the run
	worker imports.Worker
	bucket bucket.Bucket
	sqs    *sqs.Client
	queue  string // address
}

// run is the variable that tells the worker's process which run it belongs to, and queueURL its queue.
const (
	run      = "IMPORTS_RUN"
	queueURL = "IMPORTS_RUN_QUEUE"
)

// newPlace makes the tables, the bucket and the queue of a run.
func newPlace(ctx context.Context) (place, error) {
	client := emulators.SQS(os.Getenv("AWS_ENDPOINT_URL_SQS"))
	name := "run" + strings.ToLower(rand.Text()[:8])
	// A killed worker's message comes back after two seconds.
	made, err := client.CreateQueue(ctx, &sqs.CreateQueueInput{
		QueueName: &name, Attributes: map[string]string{"VisibilityTimeout": "2"},
	})
	if err != nil {
		return place{}, fmt.Errorf("create a queue, is this run by testenv? %w", err)
	}
	p := openPlace(name, *made.QueueUrl)
	var declared []template.Table
	for _, table := range tableNames {
		declared = append(declared, tables.Plain(name+table))
	}
	if err := tables.Create(ctx, p.worker.Store.Ops.Client, declared); err != nil {
		return place{}, err
	}
	return p, p.bucket.Create(ctx)
}

var tableNames = []string{"Core", "Presence", "Ledger", "Ops", "Audit"}

// openPlace reaches those of a run.
func openPlace(name, queueAddress string) place {
	clock := calendar.System()
	client := emulators.DynamoDB(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"))
	table := func(kind string) dynamo.Table { return dynamo.Table{Client: client, Name: name + kind} }
	stores := intake.Tables{
		Core: table("Core"), Presence: table("Presence"), Ledger: table("Ledger"), Ops: table("Ops"), Audit: table("Audit"),
	}
	p := place{
		name: name, sqs: emulators.SQS(os.Getenv("AWS_ENDPOINT_URL_SQS")), queue: queueAddress,
		bucket: bucket.Bucket{Config: emulators.S3Config(os.Getenv("AWS_ENDPOINT_URL_S3")), Name: name},
	}
	p.worker = imports.Worker{
		Store: imports.Store{Ops: stores.Ops, Clock: clock}, Loader: intake.New(stores, clock, []byte(strings.Repeat("k", 32))),
		Files: p.bucket, Queue: queue.To[imports.Message]{Client: p.sqs, URL: queueAddress},
		Audit: office.Log{Table: stores.Audit, Clock: clock}, Log: slog.New(slog.DiscardHandler),
	}
	return p
}

// confirm does what the office does on its page.
func (p place) confirm(ctx context.Context, i imports.Import) error {
	i, err := p.worker.Store.Confirm(ctx, i, office.Operator{ID: "op1", Name: "Giulia", FamilyName: "Conti", Roles: []office.Role{office.Clerk}}, false)
	if err != nil {
		return err
	}
	return p.worker.Queue.Send(ctx, imports.Message{Tenant: i.Tenant, ID: i.ID})
}

// work is the worker's process: it takes messages until it is killed.
func work(ctx context.Context) error {
	p := openPlace(os.Getenv(run), os.Getenv(queueURL))
	for ctx.Err() == nil {
		batch, err := p.sqs.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{QueueUrl: &p.queue, WaitTimeSeconds: 1})
		if err != nil {
			return err
		}
		for _, message := range batch.Messages {
			if err := p.worker.Handle(ctx, *message.Body); err != nil {
				return err
			}
			_, err := p.sqs.DeleteMessage(ctx, &sqs.DeleteMessageInput{QueueUrl: &p.queue, ReceiptHandle: message.ReceiptHandle})
			if err != nil {
				return err
			}
		}
	}
	return errors.New("stopped")
}
