package web

import "testing"

// Goal: what a list offers can break out of neither a value nor a text, and only the chosen one is chosen. Method: marks and
// quotes in each part, values of other types than text.
func TestOptions(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{string(option("1A", "Classe 1A", "1A")), `<option value="1A" selected>Classe 1A</option>`},
		{string(option(2026, "2026/27", 2025)), `<option value="2026">2026/27</option>`},
		{string(option(`"><script>`, `<b>&`, "")), `<option value="&#34;&gt;&lt;script&gt;">&lt;b&gt;&amp;</option>`},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}
