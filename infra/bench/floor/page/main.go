// Command page is the least that an account page can be: one query and one template, without
// session, authorisation, layout or language of its own.
package main

import (
	"context"
	"fmt"
	"html/template"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-lambda-go/events"
	"github.com/aws/aws-lambda-go/lambda"
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

const layout = `<!doctype html><title>Conto</title><table>{{range .}}
<tr>{{range $name, $value := .}}<td>{{$name}}: {{$value}}{{end}}{{end}}</table>`

func main() {
	page := template.Must(template.New("page").Parse(layout))
	client := dynamodb.New(dynamodb.Options{
		Region: os.Getenv("AWS_REGION"), BaseEndpoint: aws.String(os.Getenv("AWS_ENDPOINT_URL_DYNAMODB")),
		Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
			return aws.Credentials{AccessKeyID: "local", SecretAccessKey: "local"}, nil
		}),
	})
	query := &dynamodb.QueryInput{
		TableName: aws.String(os.Getenv("LEDGER_TABLE")), KeyConditionExpression: aws.String("pk = :pk"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":pk": &types.AttributeValueMemberS{Value: os.Getenv("BENCH_ACCOUNT")},
		},
		ConsistentRead: aws.Bool(true),
	}
	lambda.Start(func(ctx context.Context) (events.APIGatewayV2HTTPResponse, error) {
		answer, err := client.Query(ctx, query)
		if err != nil {
			return events.APIGatewayV2HTTPResponse{}, err
		}
		var body strings.Builder
		err = page.Execute(&body, rows(answer.Items))
		return events.APIGatewayV2HTTPResponse{StatusCode: http.StatusOK, Body: body.String()}, err
	})
}

func rows(items []map[string]types.AttributeValue) []map[string]string {
	var list []map[string]string
	for _, item := range items {
		row := map[string]string{}
		for name, value := range item {
			row[name] = fmt.Sprint(value)
		}
		list = append(list, row)
	}
	return list
}
