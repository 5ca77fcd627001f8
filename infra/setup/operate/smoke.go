package main

import (
	"context"

	"serviziscolastici/infra/setup/smoke"
)

// smoke asks the running portal whether it lives.
func (o operator) smoke(ctx context.Context) error {
	return smoke.Of(o.Name).Check(ctx, o.say)
}
