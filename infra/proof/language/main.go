// Command language compares the catalogues of the portal's languages with what the portal says.
//
//	go run ./infra/proof/language         lists what is missing, ready to be pasted into the catalogue, and what is dead
//	go run ./infra/proof/language -write  adds what is missing with an empty translation, removes what is dead, sorts
package main

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"

	"serviziscolastici/shared/language"
)

func main() {
	write := flag.Bool("write", false, "rewrite the catalogues")
	flag.Parse()
	if err := run(".", *write); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(root string, write bool) error {
	said, err := readPortal(root)
	if err != nil {
		return err
	}
	for _, one := range language.Offered()[1:] {
		path := root + "/shared/language/" + string(one.Code) + ".po"
		entries, err := readCatalogue(path)
		if err != nil {
			return err
		}
		if write {
			err = os.WriteFile(path, []byte(language.WritePO(one.Code, said.merged(entries))), 0o644)
			if err != nil {
				return err
			}
			continue
		}
		for _, wrong := range said.compare(entries) {
			fmt.Println(wrong)
		}
	}
	for _, text := range slices.Sorted(maps.Keys(said.silent)) {
		if !said.silent[text] {
			fmt.Printf("# no code that parents' pages reach says this text of silent.txt any more:\n%s\n", text)
		}
	}
	return nil
}

func readCatalogue(path string) ([]language.Entry, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	return language.ParsePO(string(text))
}

// merged returns an entry for every message, in the order of the alphabet, with the translations that are there.
func (p *portal) merged(entries []language.Entry) []language.Entry {
	known := map[string]string{}
	for _, entry := range entries {
		known[entry.Italian] = entry.Translation
	}
	var merged []language.Entry
	for _, message := range slices.Sorted(maps.Keys(p.places)) {
		merged = append(merged, language.Entry{Italian: message, Translation: known[message]})
	}
	return merged
}
