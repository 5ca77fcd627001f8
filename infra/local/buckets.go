package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/process"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/bucket"
)

// startBuckets starts S3 with the template's buckets. Everybody reaches it through a proxy, which tells queues of new
// objects as S3 does: the emulator's own messages do not name what a form has stored. Nor does it fill in the names of
// files.
func (s *stack) startBuckets(ctx context.Context) error {
	var users []string
	for _, function := range s.template.Functions {
		users = append(users, function.Name) // each signs by its name
	}
	store, err := s.emulators().StartS3(ctx, emulators.S3{
		Folder: filepath.Join(s.options.state, "data", "s3"), Users: users,
	})
	if err != nil {
		return err
	}
	s.keep(store, "S3")
	to, err := url.Parse(store.URL)
	if err != nil {
		return err
	}
	listener, err := process.Listen(s.options.near(12))
	if err != nil {
		return err
	}
	proxy := httputil.NewSingleHostReverseProxy(to) // which keeps the host, by which requests are signed
	proxy.ModifyResponse = s.answered
	server := &http.Server{Handler: named(proxy), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	s.onStop(func(hurry context.Context) { _ = server.Shutdown(hurry) })
	s.about.S3URL, s.about.Buckets = fmt.Sprintf("http://127.0.0.1:%d", process.Port(listener)), map[string]string{}
	for _, declared := range s.template.Buckets {
		name := "local-" + strings.ToLower(declared.LogicalID)
		s.about.Buckets[declared.LogicalID] = name
		if err := (bucket.Bucket{Config: emulators.S3Config(s.about.S3URL), Name: name}).Create(ctx); err != nil {
			return fmt.Errorf("create bucket %s: %w", name, err)
		}
	}
	return nil
}

// answered looks at an answer of S3, and tells the queues if it has stored an object.
func (s *stack) answered(answer *http.Response) error {
	request := answer.Request
	name, key, _ := strings.Cut(strings.TrimPrefix(request.URL.Path, "/"), "/")
	switch {
	case request.Method == http.MethodPut && answer.StatusCode == http.StatusOK && key != "":
	case request.Method == http.MethodPost && answer.StatusCode == http.StatusSeeOther: // a form, which goes on
		location, err := answer.Location()
		if err != nil {
			return err
		}
		key = location.Query().Get("key")
	default:
		return nil
	}
	return s.objectCreated(request.Context(), name, key, answer.Header.Get("Etag"))
}

// objectCreated tells the queues that the template names of a new object.
func (s *stack) objectCreated(ctx context.Context, name, key, tag string) error {
	object := map[string]any{"key": url.QueryEscape(key), "eTag": strings.Trim(tag, `"`)}
	body, err := json.Marshal(map[string]any{"Records": []any{map[string]any{
		"eventSource": "aws:s3", "eventName": "ObjectCreated", "eventTime": time.Now().UTC().Format(time.RFC3339Nano),
		"s3": map[string]any{"bucket": map[string]any{"name": name}, "object": object},
	}}})
	if err != nil {
		return err
	}
	for _, queue := range s.toldOf(name, key) {
		if _, err := s.sqs.SendMessage(ctx, &sqs.SendMessageInput{
			QueueUrl: aws.String(s.queues[queue].URL), MessageBody: aws.String(string(body)),
		}); err != nil {
			return err
		}
	}
	return nil
}

// toldOf are the queues, by logical id, that are told of an object.
func (s *stack) toldOf(name, key string) []string {
	var queues []string
	for _, declared := range s.template.Buckets {
		if s.about.Buckets[declared.LogicalID] != name {
			continue
		}
		for _, one := range declared.Notifications {
			if fits(one, key) {
				queues = append(queues, one.Queue)
			}
		}
	}
	return queues
}

func fits(one template.Notification, key string) bool {
	return strings.HasPrefix(key, one.Prefix) && strings.HasSuffix(key, one.Suffix)
}
