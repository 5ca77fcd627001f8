package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
)

// program is the Go code that parents' functions are made of. Of the packages that it shares with the office it
// knows which declarations parents' functions reach.
type program struct {
	tree fs.FS
	// declarations are those of the functions and of all packages that they import.
	declarations []declaration
}

// declaration is a function, or one or more types, variables or constants.
type declaration struct {
	file    string
	names   []string
	node    ast.Node
	reached bool
}

// readProgram reads the functions with the given folders and what they import, except the packages and files that
// skip names. The names are those that templates call.
func readProgram(tree fs.FS, folders, names []string, skip func(name string) bool) (*program, error) {
	p := &program{tree: tree}
	own := len(folders)
	for at := 0; at < len(folders); at++ { // grows while it is read
		files, err := fs.Glob(tree, folders[at]+"/*.go")
		if err != nil {
			return nil, err
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") || skip(name) {
				continue
			}
			packages, err := p.readFile(name, at < own)
			if err != nil {
				return nil, err
			}
			for _, folder := range packages {
				if !slices.Contains(folders, folder) && !skip(folder) {
					folders = append(folders, folder)
				}
			}
		}
	}
	p.reach(names)
	return p, nil
}

// readFile adds the declarations of a file, and returns the folders of the project's packages that it imports.
func (p *program) readFile(name string, reached bool) ([]string, error) {
	source, err := fs.ReadFile(p.tree, name)
	if err != nil {
		return nil, err
	}
	file, err := parser.ParseFile(token.NewFileSet(), name, source, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	for _, one := range file.Decls {
		switch one := one.(type) {
		case *ast.FuncDecl:
			p.declarations = append(p.declarations, declaration{name, []string{one.Name.Name}, one, reached})
		case *ast.GenDecl:
			for _, spec := range one.Specs {
				if names := namesOf(spec); len(names) > 0 {
					p.declarations = append(p.declarations, declaration{name, names, spec, reached})
				}
			}
		}
	}
	var folders []string
	for _, one := range file.Imports {
		address, err := strconv.Unquote(one.Path.Value)
		if err != nil {
			return nil, err
		}
		if folder, own := strings.CutPrefix(address, "serviziscolastici/"); own {
			folders = append(folders, path.Clean(folder))
		}
	}
	return folders, nil
}

// namesOf returns what a specification declares; nothing for an import.
func namesOf(spec ast.Spec) []string {
	var names []string
	switch spec := spec.(type) {
	case *ast.TypeSpec:
		names = append(names, spec.Name.Name)
	case *ast.ValueSpec:
		for _, name := range spec.Names {
			names = append(names, name.Name)
		}
	}
	return names
}

// reach marks what the functions reach, and their templates by the given names. It goes by names alone, whatever they belong to: rather too much than too
// little.
func (p *program) reach(names []string) {
	named, next := map[string]bool{}, true
	for _, name := range names {
		named[name] = true
	}
	looked := make([]bool, len(p.declarations))
	for next {
		next = false
		for i := range p.declarations {
			one := &p.declarations[i]
			one.reached = one.reached || slices.ContainsFunc(one.names, func(name string) bool { return named[name] })
			if !one.reached || looked[i] {
				continue
			}
			looked[i], next = true, true
			ast.Inspect(one.node, func(node ast.Node) bool {
				if identifier, ok := node.(*ast.Ident); ok {
					named[identifier.Name] = true
				}
				return true
			})
		}
	}
}
