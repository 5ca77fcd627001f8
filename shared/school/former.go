package school

import (
	"context"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
)

// Former is a pupil for whom a guardian pays no more, as the guardian knew the pupil
// last. It is what the certificates of old payments may say of the child: nothing
// that came after, and no school, since a new one may have been loaded first.
type Former struct {
	Pupil      string `dynamodbav:"pupil"`
	Name       string `dynamodbav:"name"`
	FamilyName string `dynamodbav:"familyName"`
	FiscalCode string `dynamodbav:"fiscalCode"`
}

// FullName returns name and family name.
func (f Former) FullName() string { return strings.TrimSpace(f.Name + " " + f.FamilyName) }

// FormersOf returns the pupils for whom a guardian paid once, by pupil id.
func (s Store) FormersOf(ctx context.Context, tenant, guardian string) ([]Former, error) {
	return dynamo.Query[Former](ctx, s.Core, dynamo.FormerPupils(guardian, tenant))
}

// formers are the writes that keep the pupil as it was for payers who pay no more.
func (s Store) formers(before, after dossier) ([]types.TransactWriteItem, error) {
	var writes []types.TransactWriteItem
	p := before.pupil
	for _, g := range before.guardians {
		if g.Role != Payer || after.pays(g.Guardian) {
			continue
		}
		write, err := s.Core.Put(dynamo.FormerPupil(g.Guardian, before.tenant, p.ID),
			Former{Pupil: p.ID, Name: p.Name, FamilyName: p.FamilyName, FiscalCode: p.FiscalCode}, "")
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	return writes, nil
}
