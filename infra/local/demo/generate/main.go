// Command generate writes the files of the demo municipality, the invented Comune
// di Vallechiara, as an office would export them. It draws from a fixed seed, so
// that it writes the same files every time:
//
//	go run ./infra/local/demo/generate
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

func main() {
	folder := flag.String("out", filepath.Join("infra", "local", "demo", "files"), "folder to write to")
	flag.Parse()
	if err := run(*folder); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

func run(folder string) error {
	t, err := newTown()
	if err != nil {
		return err
	}
	files, err := t.files()
	if err != nil {
		return err
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return err
		}
	}
	return nil
}
