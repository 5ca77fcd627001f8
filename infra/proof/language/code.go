package main

import (
	"go/ast"
	"go/token"
	"regexp"
	"strconv"
	"strings"
	"unicode"
)

// verbs are those of fmt: each is a part of a message.
var verbs = regexp.MustCompile(`%(\[\d\])?[-+ #0]*[0-9]*(\.[0-9]+)?[a-zA-Z]`)

// technical are texts for programs: routes, headers, expressions of DynamoDB, content types.
var technical = regexp.MustCompile(`^(GET|POST) |^[A-Z][A-Za-z]*(-[A-Z][A-Za-z0-9]*)+$|[#:]\w+ [=<>B]|^(SET|ADD|REMOVE|AND|OR) |` +
	`attribute_not_exists|^[a-z]+/[a-z]+;|'none'|=\(\)|max-age`)

// codeMessages lists what a declaration in Go may say to people: its texts, with "%s" for the parts of those that are
// put together. What only programs or the log read is left out, as far as its form tells.
func codeMessages(declaration ast.Node) []string {
	var found []string
	add := func(text string) {
		if text = strings.Trim(text, " \n"); isProse(text) {
			found = append(found, text)
		}
	}
	ast.Inspect(declaration, func(node ast.Node) bool {
		switch node := node.(type) {
		case *ast.Field: // its tag is for programs
			return false
		case *ast.AssignStmt:
			if node.Tok == token.ADD_ASSIGN {
				if text, words := composed(node.Rhs[0]); words {
					add("%s" + text)
					return false
				}
			}
		case *ast.CallExpr:
			if plural(node) {
				for _, noun := range node.Args[1:] {
					text, _ := composed(noun)
					found = append(found, text)
				}
			}
			if text, words := composed(node); words {
				add(text)
				return false
			}
			return !unheard(node)
		case *ast.BinaryExpr, *ast.BasicLit:
			if text, words := composed(node.(ast.Expr)); words {
				add(text)
				return false
			}
		}
		return true
	})
	return found
}

// unheard reports whether a call's texts are for the log or for a program.
func unheard(call *ast.CallExpr) bool {
	owner, name := function(call)
	switch owner {
	case "errors", "slog", "pattern", "time":
		return true
	}
	return owner == "fmt" && name == "Errorf" || name == "Because" && owner == ""
}

// plural reports whether a call gives a number its noun.
func plural(call *ast.CallExpr) bool {
	owner, name := function(call)
	return owner == "web" && name == "Plural" && len(call.Args) == 3
}

// function returns the package and the name of a called function, "" for none.
func function(call *ast.CallExpr) (string, string) {
	selector, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return "", ""
	}
	owner, ok := selector.X.(*ast.Ident)
	if !ok {
		return "", ""
	}
	return owner.Name, selector.Sel.Name
}

// composed returns the text of an expression that holds a literal, and whether it does.
func composed(expression ast.Expr) (string, bool) {
	switch e := expression.(type) {
	case *ast.BasicLit:
		if e.Kind != token.STRING {
			return "%s", false
		}
		text, err := strconv.Unquote(e.Value)
		return verbs.ReplaceAllString(text, "%s"), err == nil
	case *ast.ParenExpr:
		return composed(e.X)
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			return "%s", false
		}
		left, first := composed(e.X)
		right, second := composed(e.Y)
		return left + right, first || second
	case *ast.CallExpr:
		owner, name := function(e)
		if owner == "fmt" && name == "Sprintf" {
			return composed(e.Args[0])
		}
	}
	return "%s", false
}

// isProse reports whether a text is written for people: it begins with a capital letter, or has more words than
// one, or letters that only Italian has.
func isProse(text string) bool {
	bare := strings.ReplaceAll(text, "%s", "")
	if !strings.ContainsFunc(bare, unicode.IsLetter) || strings.HasPrefix(text, "/") || strings.HasPrefix(text, "<") ||
		technical.MatchString(text) {
		return false
	}
	first := []rune(text)[0]
	return unicode.IsUpper(first) && strings.ContainsFunc(bare, unicode.IsLower) ||
		strings.ContainsAny(strings.TrimSpace(bare), " \u00a0") || strings.ContainsAny(bare, "àèéìòù")
}
