package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
)

const root = "../../.."

// Goal: a licence that nobody has allowed, or none, is refused, also among others. Method: components as the tool lists
// them.
func TestALicenceThatTheEUPLDoesNotAllowIsRefused(t *testing.T) {
	var entries []any
	if err := json.Unmarshal([]byte(`[
		{"name": "good", "version": "v1", "evidence": {"licenses": [{"license": {"id": "MIT"}}]}},
		{"name": "both", "version": "v1", "evidence": {"licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "Apache-2.0"}}]}},
		{"name": "copyleft", "version": "v2", "evidence": {"licenses": [{"license": {"id": "AGPL-3.0"}}]}},
		{"name": "partly", "version": "v2", "evidence": {"licenses": [{"license": {"id": "MIT"}}, {"license": {"id": "GPL-2.0"}}]}},
		{"name": "named", "version": "v3", "licenses": [{"license": {"name": "Business Source"}}]},
		{"name": "none", "version": "v4"}]`), &entries); err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, refused := range judge(read(entries)) {
		name, _, _ := strings.Cut(refused, " ")
		names = append(names, name)
	}
	if !slices.Equal(names, []string{"copyleft", "partly", "named", "none"}) {
		t.Errorf("%q", names)
	}
}

// Goal: what is embedded is in the list with its licence, once, and a file that comes from elsewhere unseen is refused.
// Method: the real tree, and one with a further font.
func TestWhatIsEmbeddedIsNamed(t *testing.T) {
	if err := covered(os.DirFS(root)); err != nil {
		t.Error(err)
	}
	file := filepath.Join(t.TempDir(), "sbom.json")
	if err := os.WriteFile(file, []byte(`{"components": []}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(file, os.DirFS(root)); err != nil {
		t.Fatal(err)
	}
	if content, err := os.ReadFile(file); err != nil || !strings.Contains(string(content), "OFL-1.1") {
		t.Errorf("%s, %v", content, err)
	}
	tree := fstest.MapFS{}
	for _, one := range embedded() {
		tree[one.text] = &fstest.MapFile{}
		for _, pattern := range one.files {
			tree[strings.ReplaceAll(pattern, "*", "x")] = &fstest.MapFile{}
		}
	}
	if err := covered(tree); err != nil {
		t.Errorf("the tree as it is: %v", err)
	}
	tree["shared/paper/fonts/other.otf"] = &fstest.MapFile{}
	if err := covered(tree); err == nil || !strings.Contains(err.Error(), "other.otf") {
		t.Errorf("a font from nowhere: %v", err)
	}
}
