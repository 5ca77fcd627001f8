package web_test

import (
	"context"

	"serviziscolastici/shared/municipality"
)

// town shortens what many tests return.
type town = municipality.Municipality

// byHost is a function that finds municipalities.
type byHost func(host string) (town, error)

// ByHost calls the function.
func (f byHost) ByHost(_ context.Context, host string) (town, error) { return f(host) }
