package message

// Look asks the messenger to look whether there is something to tell. It does not say
// what: that is read when it looks, so that a Look may come late, twice or never, when
// the next one finds the same.
type Look struct {
	Version      int    `json:"version"` // LookVersion
	Municipality string `json:"municipality"`
	// One of these says at whom: the families of a class, a parent, or the one who owed a notice.
	Class    string `json:"class,omitempty"`
	Guardian string `json:"guardian,omitempty"`
	Notice   string `json:"notice,omitempty"`
}

// LookVersion is the one form of Look.
const LookVersion = 1
