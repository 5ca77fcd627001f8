package identity_test

import (
	"testing"
	"time"

	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
)

// T13. Goal: an answer counts once and in time, whether the marks that expired are still there or not.
// Method: the same answer again, and the same assertion for another request, each with and without the
// removal of what has expired, at the last moment at which the assertion holds and after it.
func TestLoginWhateverTTLDoes(t *testing.T) {
	for _, removed := range []bool{false, true} {
		for _, later := range []time.Duration{time.Second, 4 * time.Minute, 6 * time.Minute, 20 * time.Minute} {
			b := begin(t)
			if _, err := b.finish(t); err != nil {
				t.Fatal(err)
			}
			*b.at = now.Add(later)
			if removed {
				dynamotest.Sweep(t, b.Pending.Table, *b.at)
			}
			if _, err := b.finish(t); err == nil {
				t.Errorf("the answer counts twice after %s, removed %t", later, removed)
			}
			request, err := b.Begin(t.Context(), identity.Departure{
				Provider: b.message.IdP.EntityID, Browser: b.browser,
			})
			if err != nil {
				t.Fatal(err)
			}
			b.request, b.message.InResponseTo = request, request.ID
			if _, err := b.finish(t); err == nil {
				t.Errorf("the assertion counts twice after %s, removed %t", later, removed)
			}
		}
	}
}

// T13. Goal: a request that waited too long is refused, and one that was removed early is unknown; neither
// opens anything. Method: an answer to each.
func TestPendingLoginWhateverTTLDoes(t *testing.T) {
	b := begin(t)
	*b.at = now.Add(15 * time.Minute)
	_, err := b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
	b = begin(t)
	if dynamotest.Sweep(t, b.Pending.Table, now.Add(time.Hour)) != 1 {
		t.Error("there was no request to remove")
	}
	_, err = b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
}
