package form

import (
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/problem"
)

// Limit is how often one parent may do something in a day.
type Limit struct {
	Purpose dynamo.Purpose
	Max     int
	// What is done, in Italian and with %d for Max: "inviare più di %d segnalazioni".
	What string
}

// count is how often a parent did it on a day.
type count struct {
	Done    int       `dynamodbav:"done"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// Count is the write, in the Ops table, that counts n more of a parent's day. Its
// condition fails when they are too many: then Reached says so. Each parent and
// day has an item of its own, so that nobody waits for others.
func (l Limit) Count(ops dynamo.Table, tenant, guardian string, day calendar.Day, n int) (types.TransactWriteItem, error) {
	condition := "#done <= :room"
	if n <= l.Max {
		condition += " OR attribute_not_exists(#done)"
	}
	return ops.Update(dynamo.DailyCount(l.Purpose, tenant, guardian, day), dynamo.Change{
		Update: "SET #expires = :expires ADD #done :n", Condition: condition,
		Values: map[string]any{":n": n, ":room": l.Max - n, ":expires": day.AddDays(2).Start().Unix()},
	})
}

// Reached is what a parent reads who may do no more that day, after the write at
// index found too many: what the limit is, what is left of it, and until when.
func (l Limit) Reached(cancelled *dynamo.Cancelled, index int, day calendar.Day) *problem.Error {
	var before count
	_ = cancelled.Old(index, &before) // without it nothing was done yet, and all is left
	left := "Oggi hai raggiunto il limite."
	if rest := l.Max - before.Done; rest > 0 {
		left = fmt.Sprintf("Oggi ne restano %d.", rest)
	}
	return problem.New(problem.TooMany, fmt.Sprintf("In un giorno non si possono "+l.What+". %s Potrai continuare da "+
		"domani, %s.", l.Max, left, day.AddDays(1).Italian())).Because(cancelled)
}
