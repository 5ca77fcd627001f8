package office_test

import (
	"slices"
	"testing"
	"time"

	"serviziscolastici/shared/office"
	"serviziscolastici/shared/problem"
)

// Goal: an operator sees the places that a role is bound to, and no others. Method: table.
func TestPlacesOfAnOperator(t *testing.T) {
	for _, test := range []struct {
		roles                  []office.Role
		ownSchool, otherSchool bool
		ownKitchen             bool
		otherKitchen           bool
	}{
		{[]office.Role{office.School}, true, false, false, false},
		{[]office.Role{office.Kitchen}, false, false, true, false},
		{[]office.Role{office.School, office.Kitchen}, true, false, true, false},
		{[]office.Role{office.Clerk}, true, true, true, true},
		{[]office.Role{office.Administrator}, true, true, true, true},
		{[]office.Role{office.Accounting}, true, true, true, true},
		{[]office.Role{office.School, office.Reader}, true, true, true, true},
		{nil, false, false, false, false},
	} {
		o := office.Operator{Roles: test.roles, Schools: []string{"PRI"}, Kitchens: []string{"CENTRO"}}
		if o.SeesSchool("PRI") != test.ownSchool || o.SeesSchool("SEC") != test.otherSchool ||
			o.SeesKitchen("CENTRO") != test.ownKitchen || o.SeesKitchen("ALTRA") != test.otherKitchen {
			t.Errorf("%v sees %t %t %t %t", test.roles, o.SeesSchool("PRI"), o.SeesSchool("SEC"), o.SeesKitchen("CENTRO"),
				o.SeesKitchen("ALTRA"))
		}
	}
}

// Goal: who was removed or has no role is no operator any more. Method: each of them.
func TestActive(t *testing.T) {
	o := office.Operator{Roles: []office.Role{office.Clerk}}
	if !o.Active() {
		t.Error("an operator is none")
	}
	o.Removed = time.Unix(1, 0)
	if o.Active() || (office.Operator{}).Active() {
		t.Error("who was removed or has no role is active")
	}
}

// Goal: the mapping of groups is read as it is written, and every mistake is told. Method: good texts with the roles
// that a member gets; bad ones.
func TestGroups(t *testing.T) {
	const text = "Ufficio Scuola=ufficio | GRP-PRI = scuola:PRI,SEC cucina:CENTRO |a=b=lettura"
	groups, err := office.ParseGroups(text)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		member            []string
		roles             []office.Role
		schools, kitchens []string
	}{
		{[]string{"Ufficio Scuola", "altro"}, []office.Role{office.Clerk}, nil, nil},
		{[]string{"GRP-PRI"}, []office.Role{office.Kitchen, office.School}, []string{"PRI", "SEC"}, []string{"CENTRO"}},
		{[]string{"a=b", "Ufficio Scuola"}, []office.Role{office.Reader, office.Clerk}, nil, nil},
		{[]string{"ufficio scuola", ""}, nil, nil, nil}, // names are as the provider writes them
		{nil, nil, nil, nil},
	} {
		got := office.Operator{Roles: []office.Role{office.Administrator}, Schools: []string{"INF"}}.Members(groups, test.member)
		if !slices.Equal(got.Roles, test.roles) || !slices.Equal(got.Schools, test.schools) ||
			!slices.Equal(got.Kitchens, test.kitchens) {
			t.Errorf("%q: %v %v %v", test.member, got.Roles, got.Schools, got.Kitchens)
		}
	}
	for _, bad := range []string{
		"", "gruppo", "=ufficio", "a=", "a=capo", "a=ufficio|a=lettura", "a=scuola", "a=cucina:", "a=ufficio:PRI", "a=ufficio|",
	} {
		if _, err := office.ParseGroups(bad); !problem.Is(err, problem.Invalid) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

// Goal: a person at one provider is one operator, and no other provider can make the same. Method: compare ids.
func TestProviderID(t *testing.T) {
	one := office.ProviderID("https://a.example", "1")
	if one != office.ProviderID("https://a.example", "1") || one == office.ProviderID("https://b.example", "1") ||
		one == office.ProviderID("https://a.example", "2") || !(office.Operator{ID: one}).FromProvider() {
		t.Errorf("%s", one)
	}
}
