package main

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"serviziscolastici/infra/setup/officefiles"
)

// parked lists the receipts that wait for the office (MUNICIPALITY), after noting what it did with one
// (REFUNDED or CREDITED, the receipt's id).
func (o operator) parked(ctx context.Context) error {
	municipality, err := o.municipality()
	if err != nil {
		return err
	}
	if o.setting("REFUNDED") != "" && o.setting("CREDITED") != "" {
		return errors.New("say REFUNDED or CREDITED")
	}
	return o.ask(ctx, "ReceiptsFunction", map[string]any{
		"parked": municipality, "refunded": o.setting("REFUNDED"), "credited": o.setting("CREDITED"),
	})
}

// refused lists the notices that pagoPA's archive does not take (MUNICIPALITY), after having one of them (AGAIN, its
// number) published once more.
func (o operator) refused(ctx context.Context) error {
	municipality, err := o.municipality()
	if err != nil {
		return err
	}
	return o.ask(ctx, "NoticesFunction", map[string]any{"refused": municipality, "again": o.setting("AGAIN")})
}

// night plans the debits of the day DATE, or of the last fourteen days.
func (o operator) night(ctx context.Context) error {
	return o.ask(ctx, "MealPlannerFunction", map[string]any{"date": o.setting("DATE")})
}

// nightReport tells what came of the evening of DATE, or of today's. With MORNING it is yesterday's, as the schedule
// asks for it in the morning, and counts for the alarm Night.
func (o operator) nightReport(ctx context.Context) error {
	return o.ask(ctx, "MealPlannerFunction", map[string]any{
		"report": true, "date": o.setting("DATE"), "morning": o.setting("MORNING") != "",
	})
}

// reports lists what parents reported (MUNICIPALITY, YEAR), from the number that follows AFTER.
func (o operator) reports(ctx context.Context) error {
	municipality, err := o.municipality()
	if err != nil {
		return err
	}
	asked, err := o.need("YEAR", "2026")
	if err != nil {
		return err
	}
	year, err := time.Parse("2006", asked)
	if err != nil {
		return fmt.Errorf("YEAR: %w", err)
	}
	event := map[string]any{"municipality": municipality, "reports": year.Year()}
	if after := o.setting("AFTER"); after != "" {
		if event["after"], err = strconv.Atoi(after); err != nil {
			return fmt.Errorf("AFTER: %w", err)
		}
	}
	return o.ask(ctx, "IntakeFunction", event)
}

// load loads the office's files (MUNICIPALITY, FROM: a folder or one file) in the order in which each finds what it
// refers to. It goes on after rows that are wrong, and fails in the end.
func (o operator) load(ctx context.Context) error {
	municipality, err := o.municipality()
	if err != nil {
		return err
	}
	from, err := o.need("FROM", "folder")
	if err != nil {
		return err
	}
	office := officefiles.Loader{Municipality: municipality, Say: o.say, Invoke: func(
		ctx context.Context, event []byte,
	) ([]byte, error) {
		return o.Invoke(ctx, "IntakeFunction", event)
	}}
	return office.LoadAll(ctx, from)
}
