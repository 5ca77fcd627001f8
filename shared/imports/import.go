// Package imports takes the office's files from the browser, or another program's from its folder, to the tables: read
// and cut into pieces, rehearsed, confirmed, and stored, each piece by itself. Whoever works may die at any time: the
// import's item says what is done, a piece that is done again does the same, and the next one goes on from there.
package imports

import (
	"slices"
	"time"

	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/office"
)

// State is how far an import has come.
type State string

// The states.
const (
	Waiting  State = "attesa"    // the form was shown, the file is not there
	Reading  State = "lettura"   // it is read and cut into pieces
	Asking   State = "colonne"   // the office has to tell which columns are which
	Checking State = "controllo" // its pieces are rehearsed
	Ready    State = "conferma"  // the office has to confirm
	Storing  State = "carico"    // its pieces are stored
	Done     State = "fatto"     // stored, or nothing of it had to be
	Refused  State = "rifiutato" // nothing of it was stored
	Dropped  State = "annullato" // by the office, which stored nothing of it
)

// Import is one file of one municipality.
type Import struct {
	ID     string `dynamodbav:"id"` // sorts by time
	Tenant string `dynamodbav:"tenant"`
	// File is the kind, "presenze.csv"; Name is how the office called the file, "" when nobody told; Key is where it came.
	File string `dynamodbav:"file"`
	Name string `dynamodbav:"name,omitempty"`
	Key  string `dynamodbav:"key"`
	// Kept is where the copy is that all work reads, "" before there is one; Tag is S3's name of the content that was copied.
	Kept string `dynamodbav:"kept,omitempty"`
	Tag  string `dynamodbav:"tag,omitempty"`
	// By is who sent it and OKBy who confirmed it: an operator's id, or Folder. Who and OKWho are their names, OKRoles the
	// roles of who confirmed, Reason why.
	By    string    `dynamodbav:"by"`
	Who   string    `dynamodbav:"who"`
	At    time.Time `dynamodbav:"at"`
	OKBy  string    `dynamodbav:"okBy,omitempty"`
	OKWho string    `dynamodbav:"okWho,omitempty"`
	OKAt  time.Time `dynamodbav:"okAt,omitempty"`

	OKRoles []office.Role `dynamodbav:"okRoles,omitempty"`
	Reason  string        `dynamodbav:"reason,omitempty"`

	State   State  `dynamodbav:"state"`
	Refusal string `dynamodbav:"refusal,omitempty"` // why it was refused, in a sentence
	Hash    string `dynamodbav:"hash,omitempty"`    // SHA-256 of the file, in hex
	Size    int64  `dynamodbav:"size,omitempty"`    // bytes
	// Names are the file's columns, Ours what they are; Unknown and Missing are those of the layout.
	Names   []string `dynamodbav:"names,omitempty"`
	Ours    []string `dynamodbav:"ours,omitempty"`
	Unknown []string `dynamodbav:"unknown,omitempty"`
	Missing []string `dynamodbav:"missing,omitempty"`
	// Pieces is how many there are, Next the first that is not done, from 0.
	Pieces int `dynamodbav:"pieces,omitempty"`
	Next   int `dynamodbav:"next,omitempty"`
	// What becomes of the rows. Failed are those that were good when they were rehearsed, and wrong when they were to be
	// stored.
	Added     int `dynamodbav:"added,omitempty"`
	Changed   int `dynamodbav:"changed,omitempty"`
	Unchanged int `dynamodbav:"unchanged,omitempty"`
	Wrong     int `dynamodbav:"wrong,omitempty"`
	Failed    int `dynamodbav:"failed,omitempty"`
	// SettledWho has said at SettledAt that the rows which were not stored are seen to; "" for nobody.
	SettledWho string    `dynamodbav:"settledWho,omitempty"`
	SettledAt  time.Time `dynamodbav:"settledAt,omitempty"`
	// Returned and Debited are what the evening gives back and debits for its rows, of days that were debited before.
	Returned money.Cents `dynamodbav:"returned,omitempty"`
	Debited  money.Cents `dynamodbav:"debited,omitempty"`
	// Earlier is the import that stored the same content before.
	Earlier *Earlier `dynamodbav:"earlier,omitempty"`

	Moved   time.Time `dynamodbav:"moved"` // when it last came further
	Version int       `dynamodbav:"version"`
	Expires time.Time `dynamodbav:"expires,unixtime"`
}

