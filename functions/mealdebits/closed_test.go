package main

import (
	"sync"
	"testing"

	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
)

// close suspends the day, or takes the suspension back.
func (c fixture) close(reopen bool, closure school.Closure) {
	c.t.Helper()
	if _, err := c.school.SaveClass(c.t.Context(), tenant, school.Class{ID: class, School: "PRI"}); err != nil {
		c.t.Fatal(err)
	}
	enter := c.school.Close
	if reopen {
		enter = c.school.Reopen
	}
	closure.Day = today
	if err := enter(c.t.Context(), tenant, []school.Closure{closure}); err != nil {
		c.t.Fatal(err)
	}
}

// Goal: a day that is closed after its debits is given back once, and debited once more when it is opened again; the
// register stays as it is. Method: close and open twice, with two messages after each, for the school and for the class.
func TestClosedDayIsGivenBackOnce(t *testing.T) {
	for _, closure := range []school.Closure{
		{School: school.EverySchool}, {School: "PRI", Reason: "Neve"}, {School: "PRI", Class: class, Service: school.Canteen},
	} {
		c := newFixture(t)
		c.register("PPABPPPPPPAA")
		c.debit(false)
		for range 2 {
			c.close(false, closure)
			c.debit(false)
			c.debit(true)
			c.owes("AAAAAAAAAAAA")
			if m := c.marker(); m.Meals != 0 || m.Total != 0 || !m.Covers(1, true) || m.Covers(1, false) {
				t.Errorf("%+v: marker of the closed day %+v", closure, m)
			}
			c.close(true, closure)
			c.debit(false)
			c.debit(true)
			c.owes("PPABPPPPPPAA")
			if m := c.marker(); m.Bands["B"] != (ledger.Served{Meals: 9, Total: 9 * 450}) || !m.Covers(1, false) {
				t.Errorf("%+v: marker of the open day %+v", closure, m)
			}
		}
	}
}

// Goal: a closure of another school, class or service takes no meal away. Method: one of each.
func TestClosuresOfOthers(t *testing.T) {
	c := newFixture(t)
	c.register("PP")
	for _, closure := range []school.Closure{
		{School: "SEC"}, {School: "PRI", Class: "3B"}, {School: school.EverySchool, Service: school.Bus},
	} {
		c.close(false, closure)
	}
	c.debit(false)
	c.debit(true)
	c.owes("PP")
}

// Goal: workers that see the closure and workers that do not leave the day as it is in the end. Method: ten at once,
// while the day is closed, opened and closed.
func TestClosedWhileTheyRun(t *testing.T) {
	c := newFixture(t)
	c.register("PPPPPPPPPPPP")
	c.debit(false)
	var all sync.WaitGroup
	for n := range 10 {
		all.Go(func() {
			_ = c.handler.debitOne(t.Context(), request) // one that finds the class changing too often gives the message back
			if n == 4 {
				for _, reopen := range []bool{false, true, false} {
					c.close(reopen, school.Closure{School: "PRI"})
				}
			}
		})
	}
	all.Wait()
	c.debit(true)
	c.owes("AAAAAAAAAAAA")
}
