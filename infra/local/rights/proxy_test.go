package rights_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"serviziscolastici/infra/local/rights"
	"serviziscolastici/infra/local/template"
)

const declared = `
Resources:
  Table: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }],
    KeySchema: [{ AttributeName: pk, KeyType: HASH }] } }
  Other: { Type: AWS::DynamoDB::Table, Properties: { AttributeDefinitions: [{ AttributeName: pk, AttributeType: S }],
    KeySchema: [{ AttributeName: pk, KeyType: HASH }] } }
  Some:
    Type: AWS::IAM::ManagedPolicy
    Properties:
      PolicyDocument:
        Statement:
          - Effect: Allow
            Action: [dynamodb:GetItem, dynamodb:PutItem, dynamodb:ConditionCheckItem]
            Resource: !GetAtt Table.Arn
            Condition: { ForAllValues:StringLike: { 'dynamodb:LeadingKeys': ['F#*', 'W', 'P#*#?'] },
              ForAllValues:StringNotLike: { 'dynamodb:LeadingKeys': ['F#*#*', 'F#no*'] } }
  Reader: { Type: AWS::Serverless::Function, Properties: { CodeUri: reader, Policies: [{ Statement: [{ Effect: Allow,
    Action: [dynamodb:GetItem, dynamodb:Query, dynamodb:BatchGetItem], Resource: !GetAtt Table.Arn,
    Condition: { ForAllValues:StringLike: { 'dynamodb:LeadingKeys': 'a*' } } }] }] } }
  Keeper: { Type: AWS::Serverless::Function, Properties: { CodeUri: keeper,
    Policies: [!Ref Some,
      { Statement: [{ Effect: Allow, Action: dynamodb:DeleteItem, Resource: !GetAtt Other.Arn }] }] } }
  Toucher: { Type: AWS::Serverless::Function, Properties: { CodeUri: toucher, Policies: [{ Statement: [{ Effect: Allow,
    Action: dynamodb:UpdateItem, Resource: !GetAtt Table.Arn, Condition: {
      ForAllValues:StringEquals: { 'dynamodb:Attributes': [pk, sk, seen] },
      StringEqualsIfExists: { 'dynamodb:ReturnValues': NONE } } }] }] } }
`

