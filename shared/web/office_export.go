package web

import (
	"context"
	"net/http"

	"serviziscolastici/shared/office"
)

// List is what an operator takes out as a file.
type List struct {
	// Name is the file's, "tariffe-2026.csv"; About says what was asked for where the name does not, for the record.
	Name, About string
	Header      []string
	Rows        [][]string
}

// Noter keeps what operators did.
type Noter interface {
	Note(ctx context.Context, tenant string, who office.Operator, deed office.Deed) error
}

// Export sends a list to an operator, as WriteCSV does, once it is on record that it was taken.
func Export(w http.ResponseWriter, r *http.Request, visit Visit, log Noter, list List) error {
	object := list.Name
	if list.About != "" {
		object += ": " + list.About
	}
	err := log.Note(r.Context(), visit.Municipality.ID, *visit.Operator, office.Deed{
		Action: "Esportazione", Object: object, After: Plural(len(list.Rows), "riga", "righe"),
	})
	if err != nil {
		return err
	}
	return WriteCSV(w, list.Name, list.Header, list.Rows)
}
