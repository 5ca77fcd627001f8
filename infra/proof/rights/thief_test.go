package rights_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"

	"serviziscolastici/infra/local/rights"
	"serviziscolastici/infra/local/tables"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/dynamo"
)

// fixture is the template's tables on the emulator, behind the proxy of its rights.
type fixture struct {
	names      map[string]string // "Core" to the table's name
	proxy      string            // address
	attributes []string          // of all items
}

func prepare(t *testing.T, declared *template.Template) fixture {
	t.Helper()
	emulator := os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")
	if emulator == "" {
		t.Fatal(`this test needs the DynamoDB emulator: "make test" starts it`)
	}
	w := fixture{names: map[string]string{}, attributes: attributes(t)}
	for i := range declared.Tables {
		table := &declared.Tables[i]
		table.Name = "test-" + rand.Text()
		w.names[strings.TrimSuffix(table.LogicalID, "Table")] = table.Name
	}
	if err := tables.Create(t.Context(), client(emulator, "test"), declared.Tables); err != nil {
		t.Fatal(err)
	}
	proxy, err := rights.New(emulator, declared, func(string) {})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	w.proxy = server.URL
	return w
}

// client calls with the rights of a function, which an access key of its name has.
func client(address, function string) *dynamodb.Client {
	return dynamodb.New(dynamodb.Options{
		Region: "eu-south-1", BaseEndpoint: &address,
		HTTPClient: http.DefaultClient, // one for the thousands of thieves, not idle connections of each
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: function, SecretAccessKey: "test"}, nil
		}),
	})
}

// attributes returns the names of all attributes that items have.
func attributes(t *testing.T) []string {
	t.Helper()
	tag, names := regexp.MustCompile(`dynamodbav:"(\w+)`), map[string]bool{}
	err := filepath.WalkDir("../../../shared", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".go") {
			return err
		}
		text, err := os.ReadFile(path)
		for _, found := range tag.FindAllStringSubmatch(string(text), -1) {
			names[found[1]] = true
		}
		return err
	})
	if err != nil || len(names) < 50 {
		t.Fatalf("%d attributes, %v", len(names), err)
	}
	delete(names, "pk")
	delete(names, "sk")
	return slices.Sorted(maps.Keys(names))
}

// allowed tells a refusal for want of a right from success. Anything else is a mistake of this test.
func allowed(t *testing.T, err error) bool {
	t.Helper()
	var refused smithy.APIError
	if errors.As(err, &refused) && refused.ErrorCode() == "AccessDeniedException" {
		return false
	}
	if err != nil {
		t.Fatalf("neither done nor refused: %v", err)
	}
	return true
}

// actsOf names what a function can do with the items of a partition, "" for nothing. The kinds of item in it are
// alike: IAM does not know the sort key.
func (w fixture) actsOf(t *testing.T, function, partition string, kinds map[string]dynamo.Key) string {
	t.Helper()
	table, _, _ := strings.Cut(partition, " ")
	found := map[string]bool{}
	for _, key := range kinds {
		found[thief{client(w.proxy, function), w.names[table], key}.acts(t, w.attributes)] = true
	}
	if len(found) != 1 {
		t.Fatalf("%s, %s: kinds of one partition differ: %v", function, partition, slices.Sorted(maps.Keys(found)))
	}
	return slices.Collect(maps.Keys(found))[0]
}

// thief is somebody who has a function's rights and wants an item.
type thief struct {
	db    *dynamodb.Client
	table string
	key   dynamo.Key
}

// acts tries everything and names what succeeded.
func (x thief) acts(t *testing.T, attributes []string) string {
	t.Helper()
	ctx := t.Context()
	var done []string
	try := func(act string, singly, together error) {
		ok := allowed(t, singly)
		if allowed(t, together) != ok {
			t.Fatalf("%s of %v: one way only", act, x.key)
		}
		if ok {
			done = append(done, act)
		}
	}
	_, err := x.db.GetItem(ctx, &dynamodb.GetItemInput{TableName: &x.table, Key: x.key.Attributes()})
	_, together := x.db.TransactGetItems(ctx, &dynamodb.TransactGetItemsInput{
		TransactItems: []types.TransactGetItem{{Get: &types.Get{TableName: &x.table, Key: x.key.Attributes()}}},
	})
	try("read", err, together)
	err = x.list(ctx, "pk = :pk")
	try("list", err, err)
	_, err = x.db.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
		x.table: {Keys: []map[string]types.AttributeValue{x.key.Attributes()}},
	}})
	try("batch", err, err)
	err = x.transact(ctx, types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName: &x.table, Key: x.key.Attributes(), ConditionExpression: aws.String("attribute_not_exists(invented)"),
	}})
	try("check", err, err)
	_, err = x.db.PutItem(ctx, &dynamodb.PutItemInput{TableName: &x.table, Item: x.key.Attributes()})
	try("put", err, x.transact(ctx, types.TransactWriteItem{
		Put: &types.Put{TableName: &x.table, Item: x.key.Attributes()},
	}))
	done = append(done, x.updates(t, attributes)...)
	_, err = x.db.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &x.table, Key: x.key.Attributes()})
	try("delete", err, x.transact(ctx, types.TransactWriteItem{
		Delete: &types.Delete{TableName: &x.table, Key: x.key.Attributes()},
	}))
	return strings.Join(done, " ")
}

