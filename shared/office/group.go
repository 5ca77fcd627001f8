package office

import (
	"fmt"
	"slices"
	"strings"

	"serviziscolastici/shared/problem"
)

// Group is what the members of a group of the municipality's own provider may do here.
type Group struct {
	// Name is the group's as the provider writes it into its token.
	Name              string
	Roles             []Role
	Schools, Kitchens []string
}

// ParseGroups reads which group has which roles: groups are separated by bars, roles by blanks, and the places of
// scuola and cucina follow a colon: "Ufficio Scuola=ufficio | GRP-Primaria=scuola:PRI,SEC | Cuochi=cucina:CENTRO".
// The error is problem.Invalid.
func ParseGroups(text string) ([]Group, error) {
	var groups []Group
	for one := range strings.SplitSeq(text, "|") {
		at := strings.LastIndexByte(one, '=')
		if at < 0 {
			return nil, badGroups("ogni gruppo si scrive come nome=ruolo: controlla %q", one)
		}
		group := Group{Name: strings.TrimSpace(one[:at])}
		if slices.ContainsFunc(groups, func(g Group) bool { return g.Name == group.Name }) || group.Name == "" {
			return nil, badGroups("il gruppo %q c'è due volte, o non ha nome", group.Name)
		}
		for grant := range strings.FieldsSeq(one[at+1:]) {
			if err := group.grant(grant); err != nil {
				return nil, err
			}
		}
		if len(group.Roles) == 0 {
			return nil, badGroups("il gruppo %q non ha ruoli", group.Name)
		}
		groups = append(groups, group)
	}
	return groups, nil
}

// grant adds "ufficio" or "scuola:PRI,SEC".
func (g *Group) grant(text string) error {
	name, list, placed := strings.Cut(text, ":")
	role, places := Role(name), strings.FieldsFunc(list, func(r rune) bool { return r == ',' })
	bound := role == School || role == Kitchen
	switch {
	case !role.Known():
		return badGroups("%q non è un ruolo: i ruoli sono amministratore, ufficio, ragioneria, scuola, cucina, lettura", name)
	case bound && len(places) == 0:
		return badGroups("il ruolo %s vuole i codici dei luoghi, come %[1]s:PRI,SEC", name)
	case placed && !bound:
		return badGroups("il ruolo %s non è legato a un luogo", name)
	}
	g.Roles = append(g.Roles, role)
	if role == School {
		g.Schools = append(g.Schools, places...)
	} else {
		g.Kitchens = append(g.Kitchens, places...)
	}
	return nil
}

func badGroups(text string, values ...any) error {
	return problem.New(problem.Invalid, "I gruppi non si leggono: "+fmt.Sprintf(text, values...)+".")
}

// Members gives an operator the roles and places of the groups that the provider names; none of them when it names
// none that is known here.
func (o Operator) Members(groups []Group, names []string) Operator {
	o.Roles, o.Schools, o.Kitchens = nil, nil, nil
	for _, group := range groups {
		if slices.Contains(names, group.Name) {
			o.Roles = append(o.Roles, group.Roles...)
			o.Schools, o.Kitchens = append(o.Schools, group.Schools...), append(o.Kitchens, group.Kitchens...)
		}
	}
	o.Roles, o.Schools, o.Kitchens = distinct(o.Roles), distinct(o.Schools), distinct(o.Kitchens)
	return o
}

func distinct[T ~string](list []T) []T {
	slices.Sort(list)
	return slices.Compact(list)
}
