package architecture_test

import (
	"go/ast"
	"go/constant"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"path/filepath"
	"regexp"
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
	senders := map[string]bool{
		"imports": true, "mealplanner": true, "messenger": true, "notices": true, "officedesk": true, "officeimports": true,
		"officeoffer": true, "receipts": true, "registry": true, "station": true,
	}
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

// Goal: no function finds out on Lambda that a regular expression is wrong, now that they are compiled when they
// are used, nor compiles one again and again. Method: the expressions of all calls of pattern.Of are evaluated and
// compiled, and none stands in a function.
func TestPatternsAreLazyAndRight(t *testing.T) {
	compiled := 0
	for _, file := range shipped(t) {
		compiled += compilePatterns(t, file)
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
