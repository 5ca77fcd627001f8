package web

import (
	"embed"
	"fmt"
	"html/template"
)

//go:embed icons/*.svg
var iconFiles embed.FS

// icon returns a drawing of icons/ to put into the text. It is decoration: the
// text beside it says the same.
func icon(name string) (template.HTML, error) {
	drawing, err := iconFiles.ReadFile("icons/" + name + ".svg")
	if err != nil {
		return "", fmt.Errorf("web: no icon %q", name)
	}
	return template.HTML(drawing), nil
}
