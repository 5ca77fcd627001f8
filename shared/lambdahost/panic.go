package lambdahost

import (
	"fmt"
	"runtime"
	"strings"
)

// CatchPanic does some work and turns a panic into an error that begins with "panic:" and names the place.
// A worker needs one around each goroutine: a panic that leaves it ends the process, and all messages
// of the event with it. What a panic says may hold a person's data, so that only the runtime's own
// words are kept, and of anything else its type.
func CatchPanic(work func() error) (err error) {
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case runtime.Error:
			err = fmt.Errorf("panic: %w, at %s", cause, Panicked())
		default:
			err = fmt.Errorf("panic: %T, at %s", cause, Panicked())
		}
	}()
	return work()
}

// Panicked names the function and line that the panic under way came from, to a deferred function.
func Panicked() string {
	var callers [32]uintptr
	frames := runtime.CallersFrames(callers[:runtime.Callers(0, callers[:])])
	raised := false
	for {
		frame, more := frames.Next()
		if raised && !strings.HasPrefix(frame.Function, "runtime.") {
			return fmt.Sprintf("%s:%d", frame.Function, frame.Line)
		}
		raised = raised || frame.Function == "runtime.gopanic"
		if !more {
			return "an unknown place"
		}
	}
}
