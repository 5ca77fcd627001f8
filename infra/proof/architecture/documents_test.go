package architecture_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// maxReadme is the size, in bytes, up to which somebody reads the README to its end.
const maxReadme = 15 << 10

// documents are the texts for people, from the root.
func documents(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{
		"README.md", "infra/*.md", "infra/*/*.md", ".github/*.md", ".github/ISSUE_TEMPLATE/*.md",
	} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil || len(files) == 0 && pattern == "README.md" {
			t.Fatalf("%s: %v", pattern, err)
		}
		for _, file := range files {
			texts[file] = read(t, file)
		}
	}
	return texts
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Goal: what the documents name is there: files and folders, links, make's targets.
// Method: look for each; a document that names none would make the test worthless, so they are counted.
func TestDocumentsNameWhatIsThere(t *testing.T) {
	paths := regexp.MustCompile(`\b(?:functions|shared|infra)/[\w./*-]*[\w*]`)
	links := regexp.MustCompile(`\]\(([^):]+)\)`)
	made := regexp.MustCompile("(?:`|^    )(?:[A-Z_]+=\\S+ )*make ([a-z][a-z-]*[a-z])")
	makefile := read(t, filepath.Join(root, "Makefile"))
	counts := map[string]int{}
	for file, text := range documents(t) {
		named := map[string]string{} // by the place, what the document says
		for _, path := range paths.FindAllString(text, -1) {
			named[filepath.Join(root, path)] = path
		}
		for _, link := range links.FindAllStringSubmatch(text, -1) {
			named[filepath.Join(filepath.Dir(file), link[1])] = link[1]
			counts["links"]++
		}
		for place, words := range named {
			counts["paths"]++
			if found, err := filepath.Glob(place); err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", file, words)
			}
		}
		for line := range strings.Lines(text) {
			for _, target := range made.FindAllStringSubmatch(line, -1) {
				counts["targets"]++
				if !strings.Contains(makefile, "\n"+target[1]+":") {
					t.Errorf("%s names make %s, which is not there", file, target[1])
				}
			}
		}
	}
	if counts["paths"] < 50 || counts["links"] < 10 || counts["targets"] < 20 {
		t.Errorf("found only %v", counts)
	}
}

// Goal: a technician finds every alarm, with a command that mends it. Method: each of template.yaml has a row in
// operations.md, under its own name, that names a make target.
func TestAlarmsHaveRemedies(t *testing.T) {
	operations := read(t, filepath.Join(root, "infra", "docs", "operations.md"))
	rows := map[string]string{}
	for line := range strings.Lines(operations) {
		if cells := strings.Split(line, " | "); len(cells) == 3 {
			rows[strings.TrimPrefix(cells[0], "| ")] = cells[2]
		}
	}
	for name, r := range resources(t) {
		alarm, is := strings.CutSuffix(name, "Alarm")
		if !strings.HasPrefix(r.Type, "AWS::CloudWatch::") || !is {
			continue
		}
		if !strings.Contains(rows[alarm], "`make ") {
			t.Errorf("operations.md has no command for %s, only for %v", alarm, slices.Sorted(maps.Keys(rows)))
		}
	}
}

// Goal: whoever reads `make help` learns of all dead letters. Method: those of template.yaml, in the line of redrive.
func TestHelpNamesEveryQueueOfDeadLetters(t *testing.T) {
	line := regexp.MustCompile(`(?m)^redrive: ##.*$`).FindString(read(t, filepath.Join(root, "Makefile")))
	found := 0
	for name := range resources(t) {
		if queue, is := strings.CutSuffix(name, "DeadLetters"); is {
			found++
			if !strings.Contains(line, strings.ToLower(queue)) {
				t.Errorf("%q says nothing of %s", line, strings.ToLower(queue))
			}
		}
	}
	if found < 4 {
		t.Errorf("found %d queues of dead letters", found)
	}
}

// Goal: a newcomer finds the room for a line of code by its name. Method: the README names every function and every
// shared package, and the README of each room of infra what is in it.
func TestReadmesNameEveryRoom(t *testing.T) {
	for place, readme := range map[string]string{
		"functions": "README.md", "shared": "README.md", "infra/local": "infra/local/README.md",
		"infra/proof": "infra/proof/README.md", "infra/setup": "infra/setup/README.md",
	} {
		text := read(t, filepath.Join(root, readme))
		rooms, err := os.ReadDir(filepath.Join(root, place))
		if err != nil {
			t.Fatal(err)
		}
		for _, room := range rooms {
			name := room.Name()
			if !room.IsDir() || name == "testdata" {
				continue
			}
			if !strings.Contains(text, "`"+name+"`") && !strings.Contains(text, "`"+place+"/"+name+"`") {
				t.Errorf("%s does not name %s/%s", readme, place, name)
			}
		}
	}
}

// Goal: "decision 12" is one decision. Method: numbers follow each other, and each title begins with its own.
func TestDecisionsAreNumberedOnce(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "infra", "decisions", "*.md"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no decisions, %v", err)
	}
	for i, file := range files {
		number := strconv.Itoa(i + 1)
		if !strings.HasPrefix(filepath.Base(file), fmt.Sprintf("%04d-", i+1)) {
			t.Errorf("%s stands where decision %s is expected", filepath.Base(file), number)
		}
		if !strings.HasPrefix(read(t, file), "# "+number+". ") {
			t.Errorf("the title of %s does not begin with %s", filepath.Base(file), number)
		}
	}
}

// Goal: whoever has to look for parts that a killed stack left behind knows all their ports. Method: the greatest
// distance from the portal's port in the stack's code, added to 8080, in platforms.md.
func TestPlatformsNamesThePorts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join(root, "infra", "local", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	greatest := 0
	for _, file := range files {
		for _, distance := range regexp.MustCompile(`\bnear\(([0-9]+)\)`).FindAllStringSubmatch(read(t, file), -1) {
			number, _ := strconv.Atoi(distance[1])
			greatest = max(greatest, number)
		}
	}
	want := fmt.Sprintf("on ports 8080 to %d", 8080+greatest)
	if greatest == 0 || !strings.Contains(read(t, filepath.Join(root, "infra", "docs", "platforms.md")), want) {
		t.Errorf("platforms.md does not say %q", want)
	}
}

// Goal: the README stays short. Method: its size.
func TestReadmeIsShort(t *testing.T) {
	if size := len(read(t, filepath.Join(root, "README.md"))); size > maxReadme {
		t.Errorf("README.md has %d bytes, %d at most: details belong into infra/docs", size, maxReadme)
	}
}

// Goal: publiccode.yml and the changelog tell of the same release. Method: compare the first one of each.
func TestReleaseIsToldOnce(t *testing.T) {
	release := regexp.MustCompile(`(?m)^## (\S+), (\S+)$`).FindStringSubmatch(
		read(t, filepath.Join(root, "infra", "docs", "CHANGELOG.md")))
	public := read(t, filepath.Join(root, "publiccode.yml"))
	if release == nil || !strings.Contains(public, `softwareVersion: "`+release[1]+`"`) ||
		!strings.Contains(public, `releaseDate: "`+release[2]+`"`) {
		t.Errorf("the changelog begins with %q, which publiccode.yml does not tell", release)
	}
}
