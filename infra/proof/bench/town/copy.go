package town

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/dynamo"
)

// copied are the keys of what the first class has: they name it or one of its pupils.
var copied = regexp.MustCompile(`\b[BG]?P0000[0-2]\d\b|\bC0000\b`)

// copyClass gives every other class what the first one has, but for one in four the register of today.
func (t *Town) copyClass(ctx context.Context) error {
	today := "DAY#" + fixture.Today().String()
	for _, table := range []dynamo.Table{t.Core, t.Presence, t.Money} {
		items, err := itemsOf(ctx, table)
		if err != nil {
			return err
		}
		err = fixture.InParallel(ctx, t.classes()-1, func(ctx context.Context, before int) error {
			n := before + 1
			names := namesOf(n)
			var rows []types.WriteRequest
			for _, item := range items {
				if text(item["sk"]) == today && strings.HasSuffix(text(item["pk"]), "CLASS#"+fixture.ClassName(0)) && n%4 == 0 {
					continue
				}
				rows = append(rows, types.WriteRequest{PutRequest: &types.PutRequest{Item: renamed(item, names)}})
			}
			return put(ctx, table, rows)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// itemsOf are the items of a table that are the first class's.
func itemsOf(ctx context.Context, table dynamo.Table) ([]map[string]types.AttributeValue, error) {
	var own []map[string]types.AttributeValue
	pages := dynamodb.NewScanPaginator(table.Client, &dynamodb.ScanInput{TableName: &table.Name})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, err
		}
		for _, item := range page.Items {
			if copied.MatchString(text(item["pk"]) + "#" + text(item["sk"])) {
				own = append(own, item)
			}
		}
	}
	return own, nil
}

// namesOf turns the names of the first class into those of the n-th.
func namesOf(n int) *strings.Replacer {
	schoolID, schoolName := schoolOf(n)
	firstID, firstName := schoolOf(0)
	pairs := []string{
		fixture.ClassName(0), fixture.ClassName(n * fixture.ClassSize), className(0), className(n), firstID, schoolID,
		firstName, schoolName,
	}
	for pupil := range fixture.ClassSize {
		pairs = append(pairs, fixture.PupilName(pupil), fixture.PupilName(n*fixture.ClassSize+pupil))
	}
	return strings.NewReplacer(pairs...)
}

// renamed is a copy of an item with other names.
func renamed(item map[string]types.AttributeValue, names *strings.Replacer) map[string]types.AttributeValue {
	whole := make(map[string]types.AttributeValue, len(item))
	for key, value := range item {
		switch value := value.(type) {
		case *types.AttributeValueMemberS:
			whole[names.Replace(key)] = &types.AttributeValueMemberS{Value: names.Replace(value.Value)}
		case *types.AttributeValueMemberM:
			whole[names.Replace(key)] = &types.AttributeValueMemberM{Value: renamed(value.Value, names)}
		default:
			whole[names.Replace(key)] = value
		}
	}
	return whole
}

// put writes items, as many at once as DynamoDB takes.
func put(ctx context.Context, table dynamo.Table, rows []types.WriteRequest) error {
	for some := range slices.Chunk(rows, 25) {
		_, err := table.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{table.Name: some},
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func text(value types.AttributeValue) string {
	if text, is := value.(*types.AttributeValueMemberS); is {
		return text.Value
	}
	return ""
}
