package main

import (
	"errors"
	"fmt"
	"net/url"
	"strings"

	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
)

// asked returns the child and the amount that a form asks for, as they were sent: those of
// a quick button, "A001:20,00", or what the parent chose and typed.
func asked(form url.Values) (pupil, amount string) {
	if pupil, amount, quick := strings.Cut(form.Get("rapido"), ":"); quick {
		return pupil, amount
	}
	return form.Get("alunno"), form.Get("importo")
}

// typed reads an amount as the parent typed it. The text tells what is wrong, "" when
// nothing is.
func typed(text string) (money.Cents, string) {
	if text == "" {
		return 0, "Scrivi l'importo, per esempio 20 oppure 20,50."
	}
	amount, err := money.Parse(text)
	switch {
	case errors.Is(err, money.ErrOverflow):
		return 0, "L'importo è troppo alto."
	case err != nil:
		return 0, fmt.Sprintf("Non abbiamo capito l'importo «%s»: scrivi le cifre e al massimo due decimali, per esempio 20 "+
			"oppure 20,50.", text)
	case amount <= 0:
		return 0, "L'importo deve essere maggiore di zero."
	default:
		return amount, ""
	}
}

// within tells what keeps a top-up of a child from being allowed, "" when nothing does.
func within(m municipality.Municipality, one child, amount money.Cents) string {
	if wrong := sized(m, amount); wrong != "" {
		return wrong
	}
	after, err := one.Expected.Add(amount)
	if err != nil || m.CreditMax > 0 && after > m.CreditMax {
		return tooMuch(m, one)
	}
	return ""
}

// understood says how an amount was read that is not allowed, where it may not be what the parent meant.
func understood(text string, amount money.Cents) string {
	if strings.Contains(text, ".") && !strings.Contains(text, ",") && amount >= 1_000_00 {
		return fmt.Sprintf("Abbiamo capito %s, perché il punto separa le migliaia: se volevi i decimali usa la virgola, per "+
			"esempio 20,50. ", amount)
	}
	return fmt.Sprintf("Abbiamo capito %s. ", amount)
}

// sized tells whether an amount is one of those that the municipality takes, "" when it is.
func sized(m municipality.Municipality, amount money.Cents) string {
	switch {
	case amount < m.TopUpMin:
		return fmt.Sprintf("La ricarica più piccola è di %s.", m.TopUpMin)
	case m.TopUpMax > 0 && amount > m.TopUpMax:
		return fmt.Sprintf("La ricarica più grande è di %s.", m.TopUpMax)
	default:
		return ""
	}
}

// tooMuch says that a child's credit would become too high, and of which open top-ups that comes.
func tooMuch(m municipality.Municipality, one child) string {
	text := fmt.Sprintf("Con questa ricarica il credito supererebbe il massimo di %s", m.CreditMax)
	if open := one.Promised(); open > 0 {
		return text + fmt.Sprintf(", contando anche %s di ricariche confermate e non ancora pagate. Quelle che non vuoi "+
			"più pagare puoi annullarle in Ricariche fatte.", open)
	}
	return text + "."
}
