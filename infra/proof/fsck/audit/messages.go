package audit

import (
	"hash/maphash"
	"slices"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
)

// parentMessage is M#tenant#guardian / day#kind#object#channel of Ops: a message to a parent.
type parentMessage struct {
	Tenant   string    `dynamodbav:"tenant"`
	Guardian string    `dynamodbav:"guardian"`
	Day      string    `dynamodbav:"day"`
	Kind     string    `dynamodbav:"kind"`
	Object   string    `dynamodbav:"object"`
	Channel  string    `dynamodbav:"channel"`
	State    string    `dynamodbav:"state"`
	At       time.Time `dynamodbav:"at"`
	Ref      string    `dynamodbav:"ref"`
}

// messages remembers what was told, in a few bytes each.
type messages struct {
	seed maphash.Seed
	refs map[uint64]bool // the channels' own names of messages
	low  map[uint64]time.Time
}

func newMessages() messages {
	return messages{seed: maphash.MakeSeed(), refs: map[uint64]bool{}, low: map[uint64]time.Time{}}
}

// of returns a small number for a text.
func (m messages) of(parts ...string) uint64 { return maphash.String(m.seed, strings.Join(parts, "#")) }

// message reads one message. The key makes that a thing is told once a day by a channel; what is left to prove is that
// the item is the one that its key says, that no message of a channel stands for two, and that low credit is
// told every other day at most.
func (b *books) message(item attributes, pk, sk string) {
	key := pk + " " + sk
	b.impersonal(key)
	if strings.HasPrefix(sk, "BOUNCED#") {
		return
	}
	var t parentMessage
	if !b.read(item, key, &t) {
		return
	}
	b.report.Messages++
	b.match(key, "M#"+t.Tenant+"#"+t.Guardian+" "+strings.Join([]string{t.Day, t.Kind, t.Object, t.Channel}, "#"), key)
	if !slices.Contains([]string{"claimed", "released", "sent", "delivered", "failed"}, t.State) {
		b.find(Messages, key, "is %q, which is no state of a message", t.State)
	}
	if day := calendar.DayOf(t.At).String(); day != t.Day {
		b.find(Messages, key, "was told on %s, which is not its day", day)
	}
	if t.State != "sent" && t.State != "delivered" {
		return
	}
	ref := b.messages.of(t.Channel, t.Ref)
	if t.Ref == "" || b.messages.refs[ref] {
		b.find(Messages, key, "names no message of its channel, or another's")
	}
	b.messages.refs[ref] = true
	if t.Kind != "credito" {
		return
	}
	about := b.messages.of(t.Tenant, t.Guardian, t.Object, t.Channel)
	on, err := time.Parse(time.DateOnly, t.Day)
	if before, is := b.messages.low[about]; is && err == nil && on.Sub(before) < 48*time.Hour {
		b.find(Messages, key, "low credit was told the day before too")
	}
	b.messages.low[about] = on // a parent's messages are read in the order of their days
}
