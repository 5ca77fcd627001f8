package lambdahost

import (
	"context"
	"encoding/json"
	"log/slog"

	"serviziscolastici/shared/invocation"
)

// Run makes the handler of a function that a schedule or a person calls: one line in the log for each
// call, whatever becomes of it.
func Run[In, Out any](
	log *slog.Logger, handle func(context.Context, In) (Out, error),
) func(context.Context, In) (Out, error) {
	return func(ctx context.Context, in In) (Out, error) {
		ctx, record := invocation.Begin(ctx)
		out, err := handle(ctx, in)
		level, about := slog.LevelInfo, []slog.Attr{
			slog.String("request", invocation.ID(ctx)), slog.Bool("done", err == nil),
		}
		if err != nil {
			level, about = slog.LevelError, append(about, slog.String("cause", err.Error()))
		}
		record.Log(ctx, log, level, "run", about...)
		return out, err
	}
}

// CallOf is Run for what ServeHTTPAnd calls.
func CallOf[In, Out any](log *slog.Logger, handle func(context.Context, In) (Out, error)) Call {
	run := Run(log, handle)
	return func(ctx context.Context, event json.RawMessage) (any, error) {
		var in In
		if err := json.Unmarshal(event, &in); err != nil {
			return nil, err
		}
		return run(ctx, in)
	}
}
