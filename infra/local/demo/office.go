package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"serviziscolastici/infra/local/simulators/oidc/provider"
	"serviziscolastici/infra/setup/officefiles"
)

// Office opens what of the demo's office differs from start to start.
type Office struct {
	// Invoke runs a function by name.
	Invoke func(ctx context.Context, function string, event []byte) ([]byte, error)
	// Provider is the address of the Comune's own provider.
	Provider string
}

// tabletSchool is the school whose tablet the demo has.
const tabletSchool = "PRI"

// Open sets the provider and returns the link of a tablet.
func (o Office) Open(ctx context.Context) (string, error) {
	settings := "chiave;valore\noidc_emittente;" + o.Provider + "\noidc_client;" + provider.ClientID +
		"\noidc_gruppi;" + provider.Groups + "\n"
	office := officefiles.Loader{
		Municipality: Municipality, Say: func(string, ...any) {},
		Invoke: func(ctx context.Context, event []byte) ([]byte, error) { return o.Invoke(ctx, "intake", event) },
	}
	if good, err := office.Load(ctx, "comune.csv", []byte(settings)); err != nil || !good {
		return "", errors.Join(errors.New("the provider of the office is not set"), err)
	}
	order, err := json.Marshal(map[string]string{
		"municipality": Municipality, "school": tabletSchool, "name": "Tablet della dimostrazione",
	})
	if err != nil {
		return "", err
	}
	answer, err := o.Invoke(ctx, "officeaccess", order)
	if err != nil {
		return "", fmt.Errorf("the link of a tablet: %w", err)
	}
	var link struct {
		URL string `json:"url"`
	}
	if err := json.Unmarshal(answer, &link); err != nil || link.URL == "" {
		return "", errors.Join(fmt.Errorf("the link of a tablet: %.200s", answer), err)
	}
	return link.URL, nil
}
