package operations_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// uncovered are the writing methods that no operation covers, with the reason.
var uncovered = map[string]string{
	"identity.Providers.All":  "keeps a copy of what it has fetched: without it another process fetches again",
	"identity.Providers.Find": "as All",
	"cns.Cards.Check":         "keeps a copy of the list of revoked cards, as All",

	"openid.Logins.Begin":  "a login that failed begins anew, as identity.Login's, and what it left expires",
	"openid.Logins.Finish": "as Begin; who came in is kept by office.Store.Save and Start",

	"intake.Kinds":           "names the loaders of Load",
	"intake.KindOf":          "as Kinds",
	"intake.Loader.Load":     "calls for each row what is tried here, and a file is loaded again as a whole",
	"intake.Loader.Store":    "as Load, for a piece of a file",
	"intake.Loader.Rehearse": "as Load, under a context that lets nothing be written",

	"imports.Deed":          "names a kind of file, as intake.Kinds",
	"imports.Kinds":         "as Deed",
	"imports.MaySend":       "as Deed",
	"imports.Store.Begin":   "the version of a file's item is its condition; shared/imports dies at every call, infra/proof/imports kills",
	"imports.Store.Confirm": "as Begin",
	"imports.Store.Drop":    "as Begin",
	"imports.Store.Settle":  "as Begin",
	"imports.Store.Tell":    "as Begin",
	"imports.Worker.Handle": "as Begin",
}

// Goal: no writing operation is forgotten. Method: find every exported method of a shared package from which
// a write of DynamoDB's client can be reached, and hold them against the operations, both ways.
func TestEveryWritingMethodIsTried(t *testing.T) {
	covered := map[string]bool{}
	for _, o := range operations() {
		for _, method := range o.covers {
			covered[method] = true
		}
	}
	writing := writers(t)
	for _, method := range slices.Sorted(maps.Keys(writing)) {
		if covered[method] == (uncovered[method] != "") {
			t.Errorf("%s writes: tried %t, excused %q", method, covered[method], uncovered[method])
		}
	}
	named := slices.AppendSeq(slices.Collect(maps.Keys(covered)), maps.Keys(uncovered))
	for _, method := range named {
		if !writing[method] {
			t.Errorf("%s is listed, but writes nothing", method)
		}
	}
	t.Logf("%d writing methods, %d of them excused", len(writing), len(uncovered))
	if len(writing) < 40 {
		t.Errorf("only %d writing methods found", len(writing))
	}
}

const shared = "serviziscolastici/shared/"

// listed is a package as the go command lists it.
type listed struct {
	ImportPath, Dir, Export string
	GoFiles                 []string
}

// packages lists the shared packages and all that they import, each after its imports.
func packages(t *testing.T) []listed {
	t.Helper()
	command := exec.Command("go", "list", "-deps", "-export", "-json=ImportPath,Dir,Export,GoFiles", shared+"...")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []listed
	for decoder := json.NewDecoder(bytes.NewReader(output)); ; {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
}

// calls are which functions a function mentions, all by their full names.
type calls map[string][]string

// writers returns the exported methods and functions that write, but for those of package dynamo, which
// know no entity: "billing.Store.Settle".
func writers(t *testing.T) map[string]bool {
	t.Helper()
	all := packages(t)
	exports := map[string]string{}
	for _, one := range all {
		exports[one.ImportPath] = one.Export
	}
	files := token.NewFileSet()
	known := importer.ForCompiler(files, "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	graph, public := calls{}, map[string]string{}
	for _, one := range all {
		if inside, is := strings.CutPrefix(one.ImportPath, shared); is && !strings.HasSuffix(inside, "test") {
			graph.add(t, one, files, known, public)
		}
	}
	found, writes := map[string]bool{}, map[string]bool{}
	for method, name := range public {
		if graph.reach(method, writes) {
			found[name] = true
		}
	}
	return found
}

// add reads a package. The exported methods of its exported types, and its exported functions, become
// public, with a short name.
func (c calls) add(
	t *testing.T, one listed, files *token.FileSet, known types.Importer, public map[string]string,
) {
	t.Helper()
	var parsed []*ast.File
	for _, name := range one.GoFiles {
		file, err := parser.ParseFile(files, filepath.Join(one.Dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		parsed = append(parsed, file)
	}
	info := &types.Info{Defs: map[*ast.Ident]types.Object{}, Uses: map[*ast.Ident]types.Object{}}
	checker := types.Config{Importer: known}
	if _, err := checker.Check(one.ImportPath, files, parsed, info); err != nil {
		t.Fatal(err)
	}
	for _, file := range parsed {
		for _, declaration := range file.Decls {
			function, is := declaration.(*ast.FuncDecl)
			if !is {
				continue
			}
			object := info.Defs[function.Name].(*types.Func)
			ast.Inspect(function, func(node ast.Node) bool {
				if name, is := node.(*ast.Ident); is {
					if mentioned, is := info.Uses[name].(*types.Func); is {
						c[object.FullName()] = append(c[object.FullName()], mentioned.Origin().FullName())
					}
				}
				return true
			})
			if name := short(object); name != "" {
				public[object.FullName()] = name
			}
		}
	}
}

// short is the name of an exported function, "" for all others and those of package dynamo.
func short(f *types.Func) string {
	name := f.Pkg().Name() + "."
	if receiver := f.Signature().Recv(); receiver != nil {
		of := receiver.Type()
		if pointer, is := of.(*types.Pointer); is {
			of = pointer.Elem()
		}
		named, is := of.(*types.Named)
		if !is || !named.Obj().Exported() {
			return ""
		}
		name += named.Obj().Name() + "."
	}
	if !f.Exported() || f.Pkg().Path() == shared+"dynamo" {
		return ""
	}
	return name + f.Name()
}

// reach reports whether a write of DynamoDB's client can be reached from a function. What was found out is
// remembered; a function that calls itself does not write by that.
func (c calls) reach(function string, known map[string]bool) bool {
	if writes, seen := known[function]; seen {
		return writes
	}
	name, isClient := strings.CutPrefix(function, "(*github.com/aws/aws-sdk-go-v2/service/dynamodb.Client).")
	known[function] = isClient && slices.ContainsFunc([]string{"Put", "Update", "Delete", "Write", "Execute"},
		func(verb string) bool { return strings.Contains(name, verb) })
	for _, called := range c[function] {
		if c.reach(called, known) {
			known[function] = true
		}
	}
	return known[function]
}
