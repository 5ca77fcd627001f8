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
)

//go:embed layout/*.html layout/pages/*.html
var layoutFiles embed.FS

// Pages are the parsed pages of a function, each on top of the common layout.
type Pages struct{ byName map[string]*template.Template }

// NewPages parses the pages that match the patterns (as in fs.Glob). A page's
// name is its file name without ".html". Files whose name starts with "_" are
// no pages: what they define is there for all pages of the function.
func NewPages(files fs.FS, patterns ...string) (*Pages, error) {
	base, err := template.New("").Funcs(functions()).ParseFS(layoutFiles, "layout/*.html")
	if err != nil {
		return nil, fmt.Errorf("web: layout: %w", err)
	}
	names, shared, err := pageFiles(files, patterns)
	if err != nil {
		return nil, err
	}
	if len(shared) > 0 {
		if base, err = base.ParseFS(files, shared...); err != nil {
			return nil, fmt.Errorf("web: %w", err)
		}
	}
	pages := &Pages{byName: map[string]*template.Template{}}
	if err := pages.add(base, layoutFiles, "layout/pages/problem.html"); err != nil {
		return nil, err
	}
	for _, name := range names {
		if err := pages.add(base, files, name); err != nil {
			return nil, err
		}
	}
	return pages, nil
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

func (p *Pages) add(base *template.Template, files fs.FS, name string) error {
	page, err := base.Clone()
	if err != nil {
		return fmt.Errorf("web: %w", err)
	}
	if page, err = page.ParseFS(files, name); err != nil {
		return fmt.Errorf("web: %w", err)
	}
	p.byName[strings.TrimSuffix(path.Base(name), ".html")] = page
	return nil
}

// execute builds a page; "bare" is the layout for when no municipality is known.
func (p *Pages) execute(w io.Writer, view View) error {
	page, found := p.byName[view.Template]
	if !found {
		return fmt.Errorf("web: no page %q", view.Template)
	}
	layout := "layout"
	if view.bare {
		layout = "bare"
	}
	if err := page.ExecuteTemplate(w, layout, view); err != nil {
		return fmt.Errorf("web: page %q: %w", view.Template, err)
	}
	return nil
}
