// Package architecture holds the rules about who may know whom. They are what keeps functions
// small and shared packages usable alone, so a test guards them.
package architecture_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "serviziscolastici/"

// root is the repository as seen from this folder.
const root = "../../.."

// storage is the package that knows tables and keys.
const storage = module + "shared/dynamo"

// Goal: dependencies run one way, functions → shared → libraries.
// Method: parse the imports of every file of functions and shared.
func TestDependenciesRunOneWay(t *testing.T) {
	for file, imports := range importsUnder(t, "functions", "shared") {
		own := firstTwo(file)
		for _, imported := range imports {
			inside, isOurs := strings.CutPrefix(imported, module)
			if !isOurs {
				continue
			}
			switch {
			case strings.HasPrefix(inside, "infra"):
				t.Errorf("%s imports %s: nothing that ships knows infra", file, imported)
			case strings.HasPrefix(inside, "functions/") && firstTwo(inside) != own:
				t.Errorf("%s imports %s: nobody knows a function", file, imported)
			}
		}
	}
}

// Goal: the packages of pure rules know no table.
// Method: parse their imports; neither the storage package nor the SDK may be there.
func TestPureRulesKnowNoTable(t *testing.T) {
	pure := []string{"shared/pagopa", "shared/paper", "shared/money", "shared/tax", "shared/fiscalcode", "shared/calendar"}
	for file, imports := range importsUnder(t, pure...) {
		for _, imported := range imports {
			if imported == storage || strings.Contains(imported, "aws-sdk-go-v2/service/dynamodb") {
				t.Errorf("%s imports %s: this package is about rules, not tables", file, imported)
			}
		}
	}
}

// Goal: who proves an identity keeps sessions and pending logins itself and knows nobody else's data.
// Method: parse its imports for the packages that own people and money.
func TestIdentityKnowsNoOtherData(t *testing.T) {
	owners := []string{"school", "ledger", "billing"}
	for file, imports := range importsUnder(t, "shared/identity", "shared/cns") {
		for _, owner := range owners {
			if slices.Contains(imports, module+"shared/"+owner) {
				t.Errorf("%s imports %s", file, owner)
			}
		}
	}
}

// importsUnder lists the imports of every Go file under the folders, tests left out: a test may
// use the emulators and simulators of infra.
func importsUnder(t *testing.T, folders ...string) map[string][]string {
	t.Helper()
	found := map[string][]string{}
	for _, folder := range folders {
		err := fs.WalkDir(os.DirFS(root), folder, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || !shipped(path) {
				return err
			}
			imports, err := importsOf(filepath.Join(root, path))
			found[path] = imports
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(found) == 0 {
		t.Fatalf("no Go file under %v", folders)
	}
	return found
}

func shipped(path string) bool {
	return strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go")
}

func importsOf(path string) ([]string, error) {
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var imports []string
	for _, spec := range file.Imports {
		name, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		imports = append(imports, name)
	}
	return imports, nil
}

// firstTwo is the folder of the function or package that a path belongs to.
func firstTwo(path string) string {
	parts := strings.SplitN(path, "/", 3)
	return strings.Join(parts[:min(len(parts), 2)], "/")
}
