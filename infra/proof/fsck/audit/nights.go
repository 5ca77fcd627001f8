package audit

import (
	"slices"
	"strings"

	"serviziscolastici/shared/money"
)

// classDay names a class and a day at the canteen.
type classDay struct{ tenant, class, day string }

func (c classDay) key() string { return "T#" + c.tenant + "#B#" + c.day + " CLASS#" + c.class }

// register is a presence sheet with what the accounts say of it.
type register struct {
	version int
	marks   []mark // by pupil
}

type mark struct {
	pupil uint32
	eaten bool
	net   money.Cents
}

// mark finds a pupil's mark, nil when the sheet does not name the pupil.
func (r *register) mark(pupil uint32) *mark {
	if r == nil {
		return nil
	}
	i, found := slices.BinarySearchFunc(r.marks, pupil, func(m mark, p uint32) int {
		return int(m.pupil) - int(p)
	})
	if !found {
		return nil
	}
	return &r.marks[i]
}

// charge notes what a pupil's entries of a day come to in the class that made them, or, when the pupil did not
// eat there, in the class of the day where the pupil ate: who changes class takes the meal along. It is false
// when no sheet names the pupil.
func (b *books) charge(at classDay, pupil uint32, net money.Cents) bool {
	own := b.sheets[at].mark(pupil)
	if net != 0 && (own == nil || !own.eaten) {
		for other, sheet := range b.sheets {
			if other.tenant != at.tenant || other.day != at.day {
				continue
			}
			if there := sheet.mark(pupil); there != nil && there.eaten {
				there.net = net
				return true
			}
		}
	}
	if own != nil {
		own.net = net
	}
	return own != nil
}

// presence reads a presence sheet, or what a parent told.
func (b *books) presence(item attributes) error {
	pk, sk := text(item, "pk"), text(item, "sk")
	b.impersonal(pk + " " + sk)
	b.marked(item, pk+" "+sk)
	if strings.HasPrefix(pk, "T#") && strings.Contains(pk, "#P#") {
		b.toldItem(item, pk, sk)
		return nil
	}
	if strings.HasSuffix(pk, "#AGAIN") {
		b.again(item, pk, sk)
		return nil
	}
	var s sheet
	if !b.read(item, pk+" "+sk, &s) {
		return nil
	}
	tenant, class, found := strings.Cut(strings.TrimPrefix(pk, "T#"), "#CLASS#")
	if !found || class != s.Class || sk != "DAY#"+s.Day {
		b.find(Tenant, pk+" "+sk, "the sheet is of class %q and day %s", s.Class, s.Day)
		return nil
	}
	r := &register{version: s.Version, marks: make([]mark, 0, len(s.Marks))}
	for pupil, letter := range s.Marks {
		r.marks = append(r.marks, mark{pupil: b.number(tenant, pupil), eaten: letter == "P" || letter == "B"})
	}
	slices.SortFunc(r.marks, func(x, y mark) int { return int(x.pupil) - int(y.pupil) })
	b.sheets[classDay{tenant, class, s.Day}] = r
	return nil
}

// again reads what the office asked the next evening to look at.
func (b *books) again(item attributes, pk, sk string) {
	if !strings.HasPrefix(sk, "DAY#") {
		return
	}
	var c sheet
	if key := pk + " " + sk; b.read(item, key, &c) {
		b.match(key, pk+" DAY#"+c.Day+"#"+c.Class, key)
		tenant := strings.TrimSuffix(strings.TrimPrefix(pk, "T#"), "#AGAIN")
		b.corrected[classDay{tenant, c.Class, c.Day}] = c.Version
	}
}

func (b *books) batchItem(item attributes, key string) {
	var m batch
	if !b.read(item, key, &m) {
		return
	}
	tenant, _, _ := strings.Cut(strings.TrimPrefix(key, "T#"), "#")
	at := classDay{tenant, m.Class, m.Day}
	b.match(key, at.key(), key)
	b.report.Batches++
	b.batches[at] = m
}

// closed reports whether a closure keeps a class from eating on a day, and the last day on which the office
// entered or withdrew one, "" when none did.
func (b *books) closed(at classDay) (closed bool, changed string) {
	for _, c := range b.closures[at.tenant+" "+at.day] {
		if c.School != "*" && c.School != b.classes[at.tenant+" "+at.class] || c.Class != "" && c.Class != at.class ||
			c.Service != "" && c.Service != "mensa" {
			continue
		}
		closed = closed || !c.Withdrawn
		changed = max(changed, c.Changed)
	}
	return closed, changed
}

// judgeNights compares what is closed with the sheets: a class whose marker covers the sheet owes
// nothing. One without, or with an older marker, still has its evening before it.
func (b *books) judgeNights() {
	for at, m := range b.batches {
		sheet := b.sheets[at]
		if sheet == nil {
			b.find(Batch, at.key(), "marks a class and day without a presence sheet")
			continue
		}
		if suspended, _ := b.closed(at); m.covers(sheet, suspended) {
			b.judgeNight(at, m, sheet)
		}
	}
	for at, sheet := range b.sheets {
		m, marked := b.batches[at]
		suspended, changed := b.closed(at)
		if marked && m.covers(sheet, suspended) || !marked && suspended && !sheet.charged() {
			continue
		}
		b.report.Due++
		b.figures.due[at.tenant+" "+at.day[:len("2026-11")]] = true
		if max(at.day, changed) <= b.night && b.corrected[at] < sheet.version {
			b.find(Meal, at.key(), "the night is over, but not all meals of version %d of the sheet are debited",
				sheet.version)
		}
	}
}

// covers reports whether a marker says that nothing is left to do for a sheet, on a day that is suspended or not.
func (m batch) covers(sheet *register, suspended bool) bool {
	return m.Presence == sheet.version && m.Unpriced == 0 && m.Closed == suspended
}

// charged reports whether a pupil of the sheet is charged.
func (r *register) charged() bool {
	return slices.ContainsFunc(r.marks, func(m mark) bool { return m.net != 0 })
}

func (b *books) judgeNight(at classDay, m batch, sheet *register) {
	var total money.Cents
	eaten, uncharged, charged := 0, 0, 0
	for _, one := range sheet.marks {
		total -= one.net
		switch {
		case one.eaten && !m.Closed:
			eaten++
			if one.net == 0 {
				uncharged++
			}
		case one.net != 0:
			charged++
			b.judgeTold(at.tenant, at.day, one.pupil)
		}
	}
	if charged > 0 {
		b.find(Meal, at.key(), "%d pupils are charged for a meal that they did not eat", charged)
	}
	if m.Meals != eaten {
		b.find(Batch, at.key(), "the marker says %d meals, the sheet %d", m.Meals, eaten)
	}
	b.judgeBands(at, m)
	if m.Total != total {
		b.find(Batch, at.key(), "the marker says %d cents, the entries %d", int64(m.Total), int64(total))
		// Meals at a price of zero leave no entry; here the total says that others are missing too.
		if uncharged > 0 {
			b.find(Meal, at.key(), "%d of %d pupils who ate have no debit", uncharged, eaten)
		}
	}
}

// judgeBands compares what a marker says of the bands with what it says of all.
func (b *books) judgeBands(at classDay, m batch) {
	if m.Bands == nil { // a marker of old, or nobody ate
		return
	}
	meals, total := 0, money.Cents(0)
	for _, band := range m.Bands {
		meals, total = meals+band.Meals, total+band.Total
	}
	if meals != m.Meals || total != m.Total {
		b.find(Batch, at.key(), "the bands have %d meals and %d cents, the marker %d and %d",
			meals, int64(total), m.Meals, int64(m.Total))
	}
}