func (x thief) list(ctx context.Context, condition string) error {
	_, err := x.db.Query(ctx, &dynamodb.QueryInput{
		TableName: &x.table, KeyConditionExpression: &condition,
		ExpressionAttributeValues: dynamo.Attributes{":pk": &types.AttributeValueMemberS{Value: x.key.PK}},
	})
	return err
}

func (x thief) transact(ctx context.Context, write types.TransactWriteItem) error {
	_, err := x.db.TransactWriteItems(ctx, &dynamodb.TransactWriteItemsInput{
		TransactItems: []types.TransactWriteItem{write},
	})
	return err
}

// updates names the attributes that the thief can change, all of them or some.
func (x thief) updates(t *testing.T, attributes []string) []string {
	t.Helper()
	if !x.changes(t, "") {
		return nil
	}
	if x.changes(t, "invented") {
		return []string{"update"}
	}
	some := slices.DeleteFunc(slices.Clone(attributes), func(name string) bool { return !x.changes(t, name) })
	return []string{"update(" + strings.Join(some, ",") + ")"}
}

// changes reports whether the thief can change an attribute; "" makes an item without any.
func (x thief) changes(t *testing.T, attribute string) bool {
	t.Helper()
	one := &types.Update{TableName: &x.table, Key: x.key.Attributes()}
	if attribute == "" { // The call alone can do without an expression.
		_, err := x.db.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{TableName: one.TableName, Key: one.Key})
		return allowed(t, err)
	}
	one.UpdateExpression, one.ExpressionAttributeNames = aws.String("SET #a = :v"), map[string]string{"#a": attribute}
	one.ExpressionAttributeValues = dynamo.Attributes{":v": &types.AttributeValueMemberS{Value: "stolen"}}
	_, err := x.db.UpdateItem(t.Context(), &dynamodb.UpdateItemInput{
		TableName: one.TableName, Key: one.Key, UpdateExpression: one.UpdateExpression,
		ExpressionAttributeNames:  one.ExpressionAttributeNames,
		ExpressionAttributeValues: one.ExpressionAttributeValues,
	})
	ok := allowed(t, err)
	if allowed(t, x.transact(t.Context(), types.TransactWriteItem{Update: one})) != ok {
		t.Fatalf("update of %v: one way only", x.key)
	}
	return ok
}

// wholesale are calls that name no item, or leave it to the answer which one it is.
func (w fixture) wholesale(t *testing.T, function, table string) map[string]func() error {
	t.Helper()
	ctx, db, name := t.Context(), client(w.proxy, function), w.names[table]
	key := dynamo.Key{PK: "A#c_h501#p1", SK: "~ACC"}
	return map[string]func() error{
		"scan": func() error {
			_, err := db.Scan(ctx, &dynamodb.ScanInput{TableName: &name})
			return err
		},
		"describe": func() error {
			_, err := db.DescribeTable(ctx, &dynamodb.DescribeTableInput{TableName: &name})
			return err
		},
		"delete": func() error {
			_, err := db.DeleteTable(ctx, &dynamodb.DeleteTableInput{TableName: &name})
			return err
		},
		"write a batch into": func() error {
			put := types.WriteRequest{PutRequest: &types.PutRequest{Item: key.Attributes()}}
			_, err := db.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
				RequestItems: map[string][]types.WriteRequest{name: {put}},
			})
			return err
		},
		"question": func() error {
			_, err := db.ExecuteStatement(ctx, &dynamodb.ExecuteStatementInput{
				Statement: aws.String(`SELECT * FROM "` + name + `" WHERE pk = '` + key.PK + `'`),
			})
			return err
		},
		"list by another name": func() error { return thief{db, name, key}.list(ctx, "sk = :pk") },
	}
}
