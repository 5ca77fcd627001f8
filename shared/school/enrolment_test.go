package school_test

import (
	"testing"

	"serviziscolastici/shared/school"
)

// Goal: a class is named with its school everywhere alike. Method: a class, an enrolment in it, and one in no class.
func TestClassesAreNamedWithTheirSchool(t *testing.T) {
	const want = "3A, Scuola primaria Bosco Verde"
	class := school.Class{ID: "PRI-3A", Name: "3A", SchoolName: "Scuola primaria Bosco Verde"}
	enrolled := school.Enrolment{Class: class.ID, ClassName: class.Name, SchoolName: class.SchoolName}
	if class.InSchool() != want || enrolled.InSchool() != want || (school.Enrolment{}).InSchool() != "" {
		t.Errorf("class %q, enrolment %q, no class %q", class.InSchool(), enrolled.InSchool(), school.Enrolment{}.InSchool())
	}
}
