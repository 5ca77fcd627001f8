package main

import (
	"context"
	"errors"
	"fmt"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/message"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

// Classes lists a municipality's classes.
type Classes interface {
	Classes(ctx context.Context, tenant string) ([]school.Class, error)
}

// Municipalities lists the tenants.
type Municipalities interface {
	All(ctx context.Context) ([]municipality.Municipality, error)
}

// Sender queues looks.
type Sender interface {
	SendAll(ctx context.Context, looks []message.Look) error
}

// Walker has the messenger look at every family.
type Walker struct {
	Municipalities Municipalities
	School         Classes
	Queue          Sender
	Clock          calendar.Clock
}

// Walk queues a look at each class. One municipality's trouble keeps no other waiting.
func (w Walker) Walk(ctx context.Context) error {
	tenants, err := w.Municipalities.All(ctx)
	if err != nil {
		return err
	}
	var troubles []error
	for _, tenant := range tenants {
		if !tenant.Quiet(hourOf(w.Clock)) {
			troubles = append(troubles, w.walk(ctx, tenant.ID))
		}
	}
	return errors.Join(troubles...)
}

func (w Walker) walk(ctx context.Context, tenant string) error {
	classes, err := w.School.Classes(ctx, tenant)
	if err != nil {
		return fmt.Errorf("walk through %s: %w", tenant, err)
	}
	looks := make([]message.Look, 0, len(classes))
	for _, class := range classes {
		looks = append(looks, message.Look{Version: message.LookVersion, Municipality: tenant, Class: class.ID})
	}
	return w.Queue.SendAll(ctx, looks)
}

// hourOf is the hour of the day in Rome.
func hourOf(clock calendar.Clock) int { return clock().In(calendar.Rome()).Hour() }
