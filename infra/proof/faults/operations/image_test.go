package operations_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/shared/dynamo"
)

// patience is the portal'f, without pauses.
type patience struct{ *retry.Standard }

// RetryDelay is none.
func (patience) RetryDelay(int, error) (time.Duration, error) { return 0, nil }

// place is where an item is.
type place struct {
	table  int
	pk, sk string
}

// image is all that the tables hold.
type image map[place]dynamo.Attributes

func (f *Fixture) image() image {
	f.t.Helper()
	found := image{}
	for i, table := range f.Tables() {
		pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{
			TableName: &table.Name, ConsistentRead: aws.Bool(true),
		})
		for pages.HasMorePages() {
			page, err := pages.NextPage(f.t.Context())
			if err != nil {
				f.t.Fatal(err)
			}
			for _, item := range page.Items {
				var key struct{ PK, SK string }
				if err := attributevalue.UnmarshalMap(item, &key); err != nil {
					f.t.Fatal(err)
				}
				found[place{i, key.PK, key.SK}] = item
			}
		}
	}
	return found
}

// restore makes the tables hold what one image shows, in place of another.
func (f *Fixture) restore(now, wanted image) {
	f.t.Helper()
	for at, item := range wanted {
		if reflect.DeepEqual(now[at], item) {
			continue
		}
		table := f.Tables()[at.table]
		_, err := table.Client.PutItem(f.t.Context(), &dynamodb.PutItemInput{TableName: &table.Name, Item: item})
		if err != nil {
			f.t.Fatal(err)
		}
	}
	for at := range now {
		if _, kept := wanted[at]; kept {
			continue
		}
		if err := f.Tables()[at.table].Delete(f.t.Context(), dynamo.Key{PK: at.pk, SK: at.sk}); err != nil {
			f.t.Fatal(err)
		}
	}
}

// drawn is what chance has made: notice numbers and the IUV in them, ids and hashes in hex, secrets,
// the codes of certificates, and ids as rand.Text draws them, in capitals or not, those of records with a moment before.
var drawn = regexp.MustCompile(
	`\b[0-9]{17,18}\b|_?\b[0-9a-f]{32,64}\b|_[0-9a-f]{32,64}\b|[A-Za-z0-9_-]{43}|\b[A-Z2-7]{16}\b|` +
		`\b(?:[0-9a-f]{16})?[A-Z2-7]{26}\b|\b[a-z2-7]{26}\b`)

// since are the items that differ from those of another image, as text, without what chance has made.
func (m image) since(other image) []string {
	var lines []string
	for at, item := range m {
		if !reflect.DeepEqual(item, other[at]) {
			lines = append(lines, line(at, item))
		}
	}
	for at := range other {
		if _, kept := m[at]; !kept {
			lines = append(lines, line(at, nil))
		}
	}
	return lines
}

// tries are the partition keys and the attributes of counters that limit how often something is tried. Each try
// moves them, also one that comes to nothing.
func tries() map[string]string { return map[string]string{"F#pay#": "done", "SC#": "until"} }

func line(at place, item dynamo.Attributes) string {
	var content map[string]any
	if err := attributevalue.UnmarshalMap(item, &content); err != nil {
		return fmt.Sprintf("%v: %v", at, err)
	}
	for name, value := range content {
		if _, is := value.([]byte); is {
			content[name] = "bytes"
		}
	}
	for prefix, attribute := range tries() {
		if _, counts := content[attribute]; counts && strings.HasPrefix(at.pk, prefix) {
			content[attribute] = "some"
		}
	}
	text, err := json.Marshal(content) // with sorted names
	return choices.ReplaceAllString(
		drawn.ReplaceAllString(fmt.Sprintf("%s %s %s %v", at.pk, at.sk, text, err), "drawn"), "${1}some")
}

// choices is how many carts a parent made on a day: who chooses again has chosen twice.
var choices = regexp.MustCompile(`^(F#pay#.*"done":)[0-9]+`)

// difference returns the lines that are missing and those that are too many, but for those that may be
// left behind (prefixes of partition keys).
func difference(got, want, leaves []string) []string {
	var differences []string
	counts := map[string]int{}
	for _, line := range got {
		counts[line]++
	}
	for _, line := range want {
		counts[line]--
	}
	for _, line := range slices.Sorted(maps.Keys(counts)) {
		left := slices.ContainsFunc(leaves, func(prefix string) bool { return strings.HasPrefix(line, prefix) })
		if counts[line] < 0 {
			differences = append(differences, "missing: "+line)
		} else if counts[line] > 0 && !left {
			differences = append(differences, "too many: "+line)
		}
	}
	return differences
}
