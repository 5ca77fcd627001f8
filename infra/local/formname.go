package main

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"regexp"

	"serviziscolastici/shared/bucket"
)

// maxFields is how long the fields of a form before its file may be, in bytes.
const maxFields = 64 << 10

// filePart is the beginning of the file in a form, with the name that the browser gives it.
var filePart = regexp.MustCompile(`(?i)content-disposition: *form-data; *name="file"; *filename="([^"\r\n]*)"`)

// named passes requests on to S3, forms with the names of their files.
func named(s3 http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost {
			if err := nameFile(r); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
		}
		s3.ServeHTTP(w, r)
	})
}

// nameFile puts the name of a form's file in the place of bucket.NamePlace in the fields before it, as S3 does and the
// emulator does not.
func nameFile(form *http.Request) error {
	begun := make([]byte, maxFields)
	read, err := io.ReadFull(form.Body, begun)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return err
	}
	begun = begun[:read]
	named := begun
	if at := filePart.FindSubmatchIndex(begun); at != nil {
		fields := bytes.ReplaceAll(begun[:at[0]], []byte(bucket.NamePlace), begun[at[2]:at[3]])
		named = append(fields, begun[at[0]:]...)
	}
	if form.ContentLength >= 0 {
		form.ContentLength += int64(len(named) - len(begun))
	}
	form.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(named), form.Body), form.Body}
	return nil
}
