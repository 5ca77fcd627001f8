package web

import (
	"embed"
	"fmt"
	"html/template"
	"sync"
)

//go:embed icons/*.svg
var iconFiles embed.FS

// drawings remembers the icons that it was asked for: a list has one or more in each row.
type drawings struct{ known sync.Map }

// icon returns a drawing of icons/ to put into the text. It is decoration: the
// text beside it says the same.
func (d *drawings) icon(name string) (template.HTML, error) {
	if drawing, found := d.known.Load(name); found {
		return drawing.(template.HTML), nil
	}
	content, err := iconFiles.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return "", fmt.Errorf("web: no icon %q", name)
	}
	drawing := template.HTML(content)
	d.known.Store(name, drawing)
	return drawing, nil
}

// badge writes a state as icon and text, never as colour alone. The kinds are
// ok, wait, due, bad and off.
func (d *drawings) badge(kind, text string) (template.HTML, error) {
	name, found := map[string]string{
		"ok": "check-circle", "wait": "clock", "due": "card", "bad": "warning-circle", "off": "minus-circle",
	}[kind]
	if !found {
		return "", fmt.Errorf("web: no kind of badge %q", kind)
	}
	mark, err := d.icon(name)
	if err != nil {
		return "", err
	}
	return template.HTML(`<span class="stato stato-` + kind + `">` + string(mark) +
		template.HTMLEscapeString(text) + `</span>`), nil
}
