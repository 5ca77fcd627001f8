package architecture_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Goal: no function starts with work that it may never need: the tables of formats that newer clients of
// the SDK build (0.7 ms each), the SDK's config package (7 ms), a client of SQS where nothing is sent.
// Method: ask the Go tool what each function links. Why: infra/decisions/0013-speed.md.
func TestFunctionsStartLean(t *testing.T) {
	list := exec.Command("go", "list", "-f", `{{.ImportPath}} {{join .Deps " "}}`, "./functions/...")
	list.Dir = root
	output, err := list.Output()
	if err != nil {
		t.Fatal(err)
	}
	senders := map[string]bool{"mealplanner": true, "notices": true, "station": true}
	for line := range strings.Lines(string(output)) {
		packages := strings.Fields(line)
		function := strings.TrimPrefix(packages[0], module+"functions/")
		for _, linked := range packages[1:] {
			service := strings.HasPrefix(linked, "github.com/aws/aws-sdk-go-v2/service/")
			switch {
			case service && strings.HasSuffix(linked, "/schemas"), linked == "github.com/aws/aws-sdk-go-v2/config":
				t.Errorf("%s links %s", function, linked)
			case service && strings.HasSuffix(linked, "/sqs") && !senders[function]:
				t.Errorf("%s links a client of SQS and sends nothing", function)
			}
		}
	}
}

// Goal: no function compiles a regular expression before it needs it, and none finds out on Lambda that one
// is wrong, nor compiles one again and again. Method: no shipped file but shared/pattern's names the package
// regexp; the expressions of all calls of pattern.Of are evaluated and compiled, and none stands in a function.
func TestPatternsAreLazyAndRight(t *testing.T) {
	helpers := []string{"shared/web/webtest", "shared/paper/pdf/pdftest"} // linked by tests alone
	compiled := 0
	for file, imports := range importsUnder(t, "functions", "shared") {
		if slices.Contains(helpers, path.Dir(file)) || path.Dir(file) == "shared/pattern" {
			continue
		}
		if slices.Contains(imports, "regexp") {
			t.Errorf("%s compiles expressions by itself: shared/pattern does when they are used", file)
		}
		if slices.Contains(imports, module+"shared/pattern") {
			compiled += compilePatterns(t, file)
		}
	}
	if compiled < 20 {
		t.Errorf("only %d expressions found", compiled)
	}
}

// compilePatterns compiles the expressions of a file and returns how many there are.
func compilePatterns(t *testing.T, file string) int {
	t.Helper()
	files := token.NewFileSet()
	tree, err := parser.ParseFile(files, filepath.Join(root, file), nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	// Only the file's constants have to be known: that its imports are not is no matter.
	lenient := types.Config{Error: func(error) {}}
	known, _ := lenient.Check(file, files, []*ast.File{tree}, nil)
	count := 0
	var functionEnds token.Pos // the last one that began
	ast.Inspect(tree, func(node ast.Node) bool {
		if function, isFunction := node.(*ast.FuncDecl); isFunction {
			functionEnds = function.End()
		}
		call, isCall := node.(*ast.CallExpr)
		if !isCall || types.ExprString(call.Fun) != "pattern.Of" {
			return true
		}
		if call.Pos() < functionEnds {
			t.Errorf("%s: %s is compiled at every call of its function", file, types.ExprString(call))
		}
		argument, err := types.Eval(files, known, token.NoPos, types.ExprString(call.Args[0]))
		if err != nil || argument.Value == nil {
			t.Errorf("%s: %s is no constant: %v", file, types.ExprString(call.Args[0]), err)
			return true
		}
		if _, err := regexp.Compile(constant.StringVal(argument.Value)); err != nil {
			t.Errorf("%s: %v", file, err)
		}
		count++
		return true
	})
	return count
}
