package audit

import (
	"strings"
	"time"
)

// told is T#tenant#P#pupil / DAY#day of Presence: what a parent told of a meal.
type told struct {
	Pupil     string    `dynamodbav:"pupil"`
	Day       string    `dynamodbav:"day"`
	Mark      string    `dynamodbav:"mark"`
	Number    string    `dynamodbav:"number"`
	At        time.Time `dynamodbav:"at"`
	Until     time.Time `dynamodbav:"until"`
	Withdrawn time.Time `dynamodbav:"withdrawn"`
}

// pupilDay names a pupil's meal.
type pupilDay struct {
	tenant, day string
	pupil       uint32
}

// toldItem reads what a parent told, and finds what was told or taken back too late.
func (b *books) toldItem(item attributes, pk, sk string) {
	key := pk + " " + sk
	var t told
	if !b.read(item, key, &t) {
		return
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(pk, "T#"), "#")
	b.match(key, "T#"+tenant+"#P#"+t.Pupil+" DAY#"+t.Day, key)
	holds := t.Withdrawn.IsZero()
	switch {
	case t.Mark != "A" && t.Mark != "B" || len(t.Number) != 12:
		b.find(Told, key, "tells %q with the number %q", t.Mark, t.Number)
	case t.At.After(t.Until):
		b.find(Told, key, "told after the last moment")
	case !holds && (t.Withdrawn.Before(t.At) || t.Withdrawn.After(t.Until)):
		b.find(Told, key, "taken back at a moment when that was not possible")
	case holds && t.Mark == "A":
		b.absent[pupilDay{tenant, t.Day, b.number(tenant, t.Pupil)}] = key
	}
}

// judgeTold is asked about a pupil who is charged for a day on which no sheet says that the pupil ate.
func (b *books) judgeTold(tenant, day string, pupil uint32) {
	if key, told := b.absent[pupilDay{tenant, day, pupil}]; told {
		b.find(Told, key, "the meal is charged, though told of in time, and no sheet says that it was eaten")
	}
}