// Goal: a function does what template.yaml lets it do and nothing else: another action, table or key, a part
// of a transaction or batch, another attribute than those it may change, a call that cannot be judged and a caller
// without a name are refused as DynamoDB refuses them, and told.
// Method: calls of both functions, with a server in place of DynamoDB.
func TestProxy(t *testing.T) {
	read, err := template.Read([]byte(declared))
	if err != nil {
		t.Fatal(err)
	}
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(w, r.Body)
	}))
	defer upstream.Close()
	var refused []string
	proxy, err := rights.New(upstream.URL, read, func(why string) { refused = append(refused, why) })
	if err != nil {
		t.Fatal(err)
	}
	table, other := read.Tables[1].Name, read.Tables[0].Name
	query := func(table, condition, partition string) string {
		return `{"TableName":"` + table + `","KeyConditionExpression":"` + condition + `","ExpressionAttributeNames":` +
			`{"#p":"pk"},"ExpressionAttributeValues":{":pk":{"S":"` + partition + `"},":other":{"S":"b"},":sk":{"S":"a"}}}`
	}
	update := func(expression, condition, more string) string {
		return `{` + more + `"TableName":"T","Key":{"pk":{"S":"a"},"sk":{"N":"1"}},"UpdateExpression":"` + expression +
			`","ConditionExpression":"` + condition + `","ExpressionAttributeNames":{"#s":"seen","#o":"other"},` +
			`"ExpressionAttributeValues":{":x":{"N":"1"},":y":{"M":{"seen":{"S":"a"}}}}}`
	}
	const check = `{"ConditionCheck":{"TableName":"T","Key":{"pk":{"S":"F#1"}}}}`
	for _, c := range []struct {
		function, operation, body string
		allowed                   bool
	}{
		{"reader", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"a"}}}`, true},
		{"reader", "Query", query("T", "pk = :pk", "a"), true},
		{"reader", "Query", query("T", "pk = :pk AND begins_with(sk, :sk)", "ab"), true},
		{"reader", "Query", query("T", "#p = :pk", "a"), true},
		{"reader", "Query", query("T", "#p = :pk", "b"), false},
		{"reader", "Query", query("T", "pk = :other", "a"), false},
		{"reader", "Query", query("O", "pk = :pk", "a"), false},
		{"reader", "Query", `{"TableName":"T","ExpressionAttributeValues":{":pk":{"S":"a"}}}`, false},
		{"reader", "Query", strings.Replace(query("T", "pk = :pk", "a"), "{", `{"IndexName":"i",`, 1), false},
		{"reader", "ExecuteStatement", `{"Statement":"SELECT * FROM T"}`, false},
		{"reader", "BatchGetItem", `{"RequestItems":{"T":{"Keys":[{"pk":{"S":"a"}}]}}}`, true},
		{"reader", "BatchGetItem", `{"RequestItems":{"T":{"Keys":[{"pk":{"S":"a"}},{"pk":{"S":"b"}}]}}}`, false},
		{"reader", "BatchGetItem", `{"RequestItems":{"T":{"Keys":[{"pk":{"S":"a"}}]},"O":{"Keys":[{"pk":{"S":"a"}}]}}}`, false},
		{"reader", "PutItem", `{"TableName":"T","Item":{"pk":{"S":"a"}}}`, false},
		{"reader", "TransactGetItems", `{"TransactItems":[{"Get":{"TableName":"T","Key":{"pk":{"S":"a"}}}}]}`, true},
		{"stranger", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"a"}}}`, false},
		{"", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"a"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"F#1"}}}`, true},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"W"}}}`, true},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"W#1"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"S#1"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T"}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"F#1#2"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"F#nothing"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"P#1#2"}}}`, true},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"P#1#"}}}`, false},
		{"keeper", "GetItem", `{"TableName":"T","Key":{"pk":{"S":"P#1#22"}}}`, false},
		{"keeper", "PutItem", `{"TableName":"T","Item":{"pk":{"S":"F#1"}},"Key":{"pk":{"S":"F#1"}}}`, true},
		{"keeper", "PutItem", `{"TableName":"T","Item":{"pk":{"S":"S#1"}},"Key":{"pk":{"S":"F#1"}}}`, false},
		{"keeper", "DeleteItem", `{"TableName":"O","Key":{"pk":{"S":"S#1"}}}`, true},
		{"keeper", "DeleteItem", `{"TableName":"T","Key":{"pk":{"S":"F#1"}}}`, false},
		{"keeper", "Scan", `{"TableName":"T"}`, false},
		{"keeper", "TransactWriteItems", `{"TransactItems":[` + check + `]}`, true},
		{"keeper", "TransactWriteItems", `{"TransactItems":[` + check +
			`,{"Update":{"TableName":"T","Key":{"pk":{"S":"F#1"}}}}]}`, false},
		{"keeper", "TransactWriteItems", `{"TransactItems":[` + check +
			`,{"Put":{"TableName":"T","Item":{"pk":{"S":"S#1"}}}}]}`, false},
		{"keeper", "BatchWriteItem", `{"RequestItems":{"O":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}]}}`, false},
		{"keeper", "GetItem", `nonsense`, false},
		{"toucher", "UpdateItem", update("SET seen = :x", "attribute_exists(pk)", ""), true},
		{"toucher", "UpdateItem", update("SET #s = :x", "size(#s) > :x AND NOT seen IN (:y)", ""), true},
		{"toucher", "UpdateItem", update("SET seen[0].x = :x REMOVE seen.y", "", ""), true},
		{"toucher", "UpdateItem", update("", "", ""), true},
		{"toucher", "UpdateItem", update("SET #o = :x", "", ""), false},
		{"toucher", "UpdateItem", update("SET seen = :x, #o = :x", "", ""), false},
		{"toucher", "UpdateItem", update("SET seen = if_not_exists(other, :x)", "", ""), false},
		{"toucher", "UpdateItem", update("SET seen = :x ADD other :x", "", ""), false},
		{"toucher", "UpdateItem", update("SET seen = :x", "attribute_exists(#o)", ""), false},
		{"toucher", "UpdateItem", update("SET seen = :x", "other = :x", ""), false},
		{"toucher", "UpdateItem", update("SET #unnamed = :x", "", ""), false},
		{"toucher", "UpdateItem", update("SET seen = :x", "", `"ReturnValues":"NONE",`), true},
		{"toucher", "UpdateItem", update("SET seen = :x", "", `"ReturnValues":"ALL_NEW",`), false},
		{"toucher", "UpdateItem", update("SET seen = :x", "pk = :x", `"ReturnValuesOnConditionCheckFailure":"ALL_OLD",`), false},
		{"toucher", "UpdateItem", update("", "", `"AttributeUpdates":{"other":{"Action":"DELETE"}},`), false},
		{"toucher", "TransactWriteItems", `{"TransactItems":[{"Update":` + update("SET seen = :x", "", "") + `}]}`, true},
		{"toucher", "TransactWriteItems", `{"TransactItems":[{"Update":` + update("SET #o = :x", "", "") + `}]}`, false},
	} {
		refused = nil
		body := strings.NewReplacer(`"T"`, `"`+table+`"`, `"O"`, `"`+other+`"`).Replace(c.body)
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		request.Header.Set("X-Amz-Target", "DynamoDB_20120810."+c.operation)
		request.Header.Set("Authorization", "AWS4-HMAC-SHA256 Credential="+c.function+"/20261122/eu-south-1/dynamodb/aws4_request")
		answer := httptest.NewRecorder()
		proxy.ServeHTTP(answer, request)
		if (answer.Code == http.StatusOK) != c.allowed || (len(refused) == 0) != c.allowed {
			t.Errorf("%s %s %s: %d %s", c.function, c.operation, c.body, answer.Code, answer.Body)
		}
		if c.allowed && answer.Body.String() != body || !c.allowed && !strings.Contains(answer.Body.String(), "AccessDeniedException") {
			t.Errorf("%s %s: answered %s", c.function, c.operation, answer.Body)
		}
	}
}
