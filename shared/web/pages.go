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
)

//go:embed layout/*.html layout/pages/*.html
var layoutFiles embed.FS

// Pages are the pages of a function, each on top of the common layout. A page is
// parsed when it is first asked for: a function that starts for one page does
// not wait for the others.
type Pages struct{ byName map[string]parsed }

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
	base := sync.OnceValues(func() (*template.Template, error) { return parseLayout(files, shared) })
	pages := &Pages{byName: make(map[string]parsed, len(names)+1)}
	pages.add(base, layoutFiles, "layout/pages/problem.html")
	for _, name := range names {
		pages.add(base, files, name)
	}
	return pages, nil
}

// parseLayout returns what all pages of a function stand on.
func parseLayout(files fs.FS, shared []string) (*template.Template, error) {
	base, err := template.New("").Funcs(functions()).ParseFS(layoutFiles, "layout/*.html")
	if err == nil && len(shared) > 0 {
		base, err = base.ParseFS(files, shared...)
	}
	return base, err
}

// Check parses all pages and returns what is wrong with them. A test does so
// for every function; a function does not, when it starts.
func (p *Pages) Check() error {
	var wrong []error
	for name, page := range p.byName {
		if _, err := page(); err != nil {
			wrong = append(wrong, fmt.Errorf("web: page %q: %w", name, err))
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

func (p *Pages) add(base parsed, files fs.FS, name string) {
	p.byName[strings.TrimSuffix(path.Base(name), ".html")] = sync.OnceValues(func() (*template.Template, error) {
		layout, err := base()
		if err != nil {
			return nil, err
		}
		page, err := layout.Clone()
		if err != nil {
			return nil, err
		}
		return page.ParseFS(files, name)
	})
}

// execute builds a page; "bare" is the layout for when no municipality is known.
func (p *Pages) execute(w io.Writer, view View) error {
	ready, found := p.byName[view.Template]
	if !found {
		return fmt.Errorf("web: no page %q", view.Template)
	}
	page, err := ready()
	if err != nil {
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
