package template_test

import (
	"strings"
	"testing"

	"serviziscolastici/infra/local/template"
)

// Goal: a policy that this machine cannot follow is an error, not a right. Method: one of each.
func TestUnknownRights(t *testing.T) {
	const function = "Resources: { F: { Type: AWS::Serverless::Function, Properties: { CodeUri: f, Policies: [%] } } }"
	for _, policy := range []string{
		"!Ref Missing",
		"{ DynamoDBStreamReadPolicy: { TableName: !Ref T } }",
		"{ Statement: [{ Effect: Deny, Action: dynamodb:GetItem, Resource: !GetAtt T.Arn }] }",
		"{ Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: '*' }] }",
		"{ Statement: [{ Effect: Allow, Action: [dynamodb:GetItem, s3:GetObject], Resource: !GetAtt T.Arn }] }",
		"{ Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt T.Arn, Condition: " +
			"{ StringEquals: { 'dynamodb:Select': COUNT } } }] }",
	} {
		if read, err := template.Read([]byte(strings.Replace(function, "%", policy, 1))); err == nil {
			t.Errorf("%s: %+v", policy, read.Functions[0].Rights)
		}
	}
	const fine = "{ Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: '*' }] }"
	if _, err := template.Read([]byte(strings.Replace(function, "%", fine, 1))); err != nil {
		t.Error(err)
	}
}
