package certificate

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/problem"
)

// Store keeps the certificates, refunds and oppositions in the Ledger table.
type Store struct {
	Ledger   dynamo.Table
	Accounts ledger.Store
	Clock    calendar.Clock
	// Random is the source of verification codes: crypto/rand.Reader.
	Random io.Reader
}

// maxIssueTries bounds how often a number is drawn again because somebody else
// took it.
const maxIssueTries = 20

// Issue returns the certificate that says this: the newest one of that payer,
// pupil and year when it does, else a new one with the next number. Numbers have
// no gaps: the register's last number and the certificate change together.
func (s Store) Issue(ctx context.Context, tenant, guardian, pupil string, content Content) (Certificate, error) {
	hash, err := content.hash()
	if err != nil {
		return Certificate{}, err
	}
	for range maxIssueTries {
		before, err := s.Newest(ctx, tenant, guardian, content.Year, pupil)
		if err != nil {
			return Certificate{}, err
		}
		if before.Hash == hash {
			return before, nil
		}
		issued := Certificate{
			Content: content, Tenant: tenant, Guardian: guardian, PupilID: pupil,
			Issued: s.Clock.Today(), Hash: hash,
		}
		taken, err := s.register(ctx, before, &issued)
		if err != nil || !taken {
			return issued, err
		}
	}
	return Certificate{}, fmt.Errorf("certificate: no number after %d tries", maxIssueTries)
}

// counter remembers the last number of a year.
type counter struct {
	Last int `dynamodbav:"last"`
}

// register gives the certificate a number and a code and stores it. It returns
// true when somebody else was faster, and everything is to be looked at again.
func (s Store) register(ctx context.Context, before Certificate, issued *Certificate) (bool, error) {
	var last counter
	key := dynamo.CertificateCounter(issued.Tenant, issued.Issued.Year())
	if err := s.Ledger.Get(ctx, key, &last); err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return false, err
	}
	var err error
	issued.Serial = last.Last + 1
	if issued.Code, err = newCode(s.Random); err != nil {
		return false, err
	}
	writes, err := s.writes(key, last, before, *issued)
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Ledger.Client, writes)
	var cancelled *dynamo.Cancelled
	if errors.As(err, &cancelled) {
		return true, nil
	}
	return false, err
}

// writes are the register's next number, the certificate under its number, and
// the ways to it: from payer, year and pupil, and from the code.
func (s Store) writes(
	key dynamo.Key, last counter, before, issued Certificate,
) ([]types.TransactWriteItem, error) {
	counted, err := s.putAfter(last.Last > 0, key, counter{issued.Serial}, "last", last.Last)
	if err != nil {
		return nil, err
	}
	newest, err := s.putAfter(before.Hash != "",
		dynamo.CertificateOf(issued.Tenant, issued.Guardian, issued.Year, issued.PupilID), issued, "hash", before.Hash)
	if err != nil {
		return nil, err
	}
	numbered, err := s.Ledger.Put(
		dynamo.Certificate(issued.Tenant, issued.Issued.Year(), issued.Serial), issued, dynamo.Absent)
	if err != nil {
		return nil, err
	}
	coded, err := s.Ledger.Put(dynamo.CertificateCode(issued.Code), pointer{
		Tenant: issued.Tenant, Year: issued.Issued.Year(), Serial: issued.Serial,
		Guardian: issued.Guardian, PaidIn: issued.Year, Pupil: issued.PupilID,
	}, dynamo.Absent)
	return []types.TransactWriteItem{counted, newest, numbered, coded}, err
}

// putAfter writes an item over the one whose attribute was read, or a first one.
func (s Store) putAfter(existed bool, key dynamo.Key, item any, attribute string, was any) (
	types.TransactWriteItem, error,
) {
	if !existed {
		return s.Ledger.Put(key, item, dynamo.Absent)
	}
	return s.Ledger.PutOver(key, item, attribute, was)
}

// pointer leads to a certificate, and to the newest one of the same payments.
type pointer struct {
	Tenant   string `dynamodbav:"tenant"`
	Year     int    `dynamodbav:"year"` // of issue
	Serial   int    `dynamodbav:"serial"`
	Guardian string `dynamodbav:"guardian"`
	PaidIn   int    `dynamodbav:"paidIn"` // the year that the certificate is about
	Pupil    string `dynamodbav:"pupil"`
}

// Newest returns the last certificate of a payer for a pupil and a year of
// payment; the zero one when none was issued.
func (s Store) Newest(ctx context.Context, tenant, guardian string, year int, pupil string) (Certificate, error) {
	var found Certificate
	err := s.Ledger.Get(ctx, dynamo.CertificateOf(tenant, guardian, year, pupil), &found)
	if errors.Is(err, dynamo.ErrNoItem) {
		return Certificate{}, nil
	}
	return found, err
}

// IssuedTo returns the newest certificates of a payer, by year of payment and pupil.
func (s Store) IssuedTo(ctx context.Context, tenant, guardian string) ([]Certificate, error) {
	return dynamo.Query[Certificate](ctx, s.Ledger, dynamo.CertificatesTo(tenant, guardian))
}

// Verified is what a verification finds.
type Verified struct {
	Certificate
	// Replaced says that a newer certificate of the same payments exists.
	Replaced bool
}

// Verify finds a certificate by its code. The error is problem.NotFound when this
// municipality never issued one with it.
func (s Store) Verify(ctx context.Context, tenant, code string) (Verified, error) {
	var to pointer
	err := s.Ledger.Get(ctx, dynamo.CertificateCode(code), &to)
	if errors.Is(err, dynamo.ErrNoItem) || err == nil && to.Tenant != tenant {
		return Verified{}, problem.Missing()
	}
	if err != nil {
		return Verified{}, err
	}
	own := dynamo.Certificate(tenant, to.Year, to.Serial)
	newest := dynamo.CertificateOf(tenant, to.Guardian, to.PaidIn, to.Pupil)
	items, err := dynamo.BatchGet[Certificate](ctx, s.Ledger, []dynamo.Key{own, newest})
	if err != nil {
		return Verified{}, err
	}
	at := slices.IndexFunc(items, func(c Certificate) bool { return c.Code == code })
	if at < 0 {
		return Verified{}, fmt.Errorf("certificate: %s leads nowhere", own.SK)
	}
	replaced := slices.ContainsFunc(items, func(c Certificate) bool { return c.Code != code })
	return Verified{Certificate: items[at], Replaced: replaced}, nil
}
