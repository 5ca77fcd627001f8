package main

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/school"
)

// night is the evening of one municipality, with one process each of planner and worker.
type night struct {
	*Fixture
	evening
	pupils  int
	planner *runtimeapi.Host
	worker  *runtimeapi.Host
	// direct is the SDK's client on the worker's way to the ledger, past the tokens (see counter).
	direct *dynamodb.Client
	// floors are how long a bare transaction took at moments of the night, in seconds; probing is
	// what measuring that took.
	floors  []float64
	probing time.Duration
	// planning and debiting are the parts of the night; the rest is the queue's.
	planning, debiting time.Duration
}

// probes is how often during a night the bare SDK loop runs: the machine may be faster or slower from
// one minute to the next, and from one municipality to the next.
const probes = 10

// measureNights runs a night several times when it is short, and returns the one in the middle.
func measureNights(ctx context.Context, f *Fixture, pupils int, e evening) (Night, error) {
	runs := make([]Night, max(1, min(5, shortNight/pupils)))
	for i := range runs {
		var err error
		if runs[i], err = measureNight(ctx, f, pupils, e); err != nil {
			return Night{}, err
		}
	}
	slices.SortFunc(runs, func(a, b Night) int { return cmp.Compare(a.overFloor, b.overFloor) })
	return runs[len(runs)/2], nil
}

// shortNight is how many pupils one run of a night is enough for.
const shortNight = 6000

// measureNight founds a municipality, registers who ate and runs the evening: the planner
// through the queue to the debits. Then it corrects presences and runs the evening after.
func measureNight(ctx context.Context, f *Fixture, pupils int, e evening) (Night, error) {
	if err := f.freshTables(ctx); err != nil {
		return Night{}, err
	}
	today := fixture.Today()
	if err := f.Populate(ctx, pupils); err != nil {
		return Night{}, err
	}
	if err := f.registerDay(ctx, pupils, today, e); err != nil {
		return Night{}, err
	}
	planner, err := f.ownCopy("mealplanner")
	if err != nil {
		return Night{}, err
	}
	worker, err := f.ownCopy("mealdebits")
	if err != nil {
		return Night{}, err
	}
	n := night{
		Fixture: f, evening: e, pupils: pupils, planner: f.host(planner, f.emulator), worker: f.host(worker, f.counted),
		direct: client(f.counted),
	}
	defer n.planner.Close()
	defer n.worker.Close()
	if _, err := n.bareDebits(ctx, n.direct, -1); err != nil { // warms up
		return Night{}, err
	}
	begun := time.Now()
	if _, err := n.run(ctx); err != nil {
		return Night{}, err
	}
	took := time.Since(begun) - n.probing
	meals := e.meals(pupils)
	result := Night{Pupils: pupils, Seconds: took.Seconds()}
	result.overFloor = result.Seconds / float64(meals) / median(n.floors)
	if err := f.charged(ctx, meals); err != nil {
		return Night{}, err
	}
	plannerMB, err := peakMB(planner)
	if err != nil {
		return Night{}, err
	}
	workerMB, err := peakMB(worker)
	if err != nil {
		return Night{}, err
	}
	result.PeakMB = max(plannerMB, workerMB)
	row("%s of %d pupils, %d meals: %.1f s, %.2f ms a meal = %.2f × a bare transaction at that time",
		e.name, pupils, meals, result.Seconds, 1000*result.Seconds/float64(meals), result.overFloor)
	row("  of it planning %.2f s, debiting %.2f s, the queue %.2f s; planner %.0f MB, worker %.0f MB",
		n.planning.Seconds(), n.debiting.Seconds(), (took - n.planning - n.debiting).Seconds(), plannerMB, workerMB)
	return result, n.correct(ctx)
}

