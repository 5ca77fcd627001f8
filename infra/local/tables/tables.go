// Package tables creates the template's tables in the DynamoDB emulator.
package tables

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/local/template"
)

// activeLimit is how long a new table may take until it can be used.
const activeLimit = 20 * time.Second

// Create creates the tables that do not exist yet, with keys, indexes and TTL. A table that
// exists is left as it is: its data survives from the last run.
func Create(ctx context.Context, db *dynamodb.Client, tables []template.Table) error {
	for _, table := range tables {
		if err := create(ctx, db, table); err != nil {
			return fmt.Errorf("create table %s: %w", table.Name, err)
		}
	}
	return nil
}

// Plain declares a table with the keys that all tables have.
func Plain(name string) template.Table {
	return template.Table{
		Name: name, Attributes: []template.Attribute{{Name: "pk", Type: "S"}, {Name: "sk", Type: "S"}},
		Keys: []template.Key{{Name: "pk", Type: "HASH"}, {Name: "sk", Type: "RANGE"}},
	}
}

func create(ctx context.Context, db *dynamodb.Client, table template.Table) error {
	_, err := db.CreateTable(ctx, input(table))
	var exists *types.ResourceInUseException
	if errors.As(err, &exists) {
		return nil
	}
	if err != nil {
		return err
	}
	waiter := dynamodb.NewTableExistsWaiter(db)
	name := &dynamodb.DescribeTableInput{TableName: aws.String(table.Name)}
	if err := waiter.Wait(ctx, name, activeLimit); err != nil {
		return err
	}
	if table.Expiry == "" {
		return nil
	}
	_, err = db.UpdateTimeToLive(ctx, &dynamodb.UpdateTimeToLiveInput{
		TableName: aws.String(table.Name),
		TimeToLiveSpecification: &types.TimeToLiveSpecification{
			AttributeName: aws.String(table.Expiry), Enabled: aws.Bool(true),
		},
	})
	return err
}

func input(table template.Table) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName: aws.String(table.Name), KeySchema: keys(table.Keys),
		BillingMode: types.BillingModePayPerRequest,
	}
	for _, attribute := range table.Attributes {
		in.AttributeDefinitions = append(in.AttributeDefinitions, types.AttributeDefinition{
			AttributeName: aws.String(attribute.Name),
			AttributeType: types.ScalarAttributeType(attribute.Type),
		})
	}
	for _, index := range table.Indexes {
		in.GlobalSecondaryIndexes = append(in.GlobalSecondaryIndexes, types.GlobalSecondaryIndex{
			IndexName: aws.String(index.Name), KeySchema: keys(index.Keys),
			Projection: &types.Projection{
				ProjectionType:   types.ProjectionType(index.Projection.Type),
				NonKeyAttributes: index.Projection.Attributes,
			},
		})
	}
	return in
}

func keys(schema []template.Key) []types.KeySchemaElement {
	var elements []types.KeySchemaElement
	for _, key := range schema {
		elements = append(elements, types.KeySchemaElement{
			AttributeName: aws.String(key.Name), KeyType: types.KeyType(key.Type),
		})
	}
	return elements
}
