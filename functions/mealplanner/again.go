package main

import (
	"context"
	"errors"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// planAgain queues what the office asked for on its pages: registers of past days that it corrected, however long
// ago, and new prices for meals that were debited.
func (p Planner) planAgain(ctx context.Context, tenant string, report *Report) error {
	return errors.Join(p.planCorrected(ctx, tenant, report), p.planPrices(ctx, tenant, report))
}

// planCorrected queues the corrected registers, and forgets those that are debited as they are now. A day of the
// evening's own may be queued twice, which debits nothing twice.
func (p Planner) planCorrected(ctx context.Context, tenant string, report *Report) error {
	marked, err := p.School.CorrectedDays(ctx, tenant)
	if err != nil {
		return err
	}
	batches := make(map[calendar.Day]map[string]ledger.Batch)
	var messages []ledger.ClassMessage
	for _, corrected := range marked {
		day := corrected.Day
		if batches[day] == nil {
			if batches[day], err = p.Ledger.BatchesOf(ctx, tenant, day); err != nil {
				return err
			}
		}
		if !batches[day][corrected.Class].Reaches(corrected.Version) {
			messages = append(messages, classMessage(tenant, corrected.Class, day))
			continue
		}
		if err := p.School.Settle(ctx, tenant, corrected); err != nil {
			return err
		}
	}
	report.Again += len(messages)
	return p.Queue.SendAll(ctx, messages)
}

// planPrices queues the days for which the office asked new prices. What is queued is asked no more: the queue does not
// lose it. Who dies in between asks again the next evening, which posts nothing then.
func (p Planner) planPrices(ctx context.Context, tenant string, report *Report) error {
	asks, err := p.School.Repricings(ctx, tenant)
	if err != nil || len(asks) == 0 {
		return err
	}
	classes, err := p.School.Classes(ctx, tenant)
	if err != nil {
		return err
	}
	for _, ask := range asks {
		for day := ask.From; !day.After(ask.To) && day.Before(p.Clock.Today()); day = day.AddDays(1) {
			messages := pricesOf(tenant, ask, classes, day)
			if err := p.Queue.SendAll(ctx, messages); err != nil {
				return err
			}
			report.Again += len(messages)
		}
		if err := p.School.Queued(ctx, tenant, ask); err != nil {
			return err
		}
	}
	return nil
}

// pricesOf are the messages of a day for new prices. Closures are no matter: what was debited is.
func pricesOf(tenant string, ask school.Repricing, classes []school.Class, day calendar.Day) []ledger.ClassMessage {
	var messages []ledger.ClassMessage
	for _, class := range classes {
		if ask.Class != "" && ask.Class != class.ID || ask.Class == "" && !school.Serves(class, nil, day) {
			continue
		}
		message := classMessage(tenant, class.ID, day)
		message.Reprice = ledger.Everybody
		if ask.Pupil != "" {
			message.Reprice = ask.Pupil
		}
		messages = append(messages, message)
	}
	return messages
}

func classMessage(tenant, class string, day calendar.Day) ledger.ClassMessage {
	return ledger.ClassMessage{Version: ledger.ClassMessageVersion, Municipality: tenant, Class: class, Day: day}
}
