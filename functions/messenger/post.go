package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/mail"
	"slices"

	"github.com/aws/aws-sdk-go-v2/aws"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"serviziscolastici/shared/invocation"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/retry"
)

// Post is mail as a channel, by Amazon SES.
type Post struct {
	client *sesv2.Client
	from   string // address
	// events is the configuration set that tells of bounces, "" for none.
	events string
}

// NewPost returns the channel. Its client tries once: after a request without an answer nobody knows whether
// the mail went out, and SES has no way to send it twice and have it arrive once.
func NewPost(config aws.Config, from, events string) Post {
	return Post{from: from, events: events, client: sesv2.NewFromConfig(config, func(o *sesv2.Options) {
		o.Retryer, o.HTTPClient = aws.NopRetryer{}, retry.ForWorkers().HTTPClient()
	})}
}

// Reaches implements Channel. A question reaches every address; any other mail one that was confirmed and has not
// bounced since.
func (p Post) Reaches(_ context.Context, f message.Family, kind message.Kind, told []message.Told) (bool, error) {
	address, chosen := f.Guardian.Email, f.Preferences
	if kind == message.Confirm {
		return chosen.Asked != "", nil
	}
	hash := message.AddressHash(address)
	bounced := slices.ContainsFunc(told, func(t message.Told) bool {
		return t.Address == hash && t.At.After(chosen.ConfirmedAt)
	})
	return address != "" && chosen.Confirmed == address && !bounced, nil
}

// Send implements Channel.
func (p Post) Send(ctx context.Context, f message.Family, thing message.Thing) (string, error) {
	from := mail.Address{Name: f.Municipality.Name, Address: p.from}
	text := func(s string) *types.Content { return &types.Content{Data: &s, Charset: aws.String("UTF-8")} }
	header := func(name, value string) types.MessageHeader { return types.MessageHeader{Name: &name, Value: &value} }
	tag := func(name, value string) types.MessageTag { return types.MessageTag{Name: &name, Value: &value} }
	headers := []types.MessageHeader{header("Auto-Submitted", "auto-generated")}
	if thing.Kind != message.Confirm {
		headers = append(headers, header("List-Unsubscribe", "<"+f.Unsubscribe()+">"),
			header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
	}
	input := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(from.String()), Destination: &types.Destination{ToAddresses: []string{f.Guardian.Email}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: text(thing.Subject), Body: &types.Body{Text: text(f.MailText(thing))}, Headers: headers,
		}},
		EmailTags: []types.MessageTag{tag("tenant", f.Municipality.ID), tag("guardian", f.Guardian.ID)},
	}
	if f.Municipality.Email != "" {
		input.ReplyToAddresses = []string{f.Municipality.Email}
	}
	if p.events != "" {
		input.ConfigurationSetName = &p.events
	}
	output, err := p.client.SendEmail(ctx, input)
	if err != nil {
		return "", outcome(err)
	}
	return aws.ToString(output.MessageId), nil
}

// State implements Channel. SES tells by itself.
func (Post) State(context.Context, message.Family, string) (message.State, error) {
	return message.Sent, nil
}

// outcome tells what an error of SES says of the mail. Its text is left out: it may hold the address.
func outcome(err error) error {
	var answer *awshttp.ResponseError // also without an answer, with status 0
	if !errors.As(err, &answer) || answer.HTTPStatusCode() == 0 {
		return fmt.Errorf("%w: SES does not answer", message.Unanswered(err))
	}
	var rejected *types.MessageRejected
	var bad *types.BadRequestException
	status := answer.HTTPStatusCode()
	switch {
	case errors.As(err, &rejected), errors.As(err, &bad):
		return fmt.Errorf("%w: SES answers %d", message.ErrRefused, status)
	case status >= http.StatusInternalServerError:
		return fmt.Errorf("%w: SES answers %d", message.ErrUnknown, status)
	}
	return fmt.Errorf("%w: SES answers %d", message.ErrNotNow, status) // too many, paused, an identity not verified yet
}

// mailEvent is what SES says of a mail that it took.
type mailEvent struct {
	EventType string `json:"eventType"`
	Bounce    struct {
		Type       string      `json:"bounceType"`
		Recipients []recipient `json:"bouncedRecipients"`
	} `json:"bounce"`
	Complaint struct {
		Recipients []recipient `json:"complainedRecipients"`
	} `json:"complaint"`
	Mail struct {
		Tags map[string][]string `json:"tags"`
	} `json:"mail"`
}

type recipient struct {
	Address string `json:"emailAddress"`
}

// heard ends mail to an address that takes none for good, or whose owner calls ours unwanted, until it is
// confirmed again.
func (m Messenger) heard(ctx context.Context, event mailEvent) error {
	gone := event.Complaint.Recipients
	if event.Bounce.Type == "Permanent" {
		gone = append(gone, event.Bounce.Recipients...)
	}
	invocation.Note(ctx, slog.String("mail", event.EventType))
	tags := event.Mail.Tags
	if len(tags["tenant"]) != 1 || len(tags["guardian"]) != 1 {
		return nil // not a mail of ours
	}
	for _, r := range gone {
		if err := m.Told.Bounce(ctx, tags["tenant"][0], tags["guardian"][0], r.Address); err != nil {
			return err
		}
	}
	return nil
}