// Earlier is who confirmed a content, and when.
type Earlier struct {
	ID  string    `dynamodbav:"id"`
	Who string    `dynamodbav:"who"`
	At  time.Time `dynamodbav:"at"`
}

// Folder is who sends the files of the folder for other programs.
const Folder = "deposito"

// Rows is how many rows the file has, once they are checked.
func (i Import) Rows() int { return i.Added + i.Changed + i.Unchanged + i.Wrong }

// Stored is how many rows were stored, or are going to be.
func (i Import) Stored() int { return i.Added + i.Changed - i.Failed }

// Posts says what the evening gives back and debits for its rows, or what they move AtOnce; "" for nothing.
func (i Import) Posts() string {
	if i.AtOnce() {
		return intake.Moves(i.Returned, i.Debited)
	}
	return intake.Posts(i.Returned, i.Debited)
}

// AtOnce reports whether its rows move money as soon as they are stored.
func (i Import) AtOnce() bool { return intake.AtOnce(i.File) }

// Same reports whether it ended because its rows are all as they are stored.
func (i Import) Same() bool { return i.State == Done && i.Added+i.Changed == 0 }

// Readable reports whether the office may tell its columns and have it read again: nothing of it is stored, and it may
// be the columns that make rows wrong, or the same.
func (i Import) Readable() bool {
	return i.State == Asking || i.State == Ready || i.State == Refused && i.Wrong > 0 || i.Same()
}

// Working reports whether it goes on by itself.
func (i Import) Working() bool {
	return slices.Contains([]State{Reading, Checking, Storing}, i.State)
}

// Stuck reports whether it should have come further by now.
func (i Import) Stuck(now time.Time) bool { return i.Working() && now.Sub(i.Moved) > stuckAfter }

// stuckAfter is longer than a piece takes, with its tries.
const stuckAfter = 15 * time.Minute

// Percent is how much of the present state is done.
func (i Import) Percent() int {
	if i.Pieces == 0 {
		return 0
	}
	return 100 * i.Next / i.Pieces
}

// over reports whether the work on it is gone, or about to go: what waits for longer cannot be stored any more.
func (i Import) over(now time.Time) bool { return now.Sub(i.At) > workLasts }

// workLasts is a few days less than the folders of the bucket are kept (90 days, template.yaml).
const workLasts = 85 * 24 * time.Hour

// layout is what the file's columns are.
func (i Import) layout() intake.Layout { return intake.Layout{Names: i.Names, Ours: i.Ours} }

// to returns the import in another state, at its first piece.
func (i Import) to(state State) Import {
	i.State, i.Next = state, 0
	return i
}

// rehearsed returns the import after its last piece was rehearsed: for the office to confirm, or ended when it has nothing to
// store.
func (i Import) rehearsed() Import {
	switch {
	case i.Refusal != "":
		return i.to(Refused)
	case i.Added+i.Changed > 0:
		return i.to(Ready)
	case i.Wrong == 0:
		return i.to(Done)
	case i.Unchanged == 0:
		return i.refused("Nessuna riga corretta: scarica le righe errate, correggile e carica di nuovo il file.")
	default:
		return i.refused("Niente da caricare: le righe corrette sono uguali a quelle registrate. Scarica le righe errate, " +
			"correggile e carica di nuovo il file.")
	}
}

// refused returns the import, refused.
func (i Import) refused(why string) Import {
	i.Refusal = why
	return i.to(Refused)
}
