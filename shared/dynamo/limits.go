package dynamo

import "unicode/utf8"

// The longest keys that DynamoDB takes, in bytes.
const (
	maxPartitionKey = 2048
	maxSortKey      = 1024
)

// possible reports whether an item can have a key. DynamoDB fails when it is asked for one that is too long
// or empty, and an address or a form may name anything: what cannot be there is not there.
func (k Key) possible() bool {
	return k.PK != "" && k.SK != "" && fits(k.PK, maxPartitionKey) && fits(k.SK, maxSortKey)
}

// possible reports whether a range can hold items: DynamoDB refuses one that ends before it begins, which an address may
// ask for.
func (r Range) possible() bool {
	return (r.To == "" || r.From <= r.To) && r.PK != "" && fits(r.PK, maxPartitionKey) && fits(r.Prefix, maxSortKey) &&
		fits(r.From, maxSortKey) && fits(r.To, maxSortKey)
}

// fits reports whether a part of a key is a text of at most so many bytes.
func fits(part string, most int) bool { return len(part) <= most && utf8.ValidString(part) }
