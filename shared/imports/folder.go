package imports

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"time"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/office"
)

// put keeps an import for an object of the folder for other programs. S3 may tell of an object twice: it is one import.
func (s Store) put(ctx context.Context, p place, key string, at time.Time, tag string) (Import, error) {
	sum := sha256.Sum256([]byte(key + "\n" + tag + "\n" + at.Format(time.RFC3339Nano)))
	i := Import{
		ID: at.Format("20060102T150405") + "-" + hex.EncodeToString(sum[:5]), Tenant: p.tenant, File: kindOf(p.name),
		Name: p.name, Key: key, By: Folder, Who: "Cartella di deposito", At: at, Moved: at, State: Waiting, Version: 1,
		Expires: at.Add(remembered),
	}
	err := s.Ops.Create(ctx, dynamo.Import(i.Tenant, i.ID), i)
	if errors.Is(err, dynamo.ErrCondition) {
		return s.Find(ctx, i.Tenant, i.ID)
	}
	return i, err
}

// byFolder reports whether other programs may send a kind of file. Settings and operators are for people.
func byFolder(file string) bool {
	_, known := intake.KindOf(file)
	return known && file != "comune.csv" && file != "operatori.csv"
}

// confirm has a file of the folder stored without asking anybody. While another file of the kind is being stored the
// message stays in the queue.
func (w Worker) confirm(ctx context.Context, i Import) (Import, error) {
	who := office.Operator{ID: Folder, Name: i.Who}
	return w.Store.Confirm(w.Audit.Noting(ctx, i.Tenant, who, Deed(office.FileConfirmed, i)), i, who, true)
}

// result is what other programs read beside their file.
type result struct {
	Import    string   `json:"importazione"`
	State     State    `json:"stato"`
	Why       string   `json:"motivo,omitempty"`
	Rows      int      `json:"righe"`
	Added     int      `json:"nuove"`
	Changed   int      `json:"cambiate"`
	Unchanged int      `json:"uguali"`
	Wrong     int      `json:"errate"`
	First     []reason `json:"prime_errate"` // twenty at most
}

type reason struct {
	Row int    `json:"riga"`
	Why string `json:"motivo"`
}

// report puts the result of a file of the folder beside it.
func (w Worker) report(ctx context.Context, i Import) error {
	if i.By != Folder {
		return nil
	}
	told := result{
		Import: i.ID, State: i.State, Why: i.Refusal, Rows: i.Rows(), Added: i.Added, Changed: i.Changed,
		Unchanged: i.Unchanged, Wrong: i.Wrong + i.Failed, First: []reason{},
	}
	if i.State == Asking {
		told.Why = "Alcune colonne non si riconoscono: l'ufficio le abbini alla pagina Importazioni."
	}
	first, err := FirstRows(ctx, w.Files, i)
	if err != nil {
		return err
	}
	for _, table := range []Table{WrongRows, FailedRows} {
		for _, row := range first.Tables[table] {
			told.First = append(told.First, reason{row.Number, row.Wrong})
		}
	}
	text, err := json.Marshal(told)
	if err != nil {
		return err
	}
	return w.Files.PutBytes(ctx, i.report(), "application/json", text)
}
