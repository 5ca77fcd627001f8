package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/infra/setup/officefiles"
	"serviziscolastici/infra/setup/place"
	"serviziscolastici/infra/setup/smoke"
)

// demoParent is the parent of the demo whom PARENT replaces.
const demoParent = "BNCMRA85A41A794Y"

// office returns how to load the first municipality: the files in FROM for MUNICIPALITY, or a trial's demo, or nil. In
// production nothing made up is loaded.
func (d deployment) office(stage string) (func(context.Context, place.Place) error, error) {
	municipality, from := d.setting("MUNICIPALITY"), d.setting("FROM")
	switch {
	case from == "" && stage == trial:
		return d.loadDemo, nil
	case from == "":
		return nil, nil
	case municipality == "":
		return nil, errors.New("FROM wants MUNICIPALITY too, such as c_h501")
	}
	if stage == production {
		if err := real(from); err != nil {
			return nil, err
		}
	}
	if err := officefiles.Check(from); err != nil {
		return nil, fmt.Errorf("FROM: %w", err)
	}
	return func(ctx context.Context, p place.Place) error {
		d.say("Loading %s", from)
		office := officefiles.Loader{Municipality: municipality, Say: d.say, Invoke: intake(p)}
		return office.LoadAll(ctx, from)
	}, nil
}

func intake(p place.Place) func(context.Context, []byte) ([]byte, error) {
	return func(ctx context.Context, event []byte) ([]byte, error) { return p.Invoke(ctx, "IntakeFunction", event) }
}

// real refuses the settings of a Comune that does not exist.
func real(from string) error {
	name := from
	if about, err := os.Stat(from); err == nil && about.IsDir() {
		name = filepath.Join(from, "comune.csv")
	}
	content, err := os.ReadFile(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil // one who was loaded before
	}
	if err != nil {
		return err
	}
	for _, made := range []string{"77777777777", "c_x000", ".example", "example."} {
		if strings.Contains(string(content), made) {
			return fmt.Errorf("%s has %s in it, which is made up: %s takes real settings only", name, made, production)
		}
	}
	return nil
}

// loadDemo loads the demo, told where its portal is, unless a municipality is there already. PARENT, the fiscal code of
// an invented citizen of the provider that the trial uses, takes the place of a parent of the demo.
func (d deployment) loadDemo(ctx context.Context, p place.Place) error {
	at := smoke.Of(p.Name)
	if at.Answers(ctx) {
		return nil
	}
	d.say("Loading the demo")
	portal, err := url.Parse(at.URL)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "demo")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(folder) }()
	hosts := regexp.MustCompile(`(?m)^domini;.*$`)
	for _, name := range officefiles.Order() {
		content, err := os.ReadFile(filepath.Join(d.demo, name))
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		text := hosts.ReplaceAllString(string(content), "domini;"+portal.Hostname())
		if parent := d.setting("PARENT"); parent != "" {
			text = strings.ReplaceAll(text, demoParent, parent)
		}
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			return err
		}
	}
	functions := map[string]string{
		"intake": "IntakeFunction", "mealplanner": "MealPlannerFunction", "receipts": "ReceiptsFunction",
	}
	return demo.Loader{
		Folder: folder, Marker: filepath.Join(folder, "loaded"), Today: d.now(), Say: d.say,
		Invoke: func(ctx context.Context, function string, event []byte) ([]byte, error) {
			return p.Invoke(ctx, functions[function], event)
		},
		Drained: func(context.Context) error { return nil }, // nobody waits for the debits
	}.Load(ctx)
}
