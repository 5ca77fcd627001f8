package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/shared/calendar"
)

// measureNight founds a municipality, registers that everybody ate and runs the evening: the planner
// through the queue to the debits, in one process each.
func measureNight(ctx context.Context, lab *laboratory, pupils int) (Night, error) {
	if err := lab.freshTables(ctx); err != nil {
		return Night{}, err
	}
	today := calendar.DayOf(evening)
	if err := lab.found(ctx, pupils); err != nil {
		return Night{}, err
	}
	if err := lab.register(ctx, pupils, today); err != nil {
		return Night{}, err
	}
	queue := emulators.SQS(lab.sqs)
	planner := lab.host(lab.binary("mealplanner"), lab.emulator)
	defer planner.Close()
	binary, err := lab.ownCopy("mealdebits")
	if err != nil {
		return Night{}, err
	}
	worker := lab.host(binary, lab.emulator)
	defer worker.Close()
	begun := time.Now()
	if _, err := planner.Invoke(ctx, fmt.Appendf(nil, `{"date":%q}`, today)); err != nil {
		return Night{}, err
	}
	if err := lab.drain(ctx, queue, worker, (pupils+classSize-1)/classSize); err != nil {
		return Night{}, err
	}
	night := Night{Pupils: pupils, Seconds: time.Since(begun).Seconds()}
	if err := lab.everybodyCharged(ctx, pupils); err != nil {
		return Night{}, err
	}
	night.PeakMB, err = peakMB(binary)
	return night, err
}

// drain delivers what is in the queue, ten messages at a time, until so many classes are done.
func (l *laboratory) drain(
	ctx context.Context, queue *sqs.Client, worker *runtimeapi.Host, classes int,
) error {
	url := aws.String(l.queue)
	for done := 0; done < classes; {
		batch, err := queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
			QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1,
		})
		if err != nil {
			return err
		}
		if len(batch.Messages) == 0 {
			return fmt.Errorf("the queue is empty after %d of %d classes", done, classes)
		}
		var bodies []string
		var finished []types.DeleteMessageBatchRequestEntry
		for i, message := range batch.Messages {
			bodies = append(bodies, aws.ToString(message.Body))
			finished = append(finished, types.DeleteMessageBatchRequestEntry{
				Id: aws.String(strconv.Itoa(i)), ReceiptHandle: message.ReceiptHandle,
			})
		}
		if _, err := deliver(ctx, worker, bodies); err != nil {
			return err
		}
		if _, err := queue.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{
			QueueUrl: url, Entries: finished,
		}); err != nil {
			return err
		}
		done += len(bodies)
		fmt.Fprintf(os.Stderr, "\r  night: %d of %d classes", done, classes)
	}
	fmt.Fprint(os.Stderr, "\r\033[K")
	return nil
}

// everybodyCharged checks the completion markers against the municipality.
func (l *laboratory) everybodyCharged(ctx context.Context, pupils int) error {
	batches, err := l.ledger.BatchesOf(ctx, tenant, calendar.DayOf(evening))
	if err != nil {
		return err
	}
	meals := 0
	for _, batch := range batches {
		meals += batch.Meals
	}
	if meals != pupils {
		return fmt.Errorf("%d meals for %d pupils", meals, pupils)
	}
	return nil
}

// ownCopy copies a function's binary, so that its processes are told from others of the same function.
func (l *laboratory) ownCopy(function string) (string, error) {
	content, err := os.ReadFile(l.binary(function))
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(l.folder, function+"-")
	if err != nil {
		return "", err
	}
	copied := filepath.Join(folder, "bootstrap")
	return copied, os.WriteFile(copied, content, 0o755)
}

// peakMB is the most resident memory that the process of a binary has had, from Linux's /proc.
func peakMB(binary string) (float64, error) {
	links, err := filepath.Glob("/proc/[0-9]*/exe")
	if err != nil {
		return 0, err
	}
	for _, link := range links {
		if target, err := os.Readlink(link); err != nil || target != binary {
			continue
		}
		status, err := os.ReadFile(filepath.Join(filepath.Dir(link), "status"))
		if err != nil {
			return 0, err
		}
		for line := range strings.Lines(string(status)) {
			if text, is := strings.CutPrefix(line, "VmHWM:"); is {
				kilobytes, err := strconv.ParseFloat(strings.TrimSpace(strings.TrimSuffix(
					strings.TrimSpace(text), "kB")), 64)
				return kilobytes / 1024, err
			}
		}
	}
	return 0, fmt.Errorf("no process of %s", binary)
}
