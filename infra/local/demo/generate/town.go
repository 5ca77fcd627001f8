package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/school"
)

// parent is an adult with a fiscal code and contacts.
type parent struct {
	adult
	code    string
	email   string
	phone   string
	address string
	pupils  []string
}

// pupil is a child in a class, with what the canteen asks for a meal.
type pupil struct {
	kid
	id, code, badge string
	born            calendar.Day
	class           classOf
	payer           *parent
	viewer          *parent
	band            int
	sibling         bool
	credit          credit
}

// town is the whole demo.
type town struct {
	random  *rand.Rand
	classes []classOf
	parents []*parent
	pupils  []*pupil
	codes   map[string]bool
}

const (
	seed          = 20261122
	drawnFamilies = 36
	// Every third drawn family has two children, every twelfth a second adult.
	everyTwoChildren = 3
	everyTwoAdults   = 12
)

func newTown() (*town, error) {
	t := &town{random: rand.New(rand.NewPCG(seed, seed)), classes: classes(), codes: make(map[string]bool)}
	families := toldFamilies()
	for i := range drawnFamilies {
		families = append(families, t.drawFamily(i))
	}
	for _, f := range families {
		if err := t.settle(f); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// drawFamily invents the family of the i-th name.
func (t *town) drawFamily(i int) family {
	name := familyNames[i%len(familyNames)]
	mother := adult{name: t.pick(mothers), familyName: t.pick(familyNames), female: true,
		born: t.dayIn(1978 + t.random.IntN(16)), place: t.pick(places)}
	father := adult{name: t.pick(fathers), familyName: name,
		born: t.dayIn(1975 + t.random.IntN(16)), place: t.pick(places)}
	f := family{payer: mother, band: 1 + t.random.IntN(nonResident)}
	if i%2 == 1 {
		f.payer = father
	}
	if i%everyTwoAdults == 1 {
		f.viewer = &mother
	}
	children := 1
	if i%everyTwoChildren == 0 {
		children = 2
	}
	for range children {
		k := kid{familyName: name, female: t.random.IntN(2) == 0, diet: t.random.IntN(15) == 0}
		k.name = t.pick(boys)
		if k.female {
			k.name = t.pick(girls)
		}
		f.kids = append(f.kids, k)
	}
	if i%9 == 0 {
		f.credit = lowCredit
	}
	return f
}

// settle gives the family its codes, contacts and classes.
func (t *town) settle(f family) error {
	payer, err := t.addParent(f.payer)
	if err != nil {
		return err
	}
	var viewer *parent
	if f.viewer != nil {
		if viewer, err = t.addParent(*f.viewer); err != nil {
			return err
		}
	}
	for i, k := range f.kids {
		p := &pupil{kid: k, payer: payer, viewer: viewer, band: f.band, credit: f.credit}
		p.sibling = i > 0 && f.band != nonResident
		if err := t.addPupil(p); err != nil {
			return err
		}
		payer.pupils = append(payer.pupils, p.id)
		if viewer != nil {
			viewer.pupils = append(viewer.pupils, p.id)
		}
	}
	return nil
}

func (t *town) addParent(a adult) (*parent, error) {
	code, err := codeOf(a.familyName, a.name, birth{a.born, a.female, a.place})
	if err == nil && a.omocode {
		code, err = omocode(code)
	}
	if err != nil {
		return nil, err
	}
	p := &parent{
		adult: a, code: code, email: mailbox(a.name, a.familyName),
		phone:   fmt.Sprintf("333 000 %04d", 1000+len(t.parents)),
		address: fmt.Sprintf("%s %d", t.pick(streets), 1+t.random.IntN(60)),
	}
	t.parents = append(t.parents, p)
	return p, t.once(code)
}

func (t *town) addPupil(p *pupil) error {
	number := len(t.pupils) + 1
	p.id, p.badge = fmt.Sprintf("A%03d", number), fmt.Sprintf("%06d", 100100+number*7)
	p.class = t.classFor(p.kid)
	p.born = t.dayIn(p.class.born)
	if p.place == "" {
		p.place = "A794"
	}
	var err error
	if p.provisional {
		p.code, err = provisional(fmt.Sprintf("0009%06d", t.random.IntN(1_000_000)))
	} else {
		p.code, err = codeOf(p.familyName, p.name, birth{p.born, p.female, p.place})
	}
	if err != nil {
		return err
	}
	t.pupils = append(t.pupils, p)
	return t.once(p.code)
}

// classFor returns the class that the kid is told to be in, or the smallest.
func (t *town) classFor(k kid) classOf {
	size := make(map[string]int)
	for _, p := range t.pupils {
		size[p.class.ID]++
	}
	best := t.classes[0]
	for _, c := range t.classes {
		if c.ID == k.class {
			return c
		}
		if size[c.ID] < size[best.ID] {
			best = c
		}
	}
	return best
}

// once makes sure that no two people share a code.
func (t *town) once(code string) error {
	if t.codes[code] {
		return fmt.Errorf("two people have the code %s: choose another seed", code)
	}
	t.codes[code] = true
	return nil
}

func (t *town) pick(list []string) string { return list[t.random.IntN(len(list))] }

func (t *town) dayIn(year int) calendar.Day { return date(year, 1, 1).AddDays(t.random.IntN(365)) }

// mailbox returns an address in the domain that is reserved for examples.
func mailbox(name, familyName string) string {
	plain := strings.NewReplacer("à", "a", "è", "e", "é", "e", "ì", "i", "ò", "o", "ù", "u", "'", "", " ", "")
	return plain.Replace(strings.ToLower(name+"."+familyName)) + "@example.com"
}

// terms returns a pupil's periods at the canteen. One pupil's band changes in
// the year, because the family brings its ISEE late.
func (p *pupil) terms() []school.Enrolment {
	whole := school.Enrolment{
		Pupil: p.id, Year: schoolYear, Service: school.Canteen, Class: p.class.ID,
		Band: band(p.class.School, p.band, p.sibling), Reason: p.reason(), From: yearBegins, To: yearEnds,
	}
	if p.class.School == "INF" {
		whole.To = nurseryEnds
	}
	if p.id != lateISEE {
		return []school.Enrolment{whole}
	}
	before := whole
	before.Band, before.Reason = band(p.class.School, 5, false), "ISEE non ancora presentato"
	before.To = date(2026, 10, 31)
	whole.From, whole.Reason = date(2026, 11, 1), "ISEE presentato il 20/10/2026"
	return []school.Enrolment{before, whole}
}

// lateISEE is the pupil whose band changes on 1 November.
const lateISEE = "A006"

func (p *pupil) reason() string {
	switch {
	case p.band == nonResident:
		return "Non residente a Vallechiara"
	case p.sibling && p.band == 5:
		return "Residente, ISEE non presentato; secondo o terzo figlio iscritto"
	case p.sibling:
		return "ISEE presentato; secondo o terzo figlio iscritto"
	case p.band == 5:
		return "Residente, ISEE non presentato"
	default:
		return "ISEE presentato"
	}
}
