package school

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// maxMarkTries bounds how often a register is read again because somebody else
// wrote it in between.
const maxMarkTries = 5

// SaveMarks is SaveEntries for marks that need no reason.
func (s Store) SaveMarks(
	ctx context.Context, tenant, class string, day calendar.Day, marks map[string]Mark,
) (int, error) {
	entries := make(map[string]Entry, len(marks))
	for pupil, mark := range marks {
		entries[pupil] = Entry{Mark: mark}
	}
	return s.SaveEntries(ctx, tenant, class, day, entries, nil, false)
}

// SaveEntries enters what a file says, by pupil, into the register of a class and day
// and keeps what it says of other pupils. It returns of how many pupils something
// changed; when it did, the register has a new version. The diets are those that the class's roster has for the day. A
// day that was debited is marked for the next evening in the same transaction, as SendSheet does; others never are: a
// Comune that loads its history must not have it debited.
func (s Store) SaveEntries(
	ctx context.Context, tenant, class string, day calendar.Day, entries map[string]Entry, diets map[string]string,
	debited bool,
) (int, error) {
	for range maxMarkTries {
		register, err := s.ClassDay(ctx, tenant, class, day)
		if err != nil {
			return 0, err
		}
		changed := register.enter(entries)
		if changed == 0 {
			return 0, nil
		}
		register.sent(Sending{}, diets, s.Clock())
		if debited {
			err = s.storeAgain(ctx, tenant, register)
		} else {
			err = s.storeRegister(ctx, dynamo.ClassDay(tenant, class, day), register)
		}
		if !errors.Is(err, dynamo.ErrCondition) {
			return changed, err
		}
	}
	return 0, problem.New(problem.Conflict, "Qualcun altro sta scrivendo le presenze di questa classe. Riprova.")
}

// storeRegister writes the next version of a register, or returns
// dynamo.ErrCondition when somebody else was faster.
func (s Store) storeRegister(ctx context.Context, key dynamo.Key, register ClassDay) error {
	if register.Version == 1 {
		return s.Presence.Create(ctx, key, register)
	}
	return s.Presence.Replace(ctx, key, register, "version", register.Version-1)
}

// Sheet is a register as somebody sends it from a page.
type Sheet struct {
	// Read is the version that the page showed, 0 for none.
	Read    int
	Entries map[string]Entry // by pupil: all that the page showed
	// Diets are those that the class's roster has for the day (see DietsOn).
	Diets map[string]string
	By    string // the operator's or the tablet's name
	Form  string // the form's key
	// Reason is why it comes after the kitchen's count, or why a past day changes.
	Reason string
}

// said is a digest of the entries.
func (s Sheet) said() string {
	hash := sha256.New()
	for _, pupil := range slices.Sorted(maps.Keys(s.Entries)) {
		entry := s.Entries[pupil]
		_, _ = fmt.Fprintf(hash, "%q %q %q\n", pupil, entry.Mark, entry.Reason)
	}
	return hex.EncodeToString(hash.Sum(nil)[:8])
}

// ErrSheet says that the register is no longer the one that a page showed.
var ErrSheet = problem.New(problem.Conflict,
	"Intanto qualcun altro ha inviato lo stesso registro. Non abbiamo cambiato nulla: confronta e decidi.")

// SendSheet stores a sheet over the register from which its page was made, as it was read just now, and returns
// what is stored then. A form sent twice, and one that says what is stored, changes nothing; one that was changed and sent
// again because no answer came is stored over itself. The error is ErrSheet,
// with the register as it is, when somebody else sent something else meanwhile. The register of a past day is
// marked for the next evening in the same transaction, however long ago the day was.
func (s Store) SendSheet(ctx context.Context, tenant string, now ClassDay, sheet Sheet) (ClassDay, error) {
	if now.Says(sheet) {
		return now, nil
	}
	if now.Version != sheet.Read && !now.amends(sheet) {
		return now, ErrSheet
	}
	next := now
	next.enter(sheet.Entries)
	next.Version = now.Version + 1 // also the first time, of a class without pupils
	next.sent(Sending{By: sheet.By, Form: sheet.Form, Said: sheet.said(), Reason: sheet.Reason}, sheet.Diets, s.Clock())
	err := s.storeAgain(ctx, tenant, next)
	if !errors.Is(err, dynamo.ErrCondition) {
		return next, err
	}
	stored, err := s.ClassDay(ctx, tenant, now.Class, now.Day)
	if err != nil {
		return now, err
	}
	if stored.Says(sheet) {
		return stored, nil
	}
	return stored, ErrSheet
}

// storeAgain is storeRegister together with the mark of a past day, which the evening goes over again.
func (s Store) storeAgain(ctx context.Context, tenant string, register ClassDay) error {
	writes, err := s.registerWrites(tenant, register)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Presence.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return dynamo.ErrCondition
	}
	return err
}

func (s Store) registerWrites(tenant string, next ClassDay) ([]types.TransactWriteItem, error) {
	key := dynamo.ClassDay(tenant, next.Class, next.Day)
	var write types.TransactWriteItem
	var err error
	if next.Version == 1 {
		write, err = s.Presence.Put(key, next, dynamo.Absent)
	} else {
		write, err = s.Presence.PutOver(key, next, "version", next.Version-1)
	}
	if err != nil || !next.Day.Before(s.Clock.Today()) {
		return []types.TransactWriteItem{write}, err
	}
	again, err := s.Presence.Put(dynamo.CorrectedDay(tenant, next.Day, next.Class),
		Corrected{Class: next.Class, Day: next.Day, Version: next.Version}, "")
	return []types.TransactWriteItem{write, again}, err
}
