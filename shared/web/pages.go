package web

import (
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"path"
	"strings"
	"sync"

	"serviziscolastici/shared/language"
)

//go:embed layout/*.html layout/pages/*.html
var layoutFiles embed.FS

// Pages are the pages of a function, each on top of the common layout, in every
// language. A page is parsed when it is first asked for: a function that starts for
// one page does not wait for the others, nor for another language.
type Pages struct{ in map[language.Code]*edition }

// edition are the pages in one language.
type edition struct {
	words  func() (*language.Catalogue, error)
	byName map[string]parsed
}

// parsed returns a template, which it parses the first time.
type parsed = func() (*template.Template, error)

// NewPages finds the pages that match the patterns (as in fs.Glob). A page's
// name is its file name without ".html". Files whose name starts with "_" are
// no pages: what they define is there for all pages of the function.
func NewPages(files fs.FS, patterns ...string) (*Pages, error) {
	names, shared, err := pageFiles(files, patterns)
	if err != nil {
		return nil, err
	}
	pages := &Pages{in: make(map[language.Code]*edition)}
	for _, one := range language.Offered() {
		words := sync.OnceValues(func() (*language.Catalogue, error) { return language.Read(one.Code) })
		pages.in[one.Code] = newEdition(words, files, names, shared)
	}
	return pages, nil
}

func newEdition(
	words func() (*language.Catalogue, error), files fs.FS, names, shared []string,
) *edition {
	e := &edition{words: words, byName: make(map[string]parsed, len(names)+1)}
	base := sync.OnceValues(func() (*template.Template, error) { return e.parseLayout(files, shared) })
	e.add(base, layoutFiles, "layout/pages/problem.html")
	for _, name := range names {
		e.add(base, files, name)
	}
	return e
}

// parseLayout returns what all pages of a function stand on.
func (e *edition) parseLayout(files fs.FS, shared []string) (*template.Template, error) {
	words, err := e.words()
	if err != nil {
		return nil, err
	}
	common, err := fs.Glob(layoutFiles, "layout/*.html")
	if err != nil {
		return nil, err
	}
	base := template.New("").Funcs(functions(words))
	if err := e.parse(base, layoutFiles, common...); err != nil {
		return nil, err
	}
	return base, e.parse(base, files, shared...)
}

// parse adds files to a template, in the language of the edition.
func (e *edition) parse(to *template.Template, files fs.FS, names ...string) error {
	words, err := e.words()
	for _, name := range names {
		source, wrong := fs.ReadFile(files, name)
		if err = errors.Join(err, wrong); err != nil {
			return err
		}
		if _, err = to.New(path.Base(name)).Parse(words.Template(string(source))); err != nil {
			return err
		}
	}
	return err
}

// Check parses all pages and returns what is wrong with them. A test does so
// for every function; a function does not, when it starts.
func (p *Pages) Check() error {
	var wrong []error
	for code, in := range p.in {
		for name, page := range in.byName {
			if _, err := page(); err != nil {
				wrong = append(wrong, fmt.Errorf("web: page %q in %s: %w", name, code, err))
			}
		}
	}
	return errors.Join(wrong...)
}

// pageFiles returns the files that are pages and those that are for all pages.
func pageFiles(files fs.FS, patterns []string) ([]string, []string, error) {
	var pages, shared []string
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			return nil, nil, errors.Join(fmt.Errorf("web: no page matches %q", pattern), err)
		}
		for _, name := range names {
			if strings.HasPrefix(path.Base(name), "_") {
				shared = append(shared, name)
			} else {
				pages = append(pages, name)
			}
		}
	}
	return pages, shared, nil
}

func (e *edition) add(base parsed, files fs.FS, name string) {
	e.byName[strings.TrimSuffix(path.Base(name), ".html")] = sync.OnceValues(func() (*template.Template, error) {
		layout, err := base()
		if err != nil {
			return nil, err
		}
		page, err := layout.Clone()
		if err != nil {
			return nil, err
		}
		return page, e.parse(page, files, name)
	})
}

// execute builds a page; "bare" is the layout for when no municipality is known.
func (p *Pages) execute(w io.Writer, view View) error {
	in, found := p.in[view.Language]
	if !found {
		in = p.in[language.Italian]
	}
	ready, found := in.byName[view.Template]
	if !found {
		return fmt.Errorf("web: no page %q", view.Template)
	}
	page, err := ready()
	words, wrong := in.words()
	if view.words = words; errors.Join(err, wrong) != nil {
		return fmt.Errorf("web: page %q: %w", view.Template, err)
	}
	layout := "layout"
	switch {
	case view.bare:
		layout = "bare"
	case view.office:
		layout = "office"
	}
	if err := page.ExecuteTemplate(w, layout, view); err != nil {
		return fmt.Errorf("web: page %q: %w", view.Template, err)
	}
	return nil
}
