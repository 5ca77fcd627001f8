package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"serviziscolastici/shared/language"
)

// pages are the functions whose pages parents read.
func pages() []string {
	return []string{"home", "access", "registry", "meals", "documents", "account", "payments", "topups"}
}

// portal finds all that the parents' portal says.
type portal struct {
	tree fs.FS
	// silent are texts of Go code that no parent reads in another language, and whether some code says them.
	silent map[string]bool
	// places are where a message stands, by the message.
	places map[string][]string
	// called are the fields and methods that templates name.
	called []string
}

// readPortal reads the tree of the project.
func readPortal(root string) (*portal, error) {
	p := &portal{tree: os.DirFS(root), places: map[string][]string{}}
	silent, err := readLines(p.tree, "silent.txt")
	words, wrong := readLines(p.tree, "words.txt")
	if err = errors.Join(err, wrong); err != nil {
		return nil, err
	}
	p.silent = map[string]bool{}
	for _, text := range silent {
		p.silent[text] = false
	}
	for _, word := range words {
		p.add(word, "words.txt")
	}
	return p, errors.Join(p.readTemplates(), p.readCode())
}

// readLines reads the texts of a file beside this one, one a line; "#" begins a comment.
func readLines(tree fs.FS, name string) ([]string, error) {
	text, err := fs.ReadFile(tree, path.Join("infra/proof/language", name))
	lines := strings.Split(string(text), "\n")
	return slices.DeleteFunc(lines, func(line string) bool { return line == "" || line[0] == '#' }), err
}

func (p *portal) readTemplates() error {
	patterns := []string{"shared/web/layout/*.html", "shared/web/layout/pages/*.html"}
	for _, function := range pages() {
		patterns = append(patterns, path.Join("functions", function, "pages/*.html"))
	}
	return p.each(patterns, func(name string) error {
		if path.Base(name) == "office.html" && path.Dir(name) == "shared/web/layout" {
			return nil
		}
		source, err := fs.ReadFile(p.tree, name)
		for _, field := range fields.FindAllStringSubmatch(string(source), -1) {
			p.called = append(p.called, field[1])
		}
		for _, message := range append(language.Messages(string(source)), spoken(string(source))...) {
			p.add(message, name)
		}
		return err
	})
}

// fields are what a template may have of Go code: methods, above all.
var fields = regexp.MustCompile(`\.([A-Z]\w*)`)

// translating are the calls of templates whose texts the function translates.
var translating = regexp.MustCompile(`\b(?:badge "[a-z]+"|plural\s[^"{}]*|steps\s[^"{}]*|tr)((?:\s+"[^"]*")+)`)

// quoted is a text in a template's action.
var quoted = regexp.MustCompile(`"([^"]*)"`)

// spoken lists the texts that a template's actions have translated.
func spoken(source string) []string {
	var found []string
	for _, call := range translating.FindAllStringSubmatch(source, -1) {
		for _, text := range quoted.FindAllStringSubmatch(call[1], -1) {
			found = append(found, text[1])
		}
	}
	return found
}

// readCode reads what the functions say, and what they reach in the packages that they are made of.
func (p *portal) readCode() error {
	var folders []string
	for _, function := range pages() {
		folders = append(folders, path.Join("functions", function))
	}
	code, err := readProgram(p.tree, folders, p.called, unread)
	if err != nil {
		return err
	}
	for _, one := range code.declarations {
		if !one.reached {
			continue
		}
		for _, message := range codeMessages(one.node) {
			if _, known := p.silent[message]; known {
				p.silent[message] = true
			} else {
				p.add(message, one.file)
			}
		}
	}
	return nil
}

// unread reports whether a folder or file of shared says nothing on a page of parents: papers, what other programs
// read, messages outside the portal, the office.
func unread(name string) bool {
	return slices.Contains([]string{
		"shared/appio", "shared/beside", "shared/bucket", "shared/cns", "shared/dynamo", "shared/identity", "shared/lambdahost",
		"shared/language", "shared/letterhead", "shared/message/texts.go", "shared/office", "shared/pagopa", "shared/paper",
		"shared/queue", "shared/retry", "shared/secret", "shared/symbol", "shared/web/office.go",
		"shared/web/office_export.go", "shared/web/office_list.go", "shared/web/office_people.go", "shared/web/office_reason.go",
		"shared/web/office_search.go", "shared/web/office_typed.go",
	}, name)
}

// each calls do with every file of the patterns, of which each has to be there.
func (p *portal) each(patterns []string, do func(name string) error) error {
	var wrong []error
	for _, pattern := range patterns {
		names, err := fs.Glob(p.tree, pattern)
		if err == nil && len(names) == 0 {
			err = fmt.Errorf("nothing matches %s", pattern)
		}
		wrong = append(wrong, err)
		for _, name := range names {
			wrong = append(wrong, do(name))
		}
	}
	return errors.Join(wrong...)
}

func (p *portal) add(message, place string) {
	if !slices.Contains(p.places[message], place) {
		p.places[message] = append(p.places[message], place)
	}
}
