package web

import (
	"testing"

	"serviziscolastici/shared/school"
)

// Goal: what a list offers can break out of neither a value nor a text, and only the chosen one is chosen. Method: marks and
// quotes in each part, values of other types than text.
func TestOptionsAndRadios(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{string(option("1A", "Classe 1A", "1A")), `<option value="1A" selected>Classe 1A</option>`},
		{string(option(2026, "2026/27", 2025)), `<option value="2026">2026/27</option>`},
		{string(option(`"><script>`, `<b>&`, "")), `<option value="&#34;&gt;&lt;script&gt;">&lt;b&gt;&amp;</option>`},
		{
			string(radio(`a"b`, school.Plain, "In bianco", school.Plain)),
			`<label class="tasto"><input type="radio" name="a&#34;b" value="B" checked><span>In bianco</span></label>`,
		},
		{
			string(radio("stato-A001", `<"`, "<i>", school.Plain)),
			`<label class="tasto"><input type="radio" name="stato-A001" value="&lt;&#34;"><span>&lt;i&gt;</span></label>`,
		},
	} {
		if c.got != c.want {
			t.Errorf("%s, want %s", c.got, c.want)
		}
	}
}
