package pagopa_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// lastCase is the last of the cases that are judged by tests here; the others belong to the flows of
// reports, which this product does not read yet, and to papers.
const lastCase = 57

var (
	named  = regexp.MustCompile(`(?s)^(?:Goal: )?Cases? ([0-9][0-9, toand]*)`)
	number = regexp.MustCompile(`([0-9]+)(?: to ([0-9]+))?`)
)

// casesOf reads the numbers that the first words of a test's comment name: "Goal: Cases 1 to 4 and 9, …".
func casesOf(comment string) []int {
	found := named.FindStringSubmatch(strings.Join(strings.Fields(comment), " "))
	if found == nil {
		return nil
	}
	var cases []int
	for _, span := range number.FindAllStringSubmatch(found[1], -1) {
		first, _ := strconv.Atoi(span[1])
		last := first
		if span[2] != "" {
			last, _ = strconv.Atoi(span[2])
		}
		for n := first; n <= last; n++ {
			cases = append(cases, n)
		}
	}
	return cases
}

// commentOf is what a test says of itself: the comment above it, or the first one inside.
func commentOf(file *ast.File, test *ast.FuncDecl) string {
	if test.Doc != nil {
		return test.Doc.Text()
	}
	for _, group := range file.Comments {
		if group.Pos() > test.Body.Lbrace && group.End() < test.Body.Rbrace {
			return group.Text()
		}
	}
	return ""
}

// testsByCase reads all tests of the product.
func testsByCase(t *testing.T) map[int][]string {
	t.Helper()
	tests := map[int][]string{}
	for _, root := range []string{"functions", "shared", "infra"} {
		err := filepath.WalkDir(filepath.Join("../../../..", root), func(path string, _ fs.DirEntry, err error) error {
			if err != nil || !strings.HasSuffix(path, "_test.go") {
				return err
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments|parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			for _, declaration := range file.Decls {
				test, is := declaration.(*ast.FuncDecl)
				if !is || !strings.HasPrefix(test.Name.Name, "Test") {
					continue
				}
				for _, n := range casesOf(commentOf(file, test)) {
					folder := filepath.Dir(strings.TrimPrefix(path, "../../../../"))
					tests[n] = append(tests[n], folder+"."+test.Name.Name)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return tests
}

// Goal: none of the 57 cases that a creditor's station is tried by is without a test that names it in its
// first words. Method: read the comments of all tests; the list is printed (go test -v).
func TestEveryCaseHasATest(t *testing.T) {
	tests := testsByCase(t)
	for n := 1; n <= lastCase; n++ {
		slices.Sort(tests[n])
		t.Logf("case %2d: %s", n, strings.Join(tests[n], ", "))
		if len(tests[n]) == 0 {
			t.Errorf("no test names case %d", n)
		}
	}
}

// Goal: the numbers are read as they are written. Method: one comment of each form.
func TestReadingOfCases(t *testing.T) {
	for comment, want := range map[string][]int{
		"Goal: Case 38, a queue":                 {38},
		"Goal: Cases 1 to 3, 8,\n10 and 44: a x": {1, 2, 3, 8, 10, 44},
		"Goal: two things, as in Case 3":         nil,
		"":                                       nil,
	} {
		if got := casesOf(comment); !slices.Equal(got, want) {
			t.Errorf("%q: %v, want %v", comment, got, want)
		}
	}
}
