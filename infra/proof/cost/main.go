// Command cost says what the portal costs a month in AWS, for a village, a city and all of Italy, busy and
// idle, and where a stack of all Comuni would break first. It multiplies prices (prices.go) by how
// often families do what (model.go) and by what each kind of work was measured to ask for
// (measured.json, from the line that each function logs of it).
//
//	make cost                                  # from the measured figures
//	go run ./infra/proof/cost -measure .local/log   # measure anew, after using the portal
package main

import (
	_ "embed"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

//go:embed measured.json
var stored []byte

// stack is what the template sets up: a key that signs, three parameters in SSM, the alarms that are
// free, one dashboard.
var stack = fixed{Keys: 1, Secrets: 0, Alarms: 10, Dashboards: 1}

// goal is what a month of a village may cost, in euro.
const goal = 2.0

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "cost:", err)
		os.Exit(1)
	}
}

func run(arguments []string, out io.Writer) error {
	flags := flag.NewFlagSet("cost", flag.ContinueOnError)
	logs := flags.String("measure", "", "measure anew from the logs in a `folder`")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	var measured Measured
	if *logs != "" {
		return remeasure(*logs)
	}
	if err := json.Unmarshal(stored, &measured); err != nil {
		return err
	}
	towns := []Town{{"a village", 150, 1}, {"a city", 20_000, 1}, {"Italy", 2_500_000, 8000}}
	print := func(format string, values ...any) { _, _ = fmt.Fprintf(out, format, values...) }
	print("Dollars a month, prices of %s, without VAT:\n", pricesOf)
	for _, town := range towns {
		for _, busy := range []bool{false, true} {
			items, err := month(town, measured, stack, busy)
			if err != nil {
				return err
			}
			state := map[bool]string{false: "idle", true: "busy"}[busy]
			print("\n%s, %.0f pupils, %s: %.2f $ (%.2f €)\n", town.Name, town.Pupils, state, total(items), total(items)*euro)
			for _, one := range items {
				if one.Dollars >= 0.005 {
					print("  %-46s %10.2f\n", one.Name, one.Dollars)
				}
			}
		}
	}
	print("\nA village, busy, with other choices:\n")
	for _, choice := range []struct {
		name string
		with fixed
	}{
		{"as it is", stack},
		{"secrets in Secrets Manager (rotation by AWS)", fixed{Keys: 1, Secrets: 3, Alarms: 10, Dashboards: 1}},
		{"twenty alarms, one a queue and function", fixed{Keys: 1, Alarms: 20, Dashboards: 1}},
		{"a key of its own for the tables", fixed{Keys: 2, Alarms: 10, Dashboards: 1}},
	} {
		items, err := month(towns[0], measured, choice.with, true)
		if err != nil {
			return err
		}
		print("  %-46s %10.2f\n", choice.name, total(items))
	}
	village, err := month(towns[0], measured, stack, true)
	if err != nil {
		return err
	}
	print("\nItaly in one stack, the worst second against its limit:\n")
	tell(out, newItaly(2_500_000, 8000).simulate(measured, 1))
	if cost := total(village) * euro; cost > goal {
		return fmt.Errorf("a village costs %.2f € a month, the goal is %.2f", cost, goal)
	}
	return nil
}

// remeasure writes measured.json beside this file's package.
func remeasure(folder string) error {
	measured, err := measure(folder)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(measured, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join("infra", "proof", "cost", "measured.json"), append(text, '\n'), 0o644)
}
