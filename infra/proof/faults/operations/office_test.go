package operations_test

import (
	"context"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/form"
	desk "serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
	"serviziscolastici/shared/session"
)

// administrator is who manages operators, and clerk is whom the administrator adds.
var (
	administrator = desk.Operator{
		ID: strings.Repeat("a", 32), Name: "Elena", Roles: []desk.Role{desk.Administrator}, Since: clock().UTC(),
	}
	clerk = desk.Operator{
		ID: strings.Repeat("c", 32), Name: "Giulia", Roles: []desk.Role{desk.Clerk}, Since: clock().UTC(),
	}
)

// administered puts the administrator there.
func administered(ctx context.Context, o office) error {
	return o.desk.Save(ctx, tenant, administrator)
}

// comeIn opens a session of the administrator.
func comeIn(ctx context.Context, store desk.Store) (string, error) {
	return store.Start(ctx, session.Session{Tenant: tenant, Guardian: administrator.ID, Method: "spid"})
}

// withDevice is what happens to a school's tablet.
func withDevice(act func(context.Context, office, desk.Device) error) func(context.Context, office) (
	func(context.Context, office) error, error) {
	return func(ctx context.Context, o office) (func(context.Context, office) error, error) {
		device, _, err := o.desk.AddDevice(ctx, tenant, desk.Device{School: "PRI", Name: "Tablet"})
		return func(ctx context.Context, o office) error { return act(ctx, o, device) }, err
	}
}

// operators are what happens to who works for the Comune, and to the tablets of its schools.
func operators() []operation {
	inside := []string{"OS#", "OSG#"} // sessions whose token nobody has got
	return []operation{
		{
			name: "an operator is added", covers: []string{"office.Store.Manage", "office.Store.Save"},
			undone: []problem.Code{problem.Conflict},
			begin: after(administered, func(ctx context.Context, o office) error {
				by := administrator
				by.Version = 1
				return o.desk.Manage(ctx, tenant, by, clerk)
			}),
		},
		{
			name: "the first administrator", covers: []string{"office.Store.First"},
			begin: plainly(func(ctx context.Context, o office) error {
				_, err := o.desk.First(ctx, tenant, administrator)
				return err
			}),
		},
		{
			name: "an operator comes in", covers: []string{"office.Store.Start", "session.Store.StartWith"}, leaves: inside,
			begin: after(administered, func(ctx context.Context, o office) error {
				_, err := comeIn(ctx, o.desk)
				return err
			}),
		},
		{
			name: "an operator is seen", covers: []string{"office.Store.Enter", "session.Store.See"},
			begin: func(ctx context.Context, o office) (func(context.Context, office) error, error) {
				if err := administered(ctx, o); err != nil {
					return nil, err
				}
				past := o.desk
				past.Clock = calendar.Fixed(clock().Add(-5 * time.Minute))
				token, err := comeIn(ctx, past)
				return func(ctx context.Context, o office) error {
					_, _, err := o.desk.Enter(ctx, tenant, token)
					return err
				}, err
			},
		},
		{
			name: "a search is kept", covers: []string{"office.Store.KeepSearch"},
			begin: plainly(func(ctx context.Context, o office) error {
				return o.desk.KeepSearch(ctx, session.Session{ID: "s1"}, strings.Repeat("0", 32), "rossi")
			}),
		},
		{
			name: "a reading is noted", covers: []string{"office.Log.Note"}, leaves: []string{"L#"}, // one record more does no harm
			begin: plainly(func(ctx context.Context, o office) error {
				return o.log.Note(ctx, tenant, administrator, desk.Deed{Action: desk.DebtorsRead, Object: "debitori"})
			}),
		},
		{
			name: "a tablet is let in", covers: []string{"office.Store.AddDevice"}, leaves: []string{"OD#"},
			begin: plainly(func(ctx context.Context, o office) error {
				_, _, err := o.desk.AddDevice(ctx, tenant, desk.Device{School: "PRI", Name: "Tablet"})
				return err
			}),
		},
		{
			name: "a tablet is let in by a form", covers: []string{"office.Store.AddDeviceOnce"},
			leaves: []string{"OD#", "F#"}, undone: []problem.Code{problem.Conflict},
			begin: plainly(func(ctx context.Context, o office) error {
				sent := form.Form{Purpose: dynamo.ToReport, Holder: "s1", Key: strings.Repeat("0", 32)}
				_, _, err := o.desk.AddDeviceOnce(ctx, tenant, sent, desk.Device{School: "PRI", Name: "Tablet"})
				return err
			}),
		},
		{
			name: "a tablet opens", covers: []string{"office.Store.StartDevice"}, leaves: inside,
			begin: withDevice(func(ctx context.Context, o office, device desk.Device) error {
				_, err := o.desk.StartDevice(ctx, tenant, device)
				return err
			}),
		},
		{
			name: "a tablet is revoked", covers: []string{"office.Store.Revoke"},
			begin: withDevice(func(ctx context.Context, o office, device desk.Device) error {
				return o.desk.Revoke(ctx, tenant, device.ID)
			}),
		},
	}
}
