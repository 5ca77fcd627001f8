package office

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// TabletMethod is the session.Method of a school's tablet.
const TabletMethod = "tablet"

// Device is a tablet that a school uses without personal logins: today's sheets of one school, for twelve hours.
type Device struct {
	ID     string    `dynamodbav:"id"` // the hash of the secret in its link, in hex
	School string    `dynamodbav:"school"`
	Name   string    `dynamodbav:"name"` // "Primaria Rodari, tablet 2"
	By     string    `dynamodbav:"by"`   // who made the link
	Since  time.Time `dynamodbav:"since"`
	// Expires is when it stops; Opened when the link was first used, zero before.
	Expires time.Time `dynamodbav:"expires,unixtime"`
	Opened  time.Time `dynamodbav:"opened,omitempty"`
}

// Operator is what the device may do.
func (d Device) Operator() Operator {
	if d.ID == "" {
		return Operator{}
	}
	return Operator{ID: tabletPrefix + d.ID, Name: d.Name, Roles: []Role{School}, Schools: []string{d.School}}
}

// Device returns one that works still. The error is problem.NotFound for one that was revoked or is over.
func (s Store) Device(ctx context.Context, tenant, id string) (Device, error) {
	var device Device
	err := s.Ops.Get(ctx, dynamo.Device(tenant, id), &device)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && !s.Clock().Before(device.Expires) {
		return Device{}, errDeviceOver
	}
	return device, err
}

var errDeviceOver = problem.New(problem.NotFound, "Questo link non vale più: dura 12 ore, e l'ufficio può revocarlo prima. "+
	"Chiedi all'ufficio un nuovo link.")

// Devices are those of a municipality that work still.
func (s Store) Devices(ctx context.Context, tenant string) ([]Device, error) {
	all, err := dynamo.Query[Device](ctx, s.Ops, dynamo.Devices(tenant))
	var open []Device
	for _, device := range all {
		if s.Clock().Before(device.Expires) {
			open = append(open, device)
		}
	}
	return open, err
}

// AddDevice makes a device of a school and returns it with the secret for its link, which is not kept.
func (s Store) AddDevice(ctx context.Context, tenant string, d Device) (Device, session.Secret, error) {
	d, secret := s.device(d)
	return d, secret, s.Ops.Store(ctx, dynamo.Device(tenant, d.ID), d)
}

var errDeviceMade = problem.New(problem.Conflict, "Questo link è già stato creato, e si vede una volta sola. Se non l'hai "+
	"usato, revocalo nell'elenco dei dispositivi e creane un altro.")

// AddDeviceOnce is AddDevice by a form, which makes one device however often it is sent: afterwards the error is
// problem.Conflict, because the secret is not kept.
func (s Store) AddDeviceOnce(ctx context.Context, tenant string, sent form.Form, d Device) (Device, session.Secret, error) {
	d, secret := s.device(d)
	write, err := s.Ops.Put(dynamo.Device(tenant, d.ID), d, "")
	if err != nil {
		return Device{}, "", err
	}
	once, err := form.Once(s.Ops, sent, d.ID, s.Clock())
	if err != nil {
		return Device{}, "", err
	}
	err = dynamo.Transact(ctx, s.Ops.Client, []types.TransactWriteItem{write, once})
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return Device{}, "", errDeviceMade
	}
	return d, secret, err
}

// device completes a new device and draws its secret.
func (s Store) device(d Device) (Device, session.Secret) {
	secret := session.NewSecret()
	d.ID, d.Since = secret.Hash(), s.Clock().UTC()
	d.Expires = s.Clock().Add(tabletLimit).Truncate(time.Second)
	return d, secret
}

// Revoke ends a device: its sessions open nothing from now on.
func (s Store) Revoke(ctx context.Context, tenant, id string) error {
	return s.Ops.Delete(ctx, dynamo.Device(tenant, id))
}

// DeviceOf returns the device whose link has the secret. The error is problem.NotFound.
func (s Store) DeviceOf(ctx context.Context, tenant string, secret session.Secret) (Device, error) {
	if !secret.Plausible() {
		return Device{}, problem.New(problem.NotFound, "Questo link non è completo: inquadra di nuovo il codice.")
	}
	return s.Device(ctx, tenant, secret.Hash())
}

// StartDevice opens a session of a device and returns its token. When the device was used first is noted with it.
func (s Store) StartDevice(ctx context.Context, tenant string, d Device) (string, error) {
	if d.Opened.IsZero() {
		d.Opened = s.Clock().UTC()
	}
	used, err := s.Ops.Update(dynamo.Device(tenant, d.ID), dynamo.Change{
		Update: "SET #opened = :opened", Condition: dynamo.Present, Values: map[string]any{":opened": d.Opened},
	})
	if err != nil {
		return "", err
	}
	token, err := s.start(ctx, session.Session{
		Tenant: tenant, Guardian: d.ID, Method: TabletMethod, Name: d.Name,
		Idle: tabletLimit, Life: d.Expires.Sub(s.Clock()),
	}, used)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) { // revoked a moment ago
		return "", errDeviceOver
	}
	return token, err
}
