package schedule

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"serviziscolastici/infra/local/emulators"
	"serviziscolastici/infra/local/template"
)

// Schedule fires one function.
type Schedule struct {
	name       string
	expression Expression
	input      string
	invoke     func(ctx context.Context, event []byte) ([]byte, error)
	report     func(err error)
}

// New reads a schedule of the template.
func New(
	declared template.Schedule,
	invoke func(ctx context.Context, event []byte) ([]byte, error),
	report func(err error),
) (*Schedule, error) {
	zone, err := time.LoadLocation(declared.Timezone)
	if err != nil {
		return nil, fmt.Errorf("schedule %s: %w", declared.Name, err)
	}
	expression, err := Parse(declared.Expression, zone)
	if err != nil {
		return nil, fmt.Errorf("schedule %s: %w", declared.Name, err)
	}
	return &Schedule{declared.Name, expression, declared.Input, invoke, report}, nil
}

// Run fires at each time until ctx ends. Times that pass while the stack is down are lost: the
// function can be invoked by hand for them.
func (s *Schedule) Run(ctx context.Context) {
	for {
		at := s.expression.Next(time.Now())
		timer := time.NewTimer(time.Until(at))
		select {
		case <-ctx.Done():
			timer.Stop()
			return
		case <-timer.C:
			s.fire(context.WithoutCancel(ctx), at)
		}
	}
}

func (s *Schedule) fire(ctx context.Context, at time.Time) {
	event, err := s.event(at)
	if err == nil {
		_, err = s.invoke(ctx, event)
	}
	if err != nil {
		s.report(err)
	}
}

// event is the schedule's Input, or what Scheduler sends to a function when it has none.
func (s *Schedule) event(at time.Time) ([]byte, error) {
	if s.input != "" {
		return []byte(s.input), nil
	}
	arn := "arn:aws:scheduler:" + emulators.Region + ":" + emulators.AccountID + ":schedule/default/" + s.name
	return json.Marshal(map[string]any{
		"version": "0", "id": fmt.Sprintf("%s-%d", s.name, at.Unix()), "detail-type": "Scheduled Event",
		"source": "aws.scheduler", "account": emulators.AccountID, "region": emulators.Region,
		"time": at.UTC().Format(time.RFC3339), "resources": []string{arn}, "detail": "{}",
	})
}
