package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"

	"serviziscolastici/shared/paper/pdf"
)

// validate has veraPDF judge the papers by PDF/UA-1. A judge that lets everything pass proves nothing:
// papers that were spoilt have to fail.
func validate(validator, folder string, files []string) error {
	spoilt, err := spoil(folder, files[0])
	if err != nil {
		return err
	}
	verdicts, err := judge(validator, append(files, spoilt...))
	if err != nil {
		return err
	}
	var failures []error
	for _, file := range files {
		if verdicts[file] != "PASS" {
			failures = append(failures, fmt.Errorf("%s is not PDF/UA-1: veraPDF says %q", file, verdicts[file]))
		}
	}
	for _, file := range spoilt {
		if verdicts[file] != "FAIL" {
			failures = append(failures, fmt.Errorf("%s is spoilt, but veraPDF says %q", file, verdicts[file]))
		}
	}
	return errors.Join(failures...)
}

// spoil writes papers with one thing missing: the XMP metadata, which stands uncompressed in the file,
// without its declaration or its title, and a picture without words.
func spoil(folder, file string) ([]string, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	mute, err := muteFigure()
	if err != nil {
		return nil, err
	}
	var spoilt []string
	for name, content := range map[string][]byte{
		"senza-dichiarazione": bytes.ReplaceAll(data, []byte("pdfuaid:part"), []byte("pdfuaid:parx")),
		"senza-titolo":        bytes.ReplaceAll(data, []byte("dc:title"), []byte("dc:titlx")),
		"figura-muta":         mute,
	} {
		path := filepath.Join(folder, "guasto-"+name+".pdf")
		if bytes.Equal(content, data) {
			return nil, fmt.Errorf("%s is not spoilt", path)
		}
		if err := os.WriteFile(path, content, 0o644); err != nil {
			return nil, err
		}
		spoilt = append(spoilt, path)
	}
	return spoilt, nil
}

// muteFigure is a PDF whose one picture has no alternative text.
func muteFigure() ([]byte, error) {
	d := pdf.New(pdf.Info{Title: "Figura", Author: "Prova", Creator: "Prova", Language: "it-IT"})
	d.AddPage()
	place := pdf.Box{X: 20, Y: 20, Width: 10, Height: 10}
	d.Figure("", place, func() { d.Fill(place, 0) })
	var file bytes.Buffer
	err := d.Write(&file)
	return file.Bytes(), err
}

// judge runs veraPDF and returns its word on each file: PASS or FAIL.
func judge(validator string, files []string) (map[string]string, error) {
	var out, log bytes.Buffer
	arguments := []string{"-cp", validator, "org.verapdf.apps.GreenfieldCliWrapper", "-f", "ua1", "--format", "text"}
	command := exec.Command("java", append(arguments, files...)...)
	command.Stdout, command.Stderr = &out, &log
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) { // it exits with an error when a file fails
		return nil, fmt.Errorf("veraPDF: %w", err)
	}
	verdicts := map[string]string{}
	for line := range strings.Lines(out.String()) {
		fields := strings.Fields(line)
		for _, file := range files {
			if len(fields) > 1 && strings.HasSuffix(fields[1], file) {
				verdicts[file] = fields[0]
			}
		}
	}
	if len(verdicts) != len(files) {
		return nil, fmt.Errorf("veraPDF judged %d of %d files: %s", len(verdicts), len(files), log.String())
	}
	return verdicts, nil
}
