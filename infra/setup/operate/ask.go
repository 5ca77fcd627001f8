package main

import (
	"bytes"
	"context"
	"encoding/json"
)

// ask invokes a function and shows its answer. What is empty in the event is left out.
func (o operator) ask(ctx context.Context, id string, event map[string]any) error {
	for name, value := range event {
		if value == "" {
			delete(event, name)
		}
	}
	sent, err := json.Marshal(event)
	if err != nil {
		return err
	}
	answer, err := o.Invoke(ctx, id, sent)
	if err != nil {
		return err
	}
	return o.show(answer)
}

// show prints JSON for reading, and a word for an empty list.
func (o operator) show(answer []byte) error {
	if text := string(answer); text == "[]" || text == "null" {
		o.say("None.")
		return nil
	}
	var text bytes.Buffer
	if err := json.Indent(&text, answer, "", "  "); err != nil {
		return err
	}
	o.say("%s", text.Bytes())
	return nil
}
