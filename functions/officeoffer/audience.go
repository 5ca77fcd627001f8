package main

import (
	"context"
	"slices"
	"strings"

	"serviziscolastici/shared/beside"
	"serviziscolastici/shared/school"
)

// audience is for whom something is: all schools, one, or one class of it.
type audience struct{ School, Class string }

// value is the audience as forms and addresses have it: "*", "PRI" or "PRI/PRI-3A".
func (a audience) value() string {
	if a.Class == "" {
		return a.School
	}
	return a.School + "/" + a.Class
}

// places are the schools and classes of a municipality.
type places struct {
	Schools []school.School
	Classes []school.Class
}

func (h Handler) places(ctx context.Context, tenant string) (places, error) {
	var p places
	return p, beside.Together(
		beside.Into(&p.Schools, func() ([]school.School, error) { return h.School.Schools(ctx, tenant) }),
		beside.Into(&p.Classes, func() ([]school.Class, error) { return h.School.Classes(ctx, tenant) }),
	)
}

// find reads an audience; false when there is no such place.
func (p places) find(value string) (audience, bool) {
	code, class, _ := strings.Cut(value, "/")
	a := audience{code, class}
	if value == school.EverySchool {
		return a, true
	}
	if class != "" {
		known := slices.ContainsFunc(p.Classes, func(c school.Class) bool { return c.ID == class && c.School == code })
		return a, known
	}
	return a, slices.ContainsFunc(p.Schools, func(s school.School) bool { return s.ID == code })
}

// Name says for whom something is, in words.
func (p places) Name(code, class string) string {
	if code == school.EverySchool {
		return "Tutte le scuole"
	}
	name := code
	if at := slices.IndexFunc(p.Schools, func(s school.School) bool { return s.ID == code }); at >= 0 {
		name = p.Schools[at].Name
	}
	if class == "" {
		return name
	}
	if at := slices.IndexFunc(p.Classes, func(c school.Class) bool { return c.ID == class }); at >= 0 {
		class = p.Classes[at].Name
	}
	return name + ", classe " + class
}

// In are the classes of a school.
func (p places) In(code string) []school.Class {
	return slices.DeleteFunc(slices.Clone(p.Classes), func(c school.Class) bool { return c.School != code })
}

// services are the services of a form, by code.
func services() map[string]string {
	names := map[string]string{}
	for _, service := range school.Services() {
		names[service] = school.ServiceName(service)
	}
	return names
}

// serviceName names a service, or all.
func serviceName(service string) string {
	if service == "" {
		return "Tutti i servizi"
	}
	return school.ServiceName(service)
}
