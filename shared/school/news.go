package school

import (
	"context"
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// News is a message of the office to the families of a school, or of all with "*".
type News struct {
	ID     string       `dynamodbav:"news"`
	School string       `dynamodbav:"school"`
	From   calendar.Day `dynamodbav:"from"`
	To     calendar.Day `dynamodbav:"to"` // the last day on which it shows; zero for no end
	Title  string       `dynamodbav:"title"`
	Text   string       `dynamodbav:"text"`
}

// SaveNews stores a message and returns whether anything changed.
func (s Store) SaveNews(ctx context.Context, tenant string, n News) (bool, error) {
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
		mine := n.School == EverySchool ||
			slices.ContainsFunc(pupils, func(l Link) bool { return l.School == n.School })
		return !mine || n.From.After(day) || !n.To.IsZero() && n.To.Before(day)
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
