package web_test

import (
	"context"

	"serviziscolastici/shared/municipality"
)

type municipalityOf = municipality.Municipality

// byHost is a function that finds municipalities.
type byHost func(host string) (municipality.Municipality, error)

// ByHost calls the function.
func (f byHost) ByHost(_ context.Context, host string) (municipality.Municipality, error) {
	return f(host)
}
