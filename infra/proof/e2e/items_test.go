package e2e_test

import (
	"fmt"
	"testing"

	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// storedItems is every item of people, presences and money, as text by table and key.
func storedItems(t *testing.T) map[string]string {
	t.Helper()
	items := map[string]string{}
	for _, id := range []string{"CoreTable", "LedgerTable", "PresenceTable"} {
		table := portal.Table(id)
		pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{TableName: &table.Name})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			for _, item := range page.Items {
				var plain map[string]any
				if err := attributevalue.UnmarshalMap(item, &plain); err != nil {
					t.Fatal(err)
				}
				items[fmt.Sprint(id, " ", plain["pk"], " ", plain["sk"])] = fmt.Sprint(plain)
			}
		}
	}
	return items
}
