// Package assets holds the portal's style sheet, script and fonts, as they go to
// the browser, and the names under which they can be cached for ever.
//
// It is apart from the function that serves them because every page links to
// them. The files are built from shared/web/style and committed, so that Node is
// needed only to change the style.
package assets

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"strings"
	"sync"
)

//go:embed files
var embedded embed.FS

// Prefix is where the files live on the site.
const Prefix = "/assets/"

// hashLength is how many hex digits of the SHA-256 a name carries.
const hashLength = 12

// Path returns the address of a file, with the hash of what is in it:
// "app.css" becomes "/assets/app.1f2e3d4c5b6a.css".
func Path(name string) (string, error) {
	content, err := Read(name)
	if err != nil {
		return "", err
	}
	extension := path.Ext(name)
	return Prefix + strings.TrimSuffix(name, extension) + "." + Hash(content) + extension, nil
}

// Paths remembers the addresses that it was asked for: a page links to half a
// dozen files, and hashing them again for each page took a third of its time.
type Paths struct{ known sync.Map }

// Of is Path, from memory the second time.
func (p *Paths) Of(name string) (string, error) {
	if address, found := p.known.Load(name); found {
		return address.(string), nil
	}
	address, err := Path(name)
	if err == nil {
		p.known.Store(name, address)
	}
	return address, err
}

// Hash is the part of a name that changes with the content.
func Hash(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])[:hashLength]
}

// Read returns a file's content.
func Read(name string) ([]byte, error) {
	content, err := embedded.ReadFile("files/" + name)
	if err != nil {
		return nil, fmt.Errorf("assets: no file %q", name)
	}
	return content, nil
}

// Names lists the files.
func Names() ([]string, error) {
	entries, err := fs.ReadDir(embedded, "files")
	if err != nil {
		return nil, fmt.Errorf("assets: %w", err)
	}
	names := make([]string, 0, len(entries))
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names, nil
}
