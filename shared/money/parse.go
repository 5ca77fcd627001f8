package money

import "strings"

// Parse reads an amount as a parent types it: "20", "20,5", "20,50", "1.234,56",
// with or without the euro's sign or name before or after it: "€ 20", "20 euro". A point counts as the decimal sign only when
// one or two digits follow it and no comma is there ("20.50"), because phones
// offer that key. Errors are ErrSyntax and ErrOverflow.
func Parse(text string) (Cents, error) {
	text = withoutCurrency(strings.TrimSpace(strings.ReplaceAll(text, "\u00a0", " ")))
	negative := false
	for _, sign := range []string{"-", "\u2212"} {
		if rest, found := strings.CutPrefix(text, sign); found {
			text, negative = rest, true
			break
		}
	}
	whole, decimals, err := splitItalian(text)
	if err != nil {
		return 0, err
	}
	amount, err := fromDigits(whole, decimals)
	if err != nil {
		return 0, err
	}
	if negative {
		return -amount, nil
	}
	return amount, nil
}

// ParseDecimal reads an amount as pagoPA writes it (stAmount): digits, a point
// and exactly two decimals, never a sign. Errors are ErrSyntax and ErrOverflow.
func ParseDecimal(text string) (Cents, error) {
	whole, decimals, found := strings.Cut(text, ".")
	if !found || len(decimals) != 2 || whole == "" {
		return 0, ErrSyntax
	}
	return fromDigits(whole, decimals)
}

// withoutCurrency takes the euro's sign, name or code away, once.
func withoutCurrency(text string) string {
	for _, name := range []string{"€", "euro", "eur"} {
		size := min(len(name), len(text))
		if strings.EqualFold(text[:size], name) {
			return strings.TrimSpace(text[size:])
		}
		if rest := len(text) - size; strings.EqualFold(text[rest:], name) {
			return strings.TrimSpace(text[:rest])
		}
	}
	return text
}

func splitItalian(text string) (whole, decimals string, err error) {
	whole, decimals, comma := strings.Cut(text, ",")
	if !comma {
		head, tail, point := strings.Cut(text, ".")
		if point && len(tail) >= 1 && len(tail) <= 2 {
			return head, tail, nil
		}
	}
	if comma && decimals == "" {
		return "", "", ErrSyntax
	}
	groups := strings.Split(whole, ".")
	for i, group := range groups {
		if len(groups) > 1 && (i > 0 && len(group) != 3 || i == 0 && (group == "" || len(group) > 3)) {
			return "", "", ErrSyntax
		}
	}
	return strings.Join(groups, ""), decimals, nil
}

func fromDigits(whole, decimals string) (Cents, error) {
	if whole == "" || len(decimals) > 2 {
		return 0, ErrSyntax
	}
	for len(decimals) < 2 {
		decimals += "0"
	}
	var amount Cents
	for _, digit := range whole + decimals {
		if digit < '0' || digit > '9' {
			return 0, ErrSyntax
		}
		if amount > Max {
			continue // keep looking for a letter: bad syntax is the better answer
		}
		amount = amount*10 + Cents(digit-'0')
	}
	if !amount.InRange() {
		return 0, ErrOverflow
	}
	return amount, nil
}
