package school

import (
	"context"
	"errors"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// guardianItem is a guardian as stored.
type guardianItem struct {
	Guardian
	// Version counts the changes, so that two at once cannot mix; 0 when there is none yet, or from before it counted.
	Version int `dynamodbav:"version"`
	// Listed is how a search lists the guardian.
	Listed Found `dynamodbav:"listed"`
}

// maxGuardianTries bounds how often a guardian is read again because somebody else wrote in between.
const maxGuardianTries = 5

var errGuardianMoved = problem.New(problem.Conflict,
	"Qualcun altro ha appena cambiato i dati di questa persona. Riapri la scheda e controlla prima di riprovare.")

// SaveGuardian stores what the municipality knows of a guardian, and lets a search find it. It returns
// whether anything changed.
func (s Store) SaveGuardian(ctx context.Context, tenant string, g Guardian) (bool, error) {
	return s.MergeGuardian(ctx, tenant, g.ID, func(Guardian) Guardian { return g })
}

// MergeGuardian is SaveGuardian for data that follow from what is stored, empty for a new guardian, in the same transaction.
func (s Store) MergeGuardian(ctx context.Context, tenant, guardian string, merge func(Guardian) Guardian) (bool, error) {
	for range maxGuardianTries {
		stored, err := s.guardianItem(ctx, tenant, guardian)
		g := merge(stored.Guardian)
		if err != nil || stored.Guardian == g && stored.Listed == g.found() {
			return false, err
		}
		writes, err := s.guardianWrites(tenant, stored, g)
		if err != nil {
			return false, err
		}
		err = s.transactGuardian(ctx, writes)
		if !problem.Is(err, problem.Conflict) {
			return err == nil, err
		}
	}
	return false, errGuardianMoved
}

// CorrectGuardian stores other data of a guardian who was read as was. Another e-mail or telephone also takes the
// place of what the parent gave on the portal. The error is a problem.Conflict when somebody else has changed the
// guardian since, unless all is already as it should be.
func (s Store) CorrectGuardian(ctx context.Context, tenant string, was, g Guardian) error {
	read, err := s.Guardian(ctx, tenant, g.ID)
	if err != nil || read == g {
		return err
	}
	if read != was {
		return errGuardianMoved
	}
	stored, err := s.guardianItem(ctx, tenant, g.ID)
	if err != nil {
		return err
	}
	writes, err := s.guardianWrites(tenant, stored, g)
	if err != nil {
		return err
	}
	if g.Email != was.Email || g.Phone != was.Phone {
		given := Contacts{Email: g.Email, Phone: g.Phone, At: s.Clock().UTC().Truncate(time.Second)}
		reached, err := s.Core.Put(dynamo.Contacts(g.ID, tenant), given, "")
		if err != nil {
			return err
		}
		writes = append(writes, reached)
	}
	return s.transactGuardian(ctx, writes)
}

func (s Store) guardianItem(ctx context.Context, tenant, guardian string) (guardianItem, error) {
	var stored guardianItem
	err := s.Core.Get(ctx, dynamo.Guardian(guardian, tenant), &stored)
	if errors.Is(err, dynamo.ErrNoItem) {
		return guardianItem{}, nil
	}
	return stored, err
}

// guardianWrites are the guardian's own item, refused when somebody else wrote since stored was read, and those by
// which a search finds it.
func (s Store) guardianWrites(tenant string, stored guardianItem, g Guardian) ([]types.TransactWriteItem, error) {
	key := dynamo.Guardian(g.ID, tenant)
	item := guardianItem{Guardian: g, Version: stored.Version + 1, Listed: g.found()}
	own, err := s.Core.PutOver(key, item, "version", stored.Version)
	switch {
	case stored.ID == "":
		own, err = s.Core.Put(key, item, dynamo.Absent)
	case stored.Version == 0:
		own, err = s.Core.PutIf(key, item, "attribute_not_exists(#version)", nil)
	}
	if err != nil {
		return nil, err
	}
	found, err := s.relisted(tenant, stored.Listed, item.Listed)
	return append([]types.TransactWriteItem{own}, found...), err
}

func (s Store) transactGuardian(ctx context.Context, writes []types.TransactWriteItem) error {
	err := dynamo.Transact(ctx, s.Core.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return errGuardianMoved.Because(err)
	}
	return err
}