// run plans an evening and works until all its classes are done. It returns how many there were.
func (n *night) run(ctx context.Context) (int, error) {
	begun := time.Now()
	answer, err := n.planner.Invoke(ctx, fmt.Appendf(nil, `{"date":%q}`, fixture.Today()))
	n.planning += time.Since(begun)
	if err != nil {
		return 0, err
	}
	var plan struct{ Messages int }
	if err := json.Unmarshal(answer, &plan); err != nil {
		return 0, err
	}
	told := newProgress(fmt.Sprintf("  %s of %d pupils", n.name, n.pupils), plan.Messages)
	for done, next := 0, 0; done < plan.Messages; {
		if done >= next {
			if err := n.probe(ctx); err != nil {
				return 0, err
			}
			next = done + max(plan.Messages/probes, 1)
		}
		some, err := n.work(ctx)
		if err != nil {
			return 0, err
		}
		if some == 0 {
			return 0, fmt.Errorf("the queue is empty after %d of %d classes", done, plan.Messages)
		}
		done += some
		told.show(done)
	}
	return plan.Messages, nil
}

// probe measures the bare SDK loop, outside of the night's time.
func (n *night) probe(ctx context.Context) error {
	begun := time.Now()
	took, err := n.bareDebits(ctx, n.direct, len(n.floors))
	n.floors = append(n.floors, took.Seconds()/diners)
	n.probing += time.Since(begun)
	return err
}

// work delivers what is in the queue, at most ten messages, and returns how many there were.
func (n *night) work(ctx context.Context) (int, error) {
	queue, url := emulators.SQS(n.sqs), aws.String(n.queue)
	batch, err := queue.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl: url, MaxNumberOfMessages: 10, WaitTimeSeconds: 1,
	})
	if err != nil || len(batch.Messages) == 0 {
		return 0, err
	}
	var bodies []string
	var finished []types.DeleteMessageBatchRequestEntry
	for i, message := range batch.Messages {
		bodies = append(bodies, aws.ToString(message.Body))
		finished = append(finished, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), ReceiptHandle: message.ReceiptHandle,
		})
	}
	took, err := deliver(ctx, n.worker, bodies)
	if err != nil {
		return 0, err
	}
	n.debiting += took
	_, err = queue.DeleteMessageBatch(ctx, &sqs.DeleteMessageBatchInput{QueueUrl: url, Entries: finished})
	return len(bodies), err
}

// correct enters that one pupil of every hundredth class was absent after all, and runs the evening again:
// those classes alone are gone over, and those pupils get their meal back.
func (n *night) correct(ctx context.Context) error {
	var corrected []string
	for pupil := 0; pupil < n.pupils; pupil += 100 * fixture.ClassSize {
		absent := map[string]school.Mark{fixture.PupilName(pupil): school.Absent}
		if _, err := n.School.SaveMarks(ctx, fixture.Tenant, fixture.ClassName(pupil), fixture.Today(), absent); err != nil {
			return err
		}
		corrected = append(corrected, fixture.PupilName(pupil))
	}
	begun := time.Now()
	classes, err := n.run(ctx)
	if err != nil {
		return err
	}
	if classes != len(corrected) {
		return fmt.Errorf("%d classes were corrected, and %d gone over again", len(corrected), classes)
	}
	for _, pupil := range corrected {
		accounts, err := n.Ledger.Accounts(ctx, fixture.Tenant, []string{pupil})
		if err != nil {
			return err
		}
		if accounts[pupil].Balance != 0 {
			return fmt.Errorf("after a correction %s has %d cents", pupil, accounts[pupil].Balance)
		}
	}
	row("  %d classes corrected afterwards: %.2f s, nobody else touched", classes, time.Since(begun).Seconds())
	return n.charged(ctx, n.meals(n.pupils)-len(corrected))
}

// charged checks the completion markers against the registers.
func (f *Fixture) charged(ctx context.Context, eaten int) error {
	batches, err := f.Ledger.BatchesOf(ctx, fixture.Tenant, fixture.Today())
	if err != nil {
		return err
	}
	meals := 0
	for _, batch := range batches {
		meals += batch.Meals
	}
	if meals != eaten {
		return fmt.Errorf("%d meals are debited, %d were eaten", meals, eaten)
	}
	return nil
}

// ownCopy copies a function's binary, so that its processes are told from others of the same function.
func (f *Fixture) ownCopy(function string) (string, error) {
	content, err := os.ReadFile(f.binary(function))
	if err != nil {
		return "", err
	}
	folder, err := os.MkdirTemp(f.folder, function+"-")
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
