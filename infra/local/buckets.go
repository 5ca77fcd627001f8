package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
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

// startBuckets starts S3 with the template's buckets, each of which tells queues of its new objects.
func (s *stack) startBuckets(ctx context.Context) error {
	listener, err := process.Listen(0)
	if err != nil {
		return err
	}
	server := &http.Server{Handler: http.HandlerFunc(s.objectCreated), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = server.Serve(listener) }()
	s.onStop(func(hurry context.Context) { _ = server.Shutdown(hurry) })
	var users []string
	for _, function := range s.template.Functions {
		users = append(users, function.Name) // each signs by its name
	}
	place := s.emulators()
	store, err := place.StartS3(ctx, emulators.S3{
		Port: s.options.near(12), Folder: filepath.Join(s.options.state, "data", "s3"), Users: users,
		Told: fmt.Sprintf("http://127.0.0.1:%d", process.Port(listener)),
	})
	if err != nil {
		return err
	}
	s.keep(store, "S3")
	s.about.S3URL, s.about.Buckets = store.URL, map[string]string{}
	for _, declared := range s.template.Buckets {
		name := "local-" + strings.ToLower(declared.LogicalID)
		s.about.Buckets[declared.LogicalID] = name
		if err := (bucket.Bucket{Config: emulators.S3Config(store.URL), Name: name}).Create(ctx); err != nil {
			return fmt.Errorf("create bucket %s: %w", name, err)
		}
	}
	return nil
}

// objectCreated passes what S3 tells of a new object on to the queues that the template names.
func (s *stack) objectCreated(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var event struct {
		Records []struct {
			EventName string `json:"eventName"`
			S3        struct {
				Bucket struct{ Name string }
				Object struct{ Key string }
			} `json:"s3"`
		}
	}
	if err := json.Unmarshal(body, &event); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	for _, record := range event.Records {
		if !strings.Contains(record.EventName, "ObjectCreated") {
			continue
		}
		key, err := url.QueryUnescape(record.S3.Object.Key)
		if err != nil {
			key = record.S3.Object.Key
		}
		for _, queue := range s.toldOf(record.S3.Bucket.Name, key) {
			if _, err := s.sqs.SendMessage(r.Context(), &sqs.SendMessageInput{
				QueueUrl: aws.String(s.queues[queue].URL), MessageBody: aws.String(string(body)),
			}); err != nil {
				s.console.failed("S3", err)
			}
		}
	}
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
