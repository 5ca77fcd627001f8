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
		"{ DynamoDBReadPolicy: { TableName: !Ref T } }",
		"{ Statement: [{ Effect: Deny, Action: dynamodb:GetItem, Resource: !GetAtt T.Arn }] }",
		"{ Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: '*' }] }",
		"{ Statement: [{ Effect: Allow, Action: [dynamodb:GetItem, s3:GetObject], Resource: !GetAtt T.Arn }] }",
		"{ Statement: [{ Effect: Allow, Action: dynamodb:GetItem, Resource: !GetAtt T.Arn, Condition: " +
			"{ StringEquals: { 'dynamodb:Select': COUNT } } }] }",
		limited("GetItem", "ForAllValues:StringEquals: { 'dynamodb:Attributes': [pk, a] }"),
		limited("PutItem", "ForAllValues:StringEquals: { 'dynamodb:Attributes': [pk, a] }"),
		limited("UpdateItem", "ForAllValues:StringLike: { 'dynamodb:Attributes': [a*] }"),
		limited("UpdateItem", "StringEquals: { 'dynamodb:ReturnValues': NONE }"),
		limited("UpdateItem", "ForAnyValue:StringLike: { 'dynamodb:LeadingKeys': ['A#*'] }"),
		limited("UpdateItem", "ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['A#*'], 'aws:userid': ['x'] }"),
		limited("Scan", "ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['A#*'] }"),
		limited("Get*", "ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['A#*'] }"),
		limited("*", "ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['A#*'] }"),
		limited("BatchWriteItem", "ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['A#*'] }"),
	} {
		if read, err := template.Read([]byte(strings.Replace(function, "%", policy, 1))); err == nil {
			t.Errorf("%s: %+v", policy, read.Functions[0].Rights)
		}
	}
	for _, fine := range []string{
		limited("UpdateItem", "ForAllValues:StringEquals: { 'dynamodb:Attributes': [pk, a] }"),
		limited("Query", "ForAllValues:StringNotLike: { 'dynamodb:LeadingKeys': A# }"),
		"{ Statement: [{ Effect: Allow, Action: 's3:GetObject', Resource: '*' }] }",
	} {
		if _, err := template.Read([]byte(strings.Replace(function, "%", fine, 1))); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
}

// limited is a policy with one action and condition.
func limited(action, condition string) string {
	return "{ Statement: [{ Effect: Allow, Action: 'dynamodb:" + action + "', Resource: !GetAtt T.Arn, Condition: { " +
		condition + " } }] }"
}
