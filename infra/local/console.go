package main

import (
	"fmt"
	"io"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// quietTime is how long the console keeps silent about a part after it reported a failure.
const quietTime = 2 * time.Second

// longestLine is how much of a failure is shown; the rest is in the log file.
const longestLine = 300

// console tells the user what happens. Only one line of a failure is shown, the logs have all.
type console struct {
	out  io.Writer
	logs string
	mu   sync.Mutex
	last map[string]time.Time // when a part last complained
}

func newConsole(out io.Writer, logs string) *console {
	return &console{out: out, logs: logs, last: map[string]time.Time{}}
}

func (c *console) say(format string, values ...any) {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, _ = fmt.Fprintf(c.out, format+"\n", values...)
}

// failed reports that a part did not do its work.
func (c *console) failed(part string, err error) {
	c.mu.Lock()
	recent := time.Since(c.last[part]) < quietTime
	if !recent {
		c.last[part] = time.Now()
	}
	c.mu.Unlock()
	if recent {
		return
	}
	text := []rune(strings.ReplaceAll(err.Error(), "\n", " "))
	if len(text) > longestLine {
		text = append(text[:longestLine], '…')
	}
	c.say("! %s: %s (log: %s)", part, string(text), filepath.Join(c.logs, part+".log"))
}
