package school

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/letters"
	"serviziscolastici/shared/problem"
)

// Found is a pupil or an adult as the office's search lists them: enough to tell two of the same name apart.
type Found struct {
	ID         string       `dynamodbav:"id"` // of the pupil or the guardian
	Adult      bool         `dynamodbav:"adult"`
	Name       string       `dynamodbav:"name"`
	FamilyName string       `dynamodbav:"familyName"`
	BirthDate  calendar.Day `dynamodbav:"birthDate"` // of a pupil
	SchoolName string       `dynamodbav:"schoolName"`
	ClassName  string       `dynamodbav:"className"`
	Badge      string       `dynamodbav:"badge"`
	// PersonID is what GuardianID makes of the fiscal code; "" when nobody told.
	PersonID string `dynamodbav:"personID"`
}

// ListName returns family name and name, by which lists are sorted.
func (f Found) ListName() string { return Pupil{Name: f.Name, FamilyName: f.FamilyName}.ListName() }

// MaxFound is how many people a search by name lists: for more, more letters are needed.
const MaxFound = 500

// maxSpellings bounds with how many of its words a name is found.
const maxSpellings = 8

// The kinds of code by which people are searched.
const (
	byFiscalCode = "CF"
	byBadge      = "BADGE"
)

var errFewLetters = problem.New(problem.Invalid, "Scrivi almeno due lettere del cognome o del nome.")

// Search returns whose name begins with what was typed, sorted by name, MaxFound at most; more reports that there are
// others. Family name and name may come in any order, with other accents, apostrophes and blanks, and each of several
// words can be the first; of several words the beginnings do. The error is a problem.Invalid for less than two letters.
func (s Store) Search(ctx context.Context, tenant, typed string) (found []Found, more bool, err error) {
	words := letters.Words(typed)
	folded := strings.Join(words, "")
	if len(folded) < 2 {
		return nil, false, errFewLetters
	}
	longest := slices.MaxFunc(words, func(a, b string) int { return cmp.Compare(len(a), len(b)) })
	var whole, beginnings []Found
	both, ctx := beside.WithContext(ctx)
	both.Go(func() (err error) {
		whole, err = dynamo.Query[Found](ctx, s.Core, dynamo.SearchedNames(tenant, folded, MaxFound+1))
		return err
	})
	if len(words) > 1 && len(longest) > 1 {
		both.Go(func() (err error) {
			beginnings, err = dynamo.Query[Found](ctx, s.Core, dynamo.SearchedNames(tenant, longest, MaxFound+1))
			return err
		})
	}
	if err := both.Wait(); err != nil {
		return nil, false, err
	}
	more = len(whole) > MaxFound || len(beginnings) > MaxFound
	beginnings = slices.DeleteFunc(beginnings, func(f Found) bool { return !f.begins(words) })
	list := tidied(append(whole, beginnings...))
	return list[:min(len(list), MaxFound)], more || len(list) > MaxFound, nil
}

// begins reports whether each word is the beginning of one of the name's.
func (f Found) begins(words []string) bool {
	own := letters.Words(f.ListName())
	return !slices.ContainsFunc(words, func(word string) bool {
		return !slices.ContainsFunc(own, func(one string) bool { return strings.HasPrefix(one, word) })
	})
}

// tidied sorts people by name, each once: who is found by two words is there twice.
func tidied(list []Found) []Found {
	slices.SortFunc(list, func(a, b Found) int {
		return cmp.Or(strings.Compare(letters.Compact(a.ListName()), letters.Compact(b.ListName())),
			strings.Compare(a.kind()+a.ID, b.kind()+b.ID))
	})
	return slices.CompactFunc(list, func(a, b Found) bool { return a.ID == b.ID && a.Adult == b.Adult })
}

// Taken returns who else has the fiscal code of a pupil, and which other pupils have the badge.
func (s Store) Taken(ctx context.Context, tenant string, p Pupil) (code, badge []Found, err error) {
	others := func(found []Found) []Found {
		return slices.DeleteFunc(found, func(f Found) bool { return !f.Adult && f.ID == p.ID })
	}
	err = beside.Together(
		func() error {
			people, err := s.SearchPerson(ctx, tenant, p.PersonID)
			code = others(people)
			return err
		},
		func() error {
			if p.Badge == "" {
				return nil
			}
			pupils, err := s.SearchBadge(ctx, tenant, p.Badge)
			badge = others(pupils)
			return err
		})
	return code, badge, err
}

// SearchPerson returns who has the fiscal code that GuardianID turned into the given id.
func (s Store) SearchPerson(ctx context.Context, tenant, id string) ([]Found, error) {
	return dynamo.Query[Found](ctx, s.Core, dynamo.SearchedCodes(tenant, byFiscalCode, id))
}

// SearchBadge returns the pupils who have a badge, written with or without blanks and hyphens.
func (s Store) SearchBadge(ctx context.Context, tenant, badge string) ([]Found, error) {
	return dynamo.Query[Found](ctx, s.Core, dynamo.SearchedCodes(tenant, byBadge, letters.Code(badge)))
}

func (f Found) kind() string {
	if f.Adult {
		return "A"
	}
	return "P"
}

// keys are those of all items that lead a search to f; there are none for the zero Found.
func (f Found) keys(tenant string) []dynamo.Key {
	var keys []dynamo.Key
	for _, spelling := range spellings(f.ListName()) {
		keys = append(keys, dynamo.SearchedName(tenant, spelling, f.kind(), f.ID))
	}
	if f.PersonID != "" {
		keys = append(keys, dynamo.SearchedCode(tenant, byFiscalCode, f.PersonID, f.kind(), f.ID))
	}
	if f.Badge != "" {
		keys = append(keys, dynamo.SearchedCode(tenant, byBadge, letters.Code(f.Badge), f.kind(), f.ID))
	}
	return keys
}

// spellings are the letters of a name from each of its words on, those before it last: ROSSIMARIO and MARIOROSSI.
func spellings(name string) []string {
	all := letters.Words(name)
	var list []string
	for i := range min(len(all), maxSpellings) {
		spelling := strings.Join(append(slices.Clone(all[i:]), all[:i]...), "")
		if len(spelling) >= 2 && !slices.Contains(list, spelling) {
			list = append(list, spelling)
		}
	}
	return list
}

// relisted are the writes that let a search find now instead of was.
func (s Store) relisted(tenant string, was, now Found) ([]types.TransactWriteItem, error) {
	if was == now {
		return nil, nil
	}
	var writes []types.TransactWriteItem
	wanted := now.keys(tenant)
	for _, key := range wanted {
		write, err := s.Core.Put(key, now, "")
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	for _, key := range was.keys(tenant) {
		if slices.Contains(wanted, key) {
			continue
		}
		write, err := s.Core.Remove(key, dynamo.Change{})
		if err != nil {
			return nil, err
		}
		writes = append(writes, write)
	}
	return writes, nil
}

// found is how a search lists the pupil.
func (p Pupil) found() Found {
	return Found{
		ID: p.ID, Name: p.Name, FamilyName: p.FamilyName, BirthDate: p.BirthDate, SchoolName: p.SchoolName,
		ClassName: p.ClassName, Badge: p.Badge, PersonID: p.PersonID,
	}
}

// found is how a search lists the adult.
func (g Guardian) found() Found {
	return Found{ID: g.ID, Adult: true, Name: g.Name, FamilyName: g.FamilyName, PersonID: g.ID}
}
