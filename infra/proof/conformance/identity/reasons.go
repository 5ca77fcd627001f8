package main

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

//go:embed reasons.txt
var reasonsFile string

// accepted is what the table says of a Response that the portal believes.
const accepted = "accepted"

// The page of a refusal shows the request's id, which is in the log beside the
// cause. The suite's citizen has no children here, so a login ends at another page.
var (
	shownID  = regexp.MustCompile(`comunica questo codice: <code>([0-9a-zA-Z-]+)</code>`)
	welcomed = []byte("Non risultano figli iscritti")
)

// notForCards are cases that the suite leaves out for CIE, whose provider may omit a Format.
var notForCards = []string{"70", "71"}

// checkReasons holds the pages that the suite kept against the table, and returns
// how many there are. Every case of the table has to have its page.
func checkReasons(pages, log, profile string) (int, error) {
	want := expected()
	if profile == "cie-sp-public" {
		for _, name := range notForCards {
			delete(want, name)
		}
	}
	causes, err := readCauses(log)
	if err != nil {
		return 0, err
	}
	files, err := filepath.Glob(filepath.Join(pages, "*.html"))
	if err != nil {
		return 0, err
	}
	var faults []error
	for _, file := range files {
		name, _, _ := strings.Cut(filepath.Base(file), "_")
		got, err := outcome(file, causes)
		switch {
		case err != nil:
			faults = append(faults, err)
		case got != want[name]:
			faults = append(faults, fmt.Errorf("case %s: %q, the table says %q", name, got, want[name]))
		}
		delete(want, name)
	}
	for name := range want {
		faults = append(faults, fmt.Errorf("case %s was not played", name))
	}
	return len(files), errors.Join(faults...)
}

// expected reads the table: the case, a blank, the cause.
func expected() map[string]string {
	table := map[string]string{}
	for line := range strings.Lines(reasonsFile) {
		name, cause, found := strings.Cut(strings.TrimSpace(line), " ")
		if found && name != "#" {
			table[name] = cause
		}
	}
	return table
}

// outcome is what became of the Response that a page answers.
func outcome(file string, causes map[string]string) (string, error) {
	page, err := os.ReadFile(file)
	if err != nil {
		return "", err
	}
	if bytes.Contains(page, welcomed) {
		return accepted, nil
	}
	id := shownID.FindSubmatch(page)
	if id == nil {
		return "", fmt.Errorf("%s shows neither a welcome nor the code of a refusal", file)
	}
	cause, found := causes[string(id[1])]
	if !found {
		return "", fmt.Errorf("%s: its code is not in the log", file)
	}
	return cause, nil
}

// readCauses returns the causes of refused logins in the function's log, by request id.
func readCauses(log string) (map[string]string, error) {
	file, err := os.Open(log)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	causes := map[string]string{}
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var line struct{ Msg, ID, Cause string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "login refused" {
			causes[line.ID] = strings.TrimPrefix(line.Cause, "refused: ")
		}
	}
	return causes, lines.Err()
}
