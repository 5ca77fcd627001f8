// Command supply judges what the product is made of: `make sbom` writes the list with cyclonedx-gomod, this adds what is
// embedded and is no Go module, and `make licences` refuses what may not be part of a work under the EUPL.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

func main() {
	file := flag.String("sbom", ".local/sbom.json", "list of components (CycloneDX, JSON)")
	flag.Parse()
	if err := run(*file, os.DirFS(".")); err != nil {
		fmt.Fprintln(os.Stderr, "supply:", err)
		os.Exit(1)
	}
}

// component is what the judgement reads of a component.
type component struct {
	Name, Version string
	Licences      []string
}

// run adds what is embedded to the list, writes it back and judges all of it.
func run(file string, tree fs.FS) error {
	content, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var bom map[string]any
	if err := json.Unmarshal(content, &bom); err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	if err := covered(tree); err != nil {
		return err
	}
	components, _ := bom["components"].([]any)
	for _, entry := range components {
		if fields, _ := entry.(map[string]any); fields["name"] == "std" { // Go's own library comes with no file of its own
			fields["licenses"] = licences("BSD-3-Clause")
		}
	}
	for _, one := range embedded() {
		components = append(components, one.entry())
	}
	bom["components"] = components
	if content, err = json.MarshalIndent(bom, "", "  "); err != nil {
		return err
	}
	if err := os.WriteFile(file, content, 0o644); err != nil {
		return err
	}
	all := read(components)
	for _, one := range all {
		fmt.Printf("  %-60s %-28s %s\n", one.Name, one.Version, strings.Join(one.Licences, " "))
	}
	if refused := judge(all); len(refused) > 0 {
		return fmt.Errorf("no part of a work under the EUPL until somebody has read its licence:\n  %s",
			strings.Join(refused, "\n  "))
	}
	fmt.Printf("%d components, all of licences that the EUPL allows; the list is in %s\n", len(all), file)
	return nil
}

// read takes names, versions and licences out of the entries of a list.
func read(entries []any) []component {
	text := func(value any) string { text, _ := value.(string); return text }
	var all []component
	for _, entry := range entries {
		fields, _ := entry.(map[string]any)
		one := component{Name: text(fields["name"]), Version: text(fields["version"])}
		evidence, _ := fields["evidence"].(map[string]any)
		for _, holder := range []map[string]any{fields, evidence} {
			choices, _ := holder["licenses"].([]any)
			for _, choice := range choices {
				outer, _ := choice.(map[string]any)
				inner, _ := outer["license"].(map[string]any)
				for _, name := range []string{text(inner["id"]), text(inner["name"]), text(outer["expression"])} {
					if name != "" {
						one.Licences = append(one.Licences, name)
					}
				}
			}
		}
		all = append(all, one)
	}
	return all
}

// allowed are the licences that let a component be part of a work under the EUPL: those that ask for no more than their
// text and names, and those with a duty of their own for their own files. A copyleft that wants all of the work for
// itself (GPL, AGPL) would change the product's licence, so that somebody has to decide it.
func allowed() []string {
	return []string{
		"0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "CC0-1.0", "EUPL-1.2", "ISC", "MIT", "MPL-2.0", "OFL-1.1",
		"Unlicense", "Zlib",
		"BSD-Source-Code", // what the detector calls Go's own BSD-3-Clause
	}
}

// judge returns what is refused: a component none of whose licences was found, or one of whose licences is not allowed.
func judge(all []component) []string {
	var refused []string
	for _, one := range all {
		good := len(one.Licences) > 0
		for _, licence := range one.Licences {
			good = good && slices.Contains(allowed(), licence)
		}
		if !good {
			refused = append(refused, fmt.Sprintf("%s %s: %q", one.Name, one.Version, one.Licences))
		}
	}
	return refused
}

// part is something that is embedded and no Go module.
type part struct {
	name, version, licence, text string // text is the file of the licence
	files                        []string
}

func embedded() []part {
	return []part{
		{"Titillium Web", "1.002", "OFL-1.1", "shared/paper/fonts/OFL.txt", []string{"shared/paper/fonts/*.ttf"}},
		{"@fontsource/titillium-web", "5.3.0", "OFL-1.1", "shared/web/assets/files/titillium-web-OFL.txt",
			[]string{"shared/web/assets/files/*.woff2"}},
		{"bootstrap-italia", "2.18.3", "BSD-3-Clause", "shared/web/icons/LICENSE",
			[]string{"shared/web/icons/*.svg", "shared/web/assets/files/app.css"}},
	}
}

// own are files of these kinds that were made here.
func own() []string {
	return []string{
		"shared/web/assets/files/app.js", "shared/web/assets/files/ufficio.js", "shared/web/assets/files/ufficio.css",
		"shared/web/assets/files/icona.svg", "shared/paper/logo/neutral.svg",
	}
}

func (p part) entry() map[string]any {
	return map[string]any{
		"bom-ref": "embedded:" + p.name, "type": "library", "name": p.name, "version": p.version,
		"licenses": licences(p.licence),
	}
}

func licences(id string) []any { return []any{map[string]any{"license": map[string]any{"id": id}}} }

// covered refuses an embedded file that nobody has named, and a name without its file or text.
func covered(tree fs.FS) error {
	known := own()
	for _, one := range embedded() {
		if _, err := fs.Stat(tree, one.text); err != nil {
			return fmt.Errorf("the licence of %s: %w", one.name, err)
		}
		for _, pattern := range one.files {
			found, err := fs.Glob(tree, pattern)
			if err != nil || len(found) == 0 {
				return fmt.Errorf("%s: there is no %s", one.name, pattern)
			}
			known = append(known, found...)
		}
	}
	return fs.WalkDir(tree, "shared", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			if entry != nil && (entry.Name() == "testdata" || entry.Name() == "node_modules") {
				return fs.SkipDir
			}
			return err
		}
		kinds := []string{".ttf", ".otf", ".woff", ".woff2", ".svg", ".png", ".js", ".css", ".icc"}
		if slices.Contains(kinds, path.Ext(name)) && !slices.Contains(known, name) {
			return fmt.Errorf("%s is embedded by nobody's licence: name it in infra/proof/supply", name)
		}
		return nil
	})
}
