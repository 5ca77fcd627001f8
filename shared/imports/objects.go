package imports

import (
	"fmt"
	"path"
	"strings"
	"time"

	"serviziscolastici/shared/pattern"
)

// The folders of the bucket: what browsers upload, what other programs put, what the work is done with, and the rows that
// were stored, which last as long as the register of operations.
const (
	uploads    = "caricati/"
	dropped    = "deposito/"
	work       = "lavoro/"
	registered = "registro/"
)

// Table is one of the tables that an import leaves for the office.
type Table string

// The tables.
const (
	NewRows       Table = "nuove"
	ChangedRows   Table = "cambiate"
	UnchangedRows Table = "uguali"
	WrongRows     Table = "errate"
	FailedRows    Table = "scartate" // wrong when they were to be stored
)

// Tables are all of them.
func Tables() []Table { return []Table{NewRows, ChangedRows, UnchangedRows, WrongRows, FailedRows} }

// TableOf returns the table whose file has a name, false for none.
func TableOf(file string) (Table, bool) {
	for _, table := range Tables() {
		if table.File() == file {
			return table, true
		}
	}
	return "", false
}

// LinkLasts is how long the address of a table works: enough for a browser to begin.
const LinkLasts = 5 * time.Minute

// Object is where a table of an import is.
func (t Table) Object(i Import) string { return i.folder() + t.File() }

// File is the name of a table as a file.
func (t Table) File() string { return string(t) + ".csv" }

// Registered is where a table of the rows that an import stored is kept with the register. It returns false for what is no
// import's id.
func (t Table) Registered(tenant, id string) (string, bool) {
	return registered + tenant + "/" + id + "/" + t.File(), ValidID(id)
}

// Told says which import an id is, where nothing else is known of it.
func Told(id string) string {
	at, err := time.Parse("20060102T150405", strings.SplitN(id, "-", 2)[0])
	if err != nil {
		return "file caricato"
	}
	return "file caricato il " + italian(at)
}

// ValidID reports whether a text has the form of an import's id.
func ValidID(id string) bool { return importID.Matches(id) }

// importID is the form of an import's id, which begins with its time.
var importID = pattern.Of(`^[0-9]{8}T[0-9]{6}-[0-9a-z]{10}$`)

func uploadKey(tenant, id string) string { return uploads + tenant + "/" + id }

func (i Import) folder() string { return work + i.Tenant + "/" + i.ID + "/" }

// firstRows is where the first rows of each table are, for the page.
func (i Import) firstRows() string { return i.folder() + "prime.json" }

// original is where the copy of a file is kept.
func (i Import) original() string { return i.folder() + "originale-" + i.Hash + ".csv" }

// unread is where the rows are that are wrong by themselves.
func (i Import) unread() string { return i.folder() + "errate.jsonl" }

func (i Import) piece(number int) string {
	return fmt.Sprintf("%spezzi/%04d.jsonl", i.folder(), number)
}
func (i Import) checked(number int) string {
	return fmt.Sprintf("%spiano/%04d.jsonl", i.folder(), number)
}

// written is where the rows of a piece are that were stored.
func (i Import) written(number int) string {
	return fmt.Sprintf("%sregistrate/%04d.jsonl", i.folder(), number)
}
func (i Import) failed(number int) string {
	return fmt.Sprintf("%sscartate/%04d.jsonl", i.folder(), number)
}

// report is where the result of a file of the folder is: beside the file.
func (i Import) report() string { return i.Key + ".esito.json" }

// place is what a key of the bucket says: who sent the object, and of a browser's upload which import it is, of another
// program's its name.
type place struct{ folder, tenant, name string }

// placeOf reads a key. It returns false for an object that is none of an import's files.
func placeOf(key string) (place, bool) {
	folder, rest, _ := strings.Cut(key, "/")
	tenant, name, found := strings.Cut(rest, "/")
	p := place{folder + "/", tenant, name}
	return p, found && name != "" && !strings.Contains(name, "/") && (p.folder == uploads || p.folder == dropped)
}

// kindOf is the kind of file that another program's name tells: "presenze-2026-11-27.csv" is presenze.csv.
func kindOf(name string) string {
	stem := strings.ToLower(strings.TrimSuffix(name, path.Ext(name)))
	if end := strings.IndexAny(stem, "-_. "); end >= 0 {
		stem = stem[:end]
	}
	return stem + ".csv"
}
