package identity_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/beevik/etree"

	"serviziscolastici/shared/identity"
)

// stamp is what a clock that is wrong by so much writes.
func stamp(off time.Duration) string { return now.Add(off).Format("2006-01-02T15:04:05Z") }

// Goal: a provider's clock may be a minute ahead of ours or behind, whatever time of a message it has
// written, and no more. Method: every time of a Response at both ends of the minute and just beyond.
func TestClocksMayDifferByAMinuteEitherWay(t *testing.T) {
	const minute, beyond = time.Minute, time.Minute + time.Second
	for _, place := range []struct {
		path, name   string
		ahead, after bool // may not be ahead of the end of the minute, may not be after it
		reason       identity.Reason
	}{
		{".", "IssueInstant", true, true, identity.ResponseInstant},
		{inAssertion, "IssueInstant", true, true, identity.AssertionInstant},
		{inData, "NotBefore", true, false, identity.BadConfirmation},
		{inData, "NotOnOrAfter", false, true, identity.BadConfirmation},
		{inConditions, "NotBefore", true, false, identity.BadConditions},
		{inConditions, "NotOnOrAfter", false, true, identity.BadConditions},
		{inAuthn, "AuthnInstant", true, false, identity.BadLevel},
		{inAuthn, "SessionNotOnOrAfter", false, true, identity.BadLevel},
	} {
		try := func(off time.Duration, good bool) {
			m := valid(t)
			m.Edits = append(m.Edits, edit(place.path, place.name, stamp(off)))
			_, err := check(t, m.Field(t), known(t, m.IdP))
			if good && err != nil {
				t.Errorf("%s of %s, %s off: %v", place.name, place.path, off, err)
			}
			if !good && !errors.Is(err, &identity.Refusal{Reason: place.reason}) {
				t.Errorf("%s of %s, %s off: %v, want %s", place.name, place.path, off, err, place.reason)
			}
		}
		try(minute, true)
		try(beyond, !place.ahead)
		try(-minute+time.Second, true)
		try(-beyond, !place.after)
	}
}

// Goal: the same minute holds for a provider whose clock is wrong as a whole, as real ones are.
// Method: a Response all of whose times are off.
func TestProvidersWholeClockMayBeAMinuteOff(t *testing.T) {
	for off, good := range map[time.Duration]bool{
		time.Second: true, -time.Second: true, time.Minute: true, -time.Minute: true,
		time.Minute + time.Second: false, -time.Minute - time.Second: false,
	} {
		m := valid(t)
		m.Edits = append(m.Edits, func(root *etree.Element) {
			for _, element := range root.FindElements("//*") {
				for i, attribute := range element.Attr {
					if at, err := time.Parse(time.RFC3339, attribute.Value); err == nil {
						element.Attr[i].Value = at.Add(off).Format(time.RFC3339)
					}
				}
			}
		})
		if _, err := check(t, m.Field(t), known(t, m.IdP)); (err == nil) != good {
			t.Errorf("a Response %s off: %v", off, err)
		}
	}
}

// Goal: a LogoutRequest counts for five minutes, give or take the minute between the clocks, and not past
// its own end. Method: requests of other times.
func TestLogoutClocks(t *testing.T) {
	idp := usualIdP(t)
	find := func(string) (identity.Provider, error) { return known(t, idp), nil }
	for _, c := range []struct {
		issued time.Duration
		end    string
		good   bool
	}{
		{time.Minute, "", true}, {time.Minute + time.Second, "", false},
		{-6*time.Minute + time.Second, "", true}, {-6 * time.Minute, "", false},
		{0, stamp(-59 * time.Second), true}, {0, stamp(-time.Minute), false}, {0, "never", false},
	} {
		xml := strings.Replace(logoutXML, stamp(0), stamp(c.issued), 1)
		if c.end != "" {
			xml = strings.Replace(xml, " Version=", ` NotOnOrAfter="`+c.end+`" Version=`, 1)
		}
		_, err := portal(t).Logout(identity.LogoutMessage{Query: logoutQuery(t, idp.Key, xml)}, find, free, now)
		if c.good && err != nil || !c.good && !errors.Is(err, &identity.Refusal{Reason: identity.BadLogout}) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// Goal: an assertion that the minute lets in late is not forgotten as used any earlier. Method: its end.
func TestUsedAssertionOutlivesTheTolerance(t *testing.T) {
	m := valid(t)
	m.Edits = append(m.Edits, edit(inConditions, "NotOnOrAfter", stamp(-time.Second)),
		edit(inData, "NotOnOrAfter", stamp(-2*time.Second)))
	assertion, err := check(t, m.Field(t), known(t, m.IdP))
	if want := now.Add(59 * time.Second); err != nil || !assertion.Until.Equal(want) {
		t.Errorf("until %s, %v, want %s", assertion.Until, err, want)
	}
}
