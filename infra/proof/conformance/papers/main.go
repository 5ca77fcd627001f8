// Command papers holds the portal's PDFs against other people's tools: veraPDF judges that they are
// accessible (PDF/UA-1), zbarimg and dmtxread read their codes, pdftotext their words. It draws every
// sample of shared/paper/papertest, plain and extreme, and prints their sizes.
//
//	make conformance-papers
package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"

	"serviziscolastici/shared/paper/papertest"
)

// sizeLimit is what a paper may weigh, in bytes.
const sizeLimit = 120 << 10

func main() {
	validator := flag.String("verapdf", "", "veraPDF's jar")
	output := flag.String("output", filepath.Join(".local", "conformance-papers", "papers"), "folder for the papers")
	flag.Parse()
	if err := run(*validator, *output); err != nil {
		fmt.Fprintln(os.Stderr, "papers:", err)
		os.Exit(1)
	}
}

func run(validator, folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	samples := papertest.Samples()
	var files []string
	for _, sample := range samples {
		file, err := draw(folder, sample)
		if err != nil {
			return fmt.Errorf("%s: %w", sample.Name, err)
		}
		files = append(files, file)
	}
	var failures []error
	for i, sample := range samples {
		if err := checkSample(files[i], sample); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", sample.Name, err))
		}
	}
	failures = append(failures, validate(validator, folder, files))
	if err := errors.Join(failures...); err != nil {
		return err
	}
	fmt.Printf("All %d papers are PDF/UA-1, their codes and words can be read.\n", len(samples))
	return nil
}

// draw writes a sample's file.
func draw(folder string, sample papertest.Sample) (string, error) {
	var file bytes.Buffer
	if err := sample.Write(&file); err != nil {
		return "", err
	}
	fmt.Printf("  %-28s %6.1f KB\n", sample.Name, float64(file.Len())/1024)
	if file.Len() > sizeLimit {
		return "", fmt.Errorf("%d bytes, more than %d", file.Len(), sizeLimit)
	}
	path := filepath.Join(folder, sample.Name+".pdf")
	return path, os.WriteFile(path, file.Bytes(), 0o644)
}

// checkSample reads a paper's words and codes.
func checkSample(file string, sample papertest.Sample) error {
	words, err := output("pdftotext", "-layout", file, "-")
	if err != nil {
		return err
	}
	if !strings.Contains(words, "Vallechiara") && !strings.Contains(words, "San Valentino") {
		return fmt.Errorf("pdftotext does not find the Comune's name")
	}
	if sample.QR == "" && sample.DataMatrix == "" {
		return nil
	}
	image := strings.TrimSuffix(file, ".pdf")
	if _, err := output("pdftoppm", "-png", "-r", "150", file, image); err != nil {
		return err
	}
	return errors.Join(
		decoded(sample.QR, image, "zbarimg", "--quiet", "--raw", "-S*.enable=0", "-Sqrcode.enable=1"),
		decoded(sample.DataMatrix, image, "dmtxread", "--newline", "--stop-after=1", "--milliseconds=5000"))
}

// decoded reads the code on the last page of a paper that has one, and compares what it says.
func decoded(want, image, program string, arguments ...string) error {
	if want == "" {
		return nil
	}
	pages, err := filepath.Glob(image + "-*.png")
	if err != nil || len(pages) == 0 {
		return errors.Join(errors.New("no picture"), err)
	}
	slices.Sort(pages)
	said, err := output(program, append(arguments, pages[len(pages)-1])...)
	if err != nil {
		return err
	}
	if strings.TrimRight(said, "\n") != want {
		return fmt.Errorf("%s reads %q, want %q", program, said, want)
	}
	return nil
}

// output runs a program and returns what it prints.
func output(program string, arguments ...string) (string, error) {
	text, err := exec.Command(program, arguments...).Output()
	if err != nil {
		return "", fmt.Errorf("%s: %w", program, err)
	}
	return string(text), nil
}
