// Command page is the least that an account page can be: the reads of the account page as bare calls
// of the SDK, in the same three steps, and the same layout around a table of the same movements. It
// decodes nothing but the texts that it shows, authorises nobody and computes nothing.
package main

import (
	"context"
	"embed"
	"errors"
	"net/http"
	"os"
	"sync"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/web"
)

//go:embed pages/*.html
var pages embed.FS

// movement is one row of the page.
type movement struct{ Day, Kind, Key, Amount, Balance string }

// floor reads what the account page reads.
type floor struct {
	client                    *dynamodb.Client
	core, ledger, ops         string // tables
	tenant, guardian, session string
	pupil                     string
	site                      *web.Site
}

func main() {
	env, log := lambdahost.ReadEnv(), lambdahost.Log()
	parsed, err := web.NewPages(pages, "pages/*.html")
	if err != nil {
		lambdahost.Fail(log, err)
	}
	f := floor{
		client: dynamo.NewClient(env.AWS("DYNAMODB")), core: os.Getenv("CORE_TABLE"),
		ledger: os.Getenv("LEDGER_TABLE"), ops: os.Getenv("OPS_TABLE"), tenant: os.Getenv("BENCH_TENANT"),
		guardian: os.Getenv("BENCH_GUARDIAN"), session: os.Getenv("BENCH_SESSION"), pupil: os.Getenv("BENCH_PUPIL"),
		site: &web.Site{Clock: env.Clock(), Log: log, Pages: parsed},
	}
	lambdahost.ServeHTTP(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f.serve(w, r); err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
		}
	}))
}

func (f floor) serve(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	if _, err := f.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName: &f.ops, Key: dynamo.Session(f.session).Attributes(), ConsistentRead: aws.Bool(true),
	}); err != nil {
		return err
	}
	links := dynamo.GuardianPupils(f.guardian, f.tenant)
	if _, err := f.query(ctx, f.core, links.PK, links.Prefix); err != nil {
		return err
	}
	account, notices := dynamo.Account(f.tenant, f.pupil), dynamo.Notices(f.tenant, f.guardian)
	tariffs := dynamo.TariffsOfYear(f.tenant, f.site.Clock.Today().SchoolYear())
	enrolments := dynamo.Pupil(f.tenant, f.pupil)
	var items []map[string]types.AttributeValue
	var failures [4]error
	var calls sync.WaitGroup
	calls.Go(func() { items, failures[0] = f.query(ctx, f.ledger, account.PK, "E#") })
	calls.Go(func() { _, failures[1] = f.query(ctx, f.ledger, notices.PK, notices.Prefix) })
	calls.Go(func() { _, failures[2] = f.query(ctx, f.core, tariffs.PK, tariffs.Prefix) })
	calls.Go(func() { _, failures[3] = f.query(ctx, f.core, enrolments.PK, "ENR#") })
	calls.Wait()
	if err := errors.Join(failures[:]...); err != nil {
		return err
	}
	town := municipality.Municipality{ID: f.tenant, Name: "Comune di Prova"}
	visit := web.Visit{Municipality: town, Now: f.site.Clock()}
	return f.site.Render(w, r, visit, web.Page{Title: "Conto", Template: "movements", Data: rows(items)})
}

func (f floor) query(ctx context.Context, table, pk, prefix string) ([]map[string]types.AttributeValue, error) {
	answer, err := f.client.Query(ctx, &dynamodb.QueryInput{
		TableName: &table, ConsistentRead: aws.Bool(true),
		KeyConditionExpression: aws.String("pk = :pk AND begins_with(sk, :prefix)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":pk": &types.AttributeValueMemberS{Value: pk}, ":prefix": &types.AttributeValueMemberS{Value: prefix},
		},
	})
	if err != nil {
		return nil, err
	}
	return answer.Items, nil
}

func rows(items []map[string]types.AttributeValue) []movement {
	var list []movement
	for _, item := range items {
		amount := text(item["amount"])
		list = append(list, movement{text(item["day"]), text(item["kind"]), text(item["sk"]), amount, amount})
	}
	return list
}

func text(value types.AttributeValue) string {
	switch value := value.(type) {
	case *types.AttributeValueMemberS:
		return value.Value
	case *types.AttributeValueMemberN:
		return value.Value
	default:
		return ""
	}
}
