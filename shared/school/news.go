package school

import (
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// News is a message of the office to the families of a school, of one of its classes, or of all with "*".
type News struct {
	ID     string       `dynamodbav:"news"`
	School string       `dynamodbav:"school"`
	Class  string       `dynamodbav:"class"` // "" for all of the school
	From   calendar.Day `dynamodbav:"from"`
	To     calendar.Day `dynamodbav:"to"` // the last day on which it shows; zero for no end
	Title  string       `dynamodbav:"title"`
	Text   string       `dynamodbav:"text"` // may have several lines
	// Send says that families are told on App IO or by mail too, as they chose.
	Send bool `dynamodbav:"send"`
	// Withdrawn says that the office took it back: nobody reads it any more.
	Withdrawn bool `dynamodbav:"withdrawn"`
}

// Paragraphs are the lines of the text that are not empty.
func (n News) Paragraphs() []string {
	lines := strings.Split(strings.ReplaceAll(n.Text, "\r\n", "\n"), "\n")
	return slices.DeleteFunc(lines, func(line string) bool { return strings.TrimSpace(line) == "" })
}

// shownTo reports whether a message is for the family of a pupil.
func (n News) shownTo(l Link) bool {
	return n.School == EverySchool || n.School == l.School && (n.Class == "" || n.Class == l.Class)
}

// shownOn reports whether a message shows on a day.
func (n News) shownOn(day calendar.Day) bool { return !n.Withdrawn && day.Within(n.From, n.To) }

// Publish keeps a new message of the office's pages. The same message twice is kept once; the error is problem.Conflict
// when another has its id.
func (s Store) Publish(ctx context.Context, tenant string, n News) error {
	write, err := s.Core.Fill(ctx, dynamo.News(tenant, n.ID), n, dynamo.Absent, nil)
	if err != nil {
		return err
	}
	err = dynamo.Transact(ctx, s.Core.Client, []types.TransactWriteItem{write})
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err
	}
	var stored News
	if err := cancelled.Old(0, &stored); err != nil || stored != n {
		return problem.New(problem.Conflict, "Questa comunicazione è già pubblicata con un altro testo.").Because(cancelled)
	}
	return nil
}

// Withdraw takes a message back, and reports whether it did: not when it was taken back before. The error is
// problem.NotFound when there is no such message.
func (s Store) Withdraw(ctx context.Context, tenant, id string) (bool, error) {
	write, err := s.Core.Update(dynamo.News(tenant, id), dynamo.Change{
		Update: "SET #withdrawn = :true", Values: map[string]any{":true": true},
		Condition: "attribute_exists(pk) AND (attribute_not_exists(#withdrawn) OR #withdrawn <> :true)",
	})
	if err != nil {
		return false, err
	}
	err = dynamo.Transact(ctx, s.Core.Client, []types.TransactWriteItem{write})
	var cancelled *dynamo.Cancelled
	if !errors.As(err, &cancelled) {
		return err == nil, err
	}
	var stored News
	if err := cancelled.Old(0, &stored); err != nil {
		return false, problem.Missing().Because(cancelled)
	}
	return false, nil
}

// SaveNews stores a message of a file and returns whether anything changed. Whether families are told of one that is there
// already stays as it is; one that the office withdrew is problem.Conflict, or a file loaded again would publish it anew.
func (s Store) SaveNews(ctx context.Context, tenant string, n News) (bool, error) {
	stored, err := get[News](ctx, s.Core, dynamo.News(tenant, n.ID))
	if err != nil && !problem.Is(err, problem.NotFound) {
		return false, err
	}
	if stored.Withdrawn {
		return false, problem.New(problem.Conflict, "L'ufficio ha ritirato questa comunicazione: per pubblicarla di nuovo "+
			"dalle un altro codice.")
	}
	n.Send = n.Send || stored.Send
	return replace(ctx, s.Core, dynamo.News(tenant, n.ID), n)
}

// News returns all messages of the office, in the order of their ids.
func (s Store) News(ctx context.Context, tenant string) ([]News, error) {
	return dynamo.Query[News](ctx, s.Core, dynamo.NewsOf(tenant))
}

// NewsFor picks the messages that families of these pupils read on a day, the
// newest first.
func NewsFor(all []News, pupils []Link, day calendar.Day) []News {
	shown := slices.DeleteFunc(slices.Clone(all), func(n News) bool {
		return !n.shownOn(day) || n.School != EverySchool && !slices.ContainsFunc(pupils, n.shownTo)
	})
	slices.SortStableFunc(shown, func(a, b News) int {
		switch {
		case a.From == b.From:
			return 0
		case a.From.After(b.From):
			return -1
		default:
			return 1
		}
	})
	return shown
}
