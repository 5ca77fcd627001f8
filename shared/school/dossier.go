package school

import (
	"slices"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// dossier is all that belongs to one pupil. Several items show the same facts:
// the parent's list row and the class roster repeat the pupil's name so that a
// page or the night needs one query. Their content follows from the dossier by
// items, and nothing else writes them, so they cannot drift apart.
type dossier struct {
	tenant     string
	pupil      Pupil
	guardians  []Guardianship
	enrolments []Enrolment
	// version counts the changes, so that two at once cannot mix.
	version int
	// listed is how a search lists the pupil, which only the office's changes bring up to date: what a parent does
	// on the portal has no right to it.
	listed Found
	// dieted is whether the rosters tell that the pupil has a special diet; the office's changes bring it up to date too.
	dieted bool
}

// pupilItem is the pupil as stored.
type pupilItem struct {
	Pupil
	Version int   `dynamodbav:"version"`
	Listed  Found `dynamodbav:"listed"`
	Dieted  bool  `dynamodbav:"dieted,omitempty"`
}

// place puts the pupil into the school and class of the enrolment that holds
// today; before the first begins, into that of the first, and after the last,
// into that of the last.
func (d *dossier) place(today calendar.Day) {
	var best Enrolment
	for _, e := range d.enrolments {
		if e.Class == "" {
			continue
		}
		switch {
		case best.Class == "":
			best = e
		case best.From.After(today):
			if e.From.Before(best.From) {
				best = e
			}
		case !e.From.After(today) && e.From.After(best.From):
			best = e
		}
	}
	d.pupil.School, d.pupil.SchoolName = best.School, best.SchoolName
	d.pupil.Class, d.pupil.ClassName = best.Class, best.ClassName
}

// last is the last day of the last enrolment; zero when there is none, or no end.
func (d dossier) last() calendar.Day {
	var last calendar.Day
	for _, e := range d.enrolments {
		if e.To.IsZero() {
			return calendar.Day{}
		}
		if last.Before(e.To) {
			last = e.To
		}
	}
	return last
}

// ended reports whether the pupil is enrolled in nothing any more. A pupil who never
// was has still to begin.
func (d dossier) ended(today calendar.Day) bool {
	last := d.last()
	return !last.IsZero() && last.Before(today)
}

// pays reports whether a guardian pays for the pupil.
func (d dossier) pays(guardian string) bool {
	return slices.ContainsFunc(d.guardians, func(g Guardianship) bool {
		return g.Guardian == guardian && g.Role == Payer
	})
}

// enrol adds an enrolment, in place of the one of the same period. It leaves the
// list alone that a copy of the dossier may share.
func (d *dossier) enrol(e Enrolment) {
	d.enrolments = sortedEnrolments(append(slices.DeleteFunc(slices.Clone(d.enrolments), e.SamePeriod), e))
}

// items returns the items that the dossier consists of, all but the pupil's own.
func (d dossier) items() map[dynamo.Key]any {
	items := make(map[dynamo.Key]any)
	for _, g := range d.guardians {
		link := d.link(g)
		items[dynamo.GuardianPupil(g.Guardian, d.tenant, d.pupil.ID)] = link
		items[dynamo.PupilGuardian(d.tenant, d.pupil.ID, g.Guardian)] = link
	}
	for _, e := range d.enrolments {
		items[dynamo.Enrolment(d.tenant, d.pupil.ID, e.Year, e.Service, e.From)] = e
		if e.Service == Canteen {
			items[dynamo.Roster(d.tenant, e.Class, d.pupil.ID, e.From)] = RosterRow{
				Pupil: d.pupil.ID, Name: d.pupil.Name, FamilyName: d.pupil.FamilyName,
				Band: e.Band, Diet: d.diet(e), From: e.From, To: e.To,
			}
		}
	}
	d.endings(items)
	return items
}

// diet is the diet that a roster tells of an enrolment.
func (d dossier) diet(e Enrolment) string {
	if e.Diet == "" && d.dieted {
		return UncodedDiet
	}
	return e.Diet
}

func (d dossier) link(g Guardianship) Link {
	p := d.pupil
	link := Link{
		Guardian: g.Guardian, Tenant: d.tenant, Pupil: p.ID, Role: g.Role, Name: p.Name, FamilyName: p.FamilyName,
		School: p.School, SchoolName: p.SchoolName, Class: p.Class, ClassName: p.ClassName, Badge: p.Badge,
		GrantedTo: g.GrantedTo, GrantedBy: g.GrantedBy,
	}
	if g.GrantedTo != "" {
		link.Until = d.last()
	}
	return link
}
