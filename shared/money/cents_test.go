package money_test

import (
	"errors"
	"math"
	"testing"

	"serviziscolastici/shared/money"
)

// Goal: amounts read the same to a parent and to pagoPA. Method: one table, three formats.
func TestFormats(t *testing.T) {
	cases := []struct {
		amount                   money.Cents
		italian, signed, decimal string
	}{
		{0, "0,00\u00a0€", "0,00\u00a0€", "0.00"},
		{5, "0,05\u00a0€", "+0,05\u00a0€", "0.05"},
		{-460, "\u22124,60\u00a0€", "\u22124,60\u00a0€", "-4.60"},
		{123456, "1.234,56\u00a0€", "+1.234,56\u00a0€", "1234.56"},
		{99999999999, "999.999.999,99\u00a0€", "+999.999.999,99\u00a0€", "999999999.99"},
		{money.Cents(math.MinInt64), "\u221292.233.720.368.547.758,08\u00a0€",
			"\u221292.233.720.368.547.758,08\u00a0€", "-92233720368547758.08"},
	}
	for _, c := range cases {
		if got := c.amount.String(); got != c.italian {
			t.Errorf("%d: String = %q, want %q", int64(c.amount), got, c.italian)
		}
		if got := c.amount.Signed(); got != c.signed {
			t.Errorf("%d: Signed = %q, want %q", int64(c.amount), got, c.signed)
		}
		if got := c.amount.Decimal(); got != c.decimal {
			t.Errorf("%d: Decimal = %q, want %q", int64(c.amount), got, c.decimal)
		}
	}
}

// Goal: what a parent may type is understood, anything else is refused. Method: table.
func TestParse(t *testing.T) {
	good := map[string]money.Cents{
		"20": 2000, "20,5": 2050, "20,50": 2050, "20.50": 2050, "1.234,56": 123456, "1.234": 123400,
		" 50 € ": 5000, "50\u00a0€": 5000, "0": 0, "-5": -500, "\u22125,10": -510, "0,29": 29, "1,15": 115,
		"1234,5": 123450, "999999999,99": money.Max, "20.5": 2050, "123.456": 12345600,
		"€ 20": 2000, "€20": 2000, "20€": 2000, "20 euro": 2000, "20,5 Euro": 2050, "EUR 20,50": 2050, "20 eur": 2000,
		"euro 1.234,56": 123456, "20.000": 2000000, "-20 €": -2000,
	}
	for text, want := range good {
		if got, err := money.Parse(text); err != nil || got != want {
			t.Errorf("Parse(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", " ", "abc", "1,234", "20,", ",5", "1.23.4", "20,505", "2O", "1e3", "--5", "+5",
		"0x10", "٢٠", "1 000", "€", "12.3456", "1..000", "1234.567", ".234", "€ 20 €", "20 eurocent", "euro", "eur", "20 dollari", "2 0 euro", "20 €uro", "uro 5", "€€5"} {
		if got, err := money.Parse(text); !errors.Is(err, money.ErrSyntax) {
			t.Errorf("Parse(%q) = %d, %v, want ErrSyntax", text, got, err)
		}
	}
	for _, text := range []string{"1000000000", "99999999999999999999999999999999"} {
		if _, err := money.Parse(text); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("Parse(%q): %v, want ErrOverflow", text, err)
		}
	}
}

// Goal: pagoPA's form is read strictly. Method: table of the schema's own edge cases.
func TestParseDecimal(t *testing.T) {
	for text, want := range map[string]money.Cents{"45.00": 4500, "0.05": 5, "1.15": 115, "999999999.99": money.Max} {
		if got, err := money.ParseDecimal(text); err != nil || got != want {
			t.Errorf("ParseDecimal(%q) = %d, %v, want %d", text, got, err, want)
		}
	}
	for _, text := range []string{"", "45", "45.0", "45.000", "45,00", ".50", "-1.00", "+1.00", "1000000000.00", " 1.00"} {
		if got, err := money.ParseDecimal(text); err == nil {
			t.Errorf("ParseDecimal(%q) = %d, want an error", text, got)
		}
	}
}

// Goal: a sum beyond the limit is an error, never another number. Method: values at the edge.
func TestAddIsChecked(t *testing.T) {
	if got, err := money.Max.Add(0); err != nil || got != money.Max {
		t.Errorf("Max + 0 = %d, %v", got, err)
	}
	if got, err := (-money.Max).Add(0); err != nil || got != -money.Max {
		t.Errorf("-Max + 0 = %d, %v", got, err)
	}
	for _, pair := range [][2]money.Cents{{money.Max, 1}, {-money.Max, -1}, {math.MaxInt64, 1}, {1, math.MinInt64}} {
		if got, err := pair[0].Add(pair[1]); !errors.Is(err, money.ErrOverflow) {
			t.Errorf("%d + %d = %d, %v, want ErrOverflow", pair[0], pair[1], got, err)
		}
	}
}

// Goal: a total of many amounts is exact or an error (T21). Method: sums within and beyond the limit.
func TestSumIsChecked(t *testing.T) {
	if got, err := money.Sum(460, -60, 5); err != nil || got != 405 {
		t.Errorf("460 - 60 + 5 = %d, %v", got, err)
	}
	if got, err := money.Sum(money.Max, 1, -2); !errors.Is(err, money.ErrOverflow) || got != 0 {
		t.Errorf("Max + 1 - 2 = %d, %v, want ErrOverflow", got, err)
	}
}

// Goal: so many times an amount is exact or an error. Method: products within and beyond the limit, also those that would not fit
// into 64 bits.
func TestTimesIsChecked(t *testing.T) {
	for _, c := range []struct {
		amount money.Cents
		times  int
		want   money.Cents
		err    error
	}{
		{650, 1000, 650_000, nil}, {-650, 3, -1950, nil}, {650, -3, -1950, nil}, {0, 7, 0, nil}, {7, 0, 0, nil},
		{1, int(money.Max), money.Max, nil}, {money.Max, -1, -money.Max, nil},
		{2, int(money.Max), 0, money.ErrOverflow}, {2, -int(money.Max), 0, money.ErrOverflow}, {-2, int(money.Max), 0, money.ErrOverflow},
		{money.Max, 1 << 40, 0, money.ErrOverflow},
		{10_000, 10_000_000, 0, money.ErrOverflow}, {money.Max + 1, 0, 0, money.ErrOverflow},
	} {
		if got, err := c.amount.Times(c.times); got != c.want || !errors.Is(err, c.err) {
			t.Errorf("%d times %d is %d, %v", c.times, c.amount, got, err)
		}
	}
}

// Goal: no text makes the parser panic, and what it accepts it writes back. Method: fuzzing.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{"20,50", "1.234,56", "-0,01", "€", "1.2.3,4", "€ 20", "20 euro", "EUR20", "20,5", "20.000", "euro€"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := money.Parse(text)
		if err != nil {
			return
		}
		again, err := money.Parse(amount.Plain())
		if err != nil || again != amount {
			t.Fatalf("%q -> %d -> %q -> %d, %v", text, amount, amount.Plain(), again, err)
		}
	})
}
