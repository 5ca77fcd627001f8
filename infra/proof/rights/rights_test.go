// Package rights_test acts with every function's rights against every kind of item, as somebody would who has taken
// a function over, and compares what succeeds with testdata/rights.txt.
package rights_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/municipality"
)

const (
	templateFile = "../../../template.yaml"
	tableFile    = "testdata/rights.txt"
)

var update = flag.Bool("update", false, "write what was found to "+tableFile)

// Goal: what a function can do with each kind of item is what the table says, line by line, so that a right that
// grows shows in review; a new kind of key needs its lines. Method: the acts of thief, through the proxy of
// template.yaml's rights, on the emulator's tables.
func TestRightsOfEveryFunction(t *testing.T) {
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	found := intro
	tables := prepare(t, declared)
	groups := kinds(t)
	for _, partition := range slices.Sorted(maps.Keys(groups)) {
		found += "\n" + partition + ": " + strings.Join(slices.Sorted(maps.Keys(groups[partition])), " ") + "\n"
		nobody := true
		for _, function := range declared.Functions {
			acts := tables.actsOf(t, function.Name, partition, groups[partition])
			if acts != "" {
				found += fmt.Sprintf("  %-11s %s\n", function.Name, acts)
				nobody = false
			}
		}
		if nobody {
			found += "  nobody\n"
		}
	}
	if *update {
		if err := os.WriteFile(tableFile, []byte(found), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	wanted, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, found, string(wanted))
}

const intro = `# Who may do what with each kind of item, found by acting with each function's rights (template.yaml).
# After a change that is meant: go run ./infra/local/testenv -- go test ./infra/proof/rights -update
#
#   read    GetItem                       list    Query of the partition    batch   BatchGetItem
#   put     PutItem, new or over another  check   ConditionCheckItem        delete  DeleteItem
#   update  UpdateItem, which makes an item too; with names: of these attributes alone
#
# IAM knows the partition of an item and the names of its attributes, not its sort key and no value: kinds that share
# a partition share its rights.
`

// Goal: what the README promises of rights holds, whatever the table says: pages that only read write nothing but
// when a session was seen, accounts are written by those who post entries, nothing of the ledger is deleted, a notice
// number leads where it led, and sessions begin in one function. Method: read the table.
func TestPromisesOfRights(t *testing.T) {
	text, err := os.ReadFile(tableFile)
	if err != nil {
		t.Fatal(err)
	}
	table, kinds, rows := "", "", 0
	for line := range strings.Lines(string(text)) {
		words := strings.Fields(line)
		if len(words) < 2 || strings.HasPrefix(line, "#") {
			continue
		}
		if !strings.HasPrefix(line, " ") {
			table, kinds = words[0], words[1]
			continue
		}
		rows++
		for _, broken := range promises(table, strings.TrimSuffix(kinds, ":"), words[0], words[1:]) {
			t.Errorf("%s: %s", broken, strings.Join(append([]string{table, kinds}, words...), " "))
		}
	}
	if rows < 100 {
		t.Errorf("the table has %d rows", rows)
	}
}

// promises returns those that a row of the table breaks.
func promises(table, keys, function string, acts []string) []string {
	item, may := table+" "+keys, func(act string) bool { return slices.Contains(acts, act) }
	updates := slices.ContainsFunc(acts, func(act string) bool { return strings.HasPrefix(act, "update") })
	writes := updates || may("put") || may("delete")
	session := item == "Ops S#…"
	expects := function == "notices" && may("update(expected)") && !may("put") // what is paid one day
	offers := function == "officeoffer" && !may("put") && !may("delete") && !touchesSettings(acts)
	var broken []string
	for _, promise := range []struct {
		broken bool
		says   string
	}{
		{writes && slices.Contains(readers, function) && (!session || strings.Join(acts, " ") != "read update(seen)"),
			"a page that only reads writes"},
		{writes && item == "Ledger A#…#…" && !slices.Contains(posters, function) && !expects,
			"somebody else posts entries"},
		{updates && item == "Ledger A#…#…" && !may("update(balance,expected,updated,version)") && !expects,
			"an entry is changed"},
		{may("delete") && table == "Ledger", "the ledger is deleted from"},
		{updates && item == "Ledger N#…#…", "a notice number is led elsewhere"},
		{(may("put") || may("delete")) && session && function != "access", "somebody else begins and ends sessions"},
		{!slices.Equal(acts, []string{"put"}) && table == "IdentityLog", "somebody reads the register of logins"},
		{table == "Audit" && (updates || may("delete")), "somebody changes what operators did"},
		{writes && item == "Core O#…" && !slices.Contains([]string{"access", "intake", "officeaccess"}, function),
			"somebody else says who is an operator"},
		{(may("put") || may("delete")) && item == "Ops OS#…" && !slices.Contains([]string{"access", "officeaccess"}, function),
			"somebody else begins and ends sessions of operators"},
		{writes && item == "Presence T#…#CLASS#…" && !slices.Contains(loaders, function) && function != "officesheets",
			"a register is changed by others than the office"},
		{writes && item == "Presence T#…#P#…" && function != "meals", "somebody else tells of meals"},
		{writes && function == "meals" && item != "Presence T#…#P#…" && !session, "meals writes more than what is told of them"},
		{writes && item == "Core T#…" && !slices.Contains(loaders, function) && !offers, "a Comune is changed by others than the office"},
	} {
		if promise.broken {
			broken = append(broken, promise.says)
		}
	}
	return broken
}

// touchesSettings reports whether acts update an attribute of a municipality's own item, or any.
func touchesSettings(acts []string) bool {
	settings := reflect.TypeFor[municipality.Municipality]()
	for _, act := range acts {
		names, updates := strings.CutPrefix(act, "update")
		if !updates {
			continue
		}
		updated := strings.Split(strings.Trim(names, "()"), ",")
		for i := range settings.NumField() {
			name, _, _ := strings.Cut(settings.Field(i).Tag.Get("dynamodbav"), ",")
			if slices.Contains(updated, name) {
				return true
			}
		}
		if names == "" {
			return true
		}
	}
	return false
}

// readers are the pages that change nothing, posters those who post entries, loaders those who store the office's files.
var (
	readers = []string{"account", "documents", "home", "station"}
	posters = []string{"imports", "intake", "mealdebits", "officefamilies", "officeincome", "receipts", "topups"}
	loaders = []string{"imports", "intake"}
)

// compare reports each line that is missing or too many, with the kinds of item it is about.
func compare(t *testing.T, found, wanted string) {
	t.Helper()
	lines := func(text string) map[string]bool {
		set, about := map[string]bool{}, ""
		for line := range strings.Lines(text) {
			line = strings.TrimRight(line, "\n")
			if !strings.HasPrefix(line, " ") {
				about = line
			}
			set[about+line] = true
		}
		return set
	}
	was, is := lines(wanted), lines(found)
	for _, line := range slices.Sorted(maps.Keys(is)) {
		if !was[line] {
			t.Errorf("found, and not in %s: %s", tableFile, line)
		}
	}
	for _, line := range slices.Sorted(maps.Keys(was)) {
		if !is[line] {
			t.Errorf("in %s, and not found: %s", tableFile, line)
		}
	}
}

// Goal: no function may do what is about a whole table, or about items that it does not name. Method: try each
// such call with every function's rights.
func TestNobodyMayMore(t *testing.T) {
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	tables := prepare(t, declared)
	for _, function := range declared.Functions {
		for name := range tables.names {
			for act, try := range tables.wholesale(t, function.Name, name) {
				if allowed(t, try()) {
					t.Errorf("%s may %s %s", function.Name, act, name)
				}
			}
		}
	}
}
