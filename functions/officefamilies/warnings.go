package main

import (
	"slices"
	"strings"

	"serviziscolastici/shared/school"
)

// What the preview of a change of an enrolment warns of.

// lostISEE warns that a new band leaves out until when the ISEE of the one before is good: nobody would then be told that
// it ends.
func lostISEE(turn school.Turn, before []school.Enrolment) []string {
	held, _ := turn.Held(before)
	if turn.Ends || held.ISEE.IsZero() || !turn.ISEE.IsZero() {
		return nil
	}
	return []string{"Scadenza dell’ISEE: " + held.ISEE.Italian() + " → nessuna. Se anche la nuova fascia dipende da un ISEE, torna a " +
		"modificare e scrivi quando scade."}
}

// uncardedDiet warns of a code of a diet that the pupil's card contradicts: the kitchen goes by the code.
func uncardedDiet(turn school.Turn, pupil school.Pupil) []string {
	if turn.Ends || turn.Diet == "" || pupil.Diet {
		return nil
	}
	return []string{"Nella scheda «Dieta speciale» è «no», e con questo codice la cucina prepara la dieta lo stesso. Se la dieta c’è, dopo " +
		"la conferma scrivi «sì» in «Correggi i dati dell’alunno»; se non c’è più, torna a modificare e scrivi NESSUNA come codice."}
}

// goesOn warns of the first period after the one that a change is of: it stays as it was decided.
func goesOn(turn school.Turn, after []school.Enrolment) []string {
	var next school.Enrolment
	for _, e := range after {
		if e.Service == turn.Service && e.From.After(turn.From) && (next.Class == "" || e.From.Before(next.From)) {
			next = e
		}
	}
	if next.Class == "" {
		return nil
	}
	return []string{"Dal " + next.From.Italian() + " resta quello che è già deciso: classe " + next.InSchool() + ", fascia " + next.Band +
		". Se deve cambiare anche quello, ripeti il cambio da quel giorno."}
}

// staysBehind warns of other services that stay in the class that a pupil leaves.
func staysBehind(turn school.Turn, before []school.Enrolment) []string {
	held, found := turn.Held(before)
	if !found || turn.Ends || held.Class == turn.Class.ID {
		return nil
	}
	var stay []string
	for _, e := range before {
		name := school.ServiceName(e.Service)
		if e.Service != turn.Service && e.Class == held.Class && !e.To.Before(turn.From) && !slices.Contains(stay, name) {
			stay = append(stay, name)
		}
	}
	if len(stay) == 0 {
		return nil
	}
	return []string{strings.Join(stay, ", ") + ": resta la classe " + held.InSchool() + ". Se cambia anche lì, ripeti il cambio per quel servizio."}
}
