package identity_test

import (
	"strconv"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/identity"
	"serviziscolastici/shared/identity/identitytest"
	"serviziscolastici/shared/problem"
)

// sweep removes what DynamoDB may remove at an instant: every item whose time is over.
func sweep(t *testing.T, table dynamo.Table, at time.Time) int {
	t.Helper()
	page, err := table.Client.Scan(t.Context(), &dynamodb.ScanInput{
		TableName: &table.Name, FilterExpression: aws.String("expires <= :now"),
		ExpressionAttributeValues: dynamo.Attributes{
			":now": &types.AttributeValueMemberN{Value: strconv.FormatInt(at.Unix(), 10)},
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, item := range page.Items {
		key := dynamo.Attributes{"pk": item["pk"], "sk": item["sk"]}
		if _, err := table.Client.DeleteItem(t.Context(), &dynamodb.DeleteItemInput{
			TableName: &table.Name, Key: key,
		}); err != nil {
			t.Fatal(err)
		}
	}
	return len(page.Items)
}

// T13. Goal: a session whose time is over opens nothing, whether DynamoDB has removed its item or not,
// and one that was removed early is just no session. Method: the test plays the removal.
func TestSessionsWhateverTTLDoes(t *testing.T) {
	store, at := sessions(t)
	token := start(t, store)
	*at = now.Add(8*time.Hour + time.Second)
	for _, removed := range []int{0, 2} { // the session and its row in the list
		if removed > 0 {
			if n := sweep(t, store.Table, *at); n != removed {
				t.Errorf("%d items could be removed, want %d", n, removed)
			}
		}
		if _, err := store.Find(t.Context(), token); !problem.Is(err, problem.SignIn) {
			t.Errorf("%d items removed: %v", removed, err)
		}
	}
	*at = now
	early := start(t, store)
	sweep(t, store.Table, now.Add(9*time.Hour))
	if _, err := store.Find(t.Context(), early); !problem.Is(err, problem.SignIn) {
		t.Errorf("removed early: %v", err)
	}
}

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
				sweep(t, b.Pending.Table, *b.at)
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
	if sweep(t, b.Pending.Table, now.Add(time.Hour)) != 1 {
		t.Error("there was no request to remove")
	}
	_, err = b.finish(t)
	identitytest.ExpectRefusal(t, err, identity.NoRequest)
}
