package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
)

// keyboard asks a person.
type keyboard struct {
	lines *bufio.Scanner
	out   io.Writer
	hide  func(terminal int) ([]byte, error)
}

var errNobody = errors.New("nobody answers")

// ask asks until the answer passes the check. An empty answer is the proposal.
func (k *keyboard) ask(question, proposal string, check func(string) error) (string, error) {
	_, _ = fmt.Fprintf(k.out, "\n%s\n", question)
	for {
		if proposal != "" {
			_, _ = fmt.Fprintf(k.out, "[%s] ", proposal)
		} else {
			_, _ = fmt.Fprint(k.out, "> ")
		}
		if !k.lines.Scan() {
			return "", errors.Join(errNobody, k.lines.Err())
		}
		answer := strings.TrimSpace(k.lines.Text())
		if answer == "" {
			answer = proposal
		}
		err := check(answer)
		if err == nil {
			return answer, nil
		}
		_, _ = fmt.Fprintf(k.out, "  %v\n", err)
	}
}

// secret asks for what nobody else should see on the screen.
func (k *keyboard) secret(question string) (string, error) {
	_, _ = fmt.Fprintf(k.out, "\n%s\n> ", question)
	answer, err := k.hide(int(os.Stdin.Fd()))
	_, _ = fmt.Fprintln(k.out)
	return strings.TrimSpace(string(answer)), err
}

// agree asks for a yes.
func (k *keyboard) agree(question string) error {
	answer, err := k.ask(question+" (yes or no)", "no", func(text string) error {
		if text != "yes" && text != "no" {
			return errors.New("yes or no")
		}
		return nil
	})
	if err == nil && answer != "yes" {
		err = errors.New("as you say: nothing was changed")
	}
	return err
}
