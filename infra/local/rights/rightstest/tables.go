// Package rightstest lets the tests of a function reach their tables with the rights that template.yaml gives it, so
// that what it does seldom is tried with them too. Only tests import it.
package rightstest

import (
	"context"
	"net/http/httptest"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"serviziscolastici/infra/local/rights"
	"serviziscolastici/infra/local/template"
	"serviziscolastici/shared/dynamo"
)

// templateFile is where it is for the tests of a function.
const templateFile = "../../template.yaml"

// Tables returns tables of the emulator, by their names in the template ("CoreTable"), as a function reaches them. A call
// that it has no right to is refused, and fails the test.
func Tables(t testing.TB, function string, tables map[string]dynamo.Table) map[string]dynamo.Table {
	t.Helper()
	declared, err := template.ReadFile(templateFile)
	if err != nil {
		t.Fatal(err)
	}
	for i := range declared.Tables {
		declared.Tables[i].Name = tables[declared.Tables[i].LogicalID].Name
	}
	proxy, err := rights.New(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB"), declared, func(why string) { t.Error(why) })
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(proxy)
	t.Cleanup(server.Close)
	client := dynamodb.New(dynamodb.Options{
		Region: "eu-south-1", BaseEndpoint: &server.URL,
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: function, SecretAccessKey: "test"}, nil
		}),
	})
	reached := make(map[string]dynamo.Table, len(tables))
	for name, table := range tables {
		reached[name] = dynamo.Table{Client: client, Name: table.Name}
	}
	return reached
}
