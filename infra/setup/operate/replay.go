package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/pagopa"
)

// since returns pagoPA's receipts that the table in use has and the one that was brought back has not: they came
// after the moment to which it goes back.
func (r restoration) since(ctx context.Context, made string) ([]pagopa.ReceiptMessage, error) {
	before, err := r.receipts(ctx, made)
	if err != nil {
		return nil, err
	}
	now, err := r.receipts(ctx, r.inUse)
	if err != nil {
		return nil, err
	}
	var came []pagopa.ReceiptMessage
	table := dynamo.Table{Client: r.client, Name: r.inUse}
	for key := range now {
		if before[key] {
			continue
		}
		var stored billing.StoredReceipt
		if err := table.Get(ctx, key, &stored); err != nil {
			return nil, fmt.Errorf("read a receipt: %w", err)
		}
		raw, err := plain(stored.Raw)
		if err != nil {
			return nil, err
		}
		came = append(came, pagopa.ReceiptMessage{
			Version: pagopa.ReceiptMessageVersion, ReceivedAt: stored.At, Receipt: stored.Receipt, Raw: raw,
		})
	}
	return came, nil
}

// receipts are the keys of a table's stored receipts.
func (r restoration) receipts(ctx context.Context, table string) (map[dynamo.Key]bool, error) {
	pages := dynamodb.NewScanPaginator(r.client, &dynamodb.ScanInput{
		TableName: &table, ConsistentRead: aws.Bool(true), ProjectionExpression: aws.String("pk, sk"),
		FilterExpression: aws.String("begins_with(pk, :receipt)"),
		ExpressionAttributeValues: map[string]types.AttributeValue{
			":receipt": &types.AttributeValueMemberS{Value: "R#"},
		},
	})
	keys := map[dynamo.Key]bool{}
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, fmt.Errorf("look for receipts in %s: %w", table, err)
		}
		var found []dynamo.Key
		if err := attributevalue.UnmarshalListOfMaps(page.Items, &found); err != nil {
			return nil, err
		}
		for _, key := range found {
			keys[key] = true
		}
	}
	return keys, nil
}

// replay gives receipts to their queue again, as the station did when they came.
func (r restoration) replay(ctx context.Context, came []pagopa.ReceiptMessage) error {
	if len(came) == 0 {
		return nil
	}
	queue, err := r.output("ReceiptsQueueUrl")
	if err != nil {
		return err
	}
	client, err := r.sqs()
	if err != nil {
		return err
	}
	for _, message := range came {
		body, err := json.Marshal(message)
		if err != nil {
			return err
		}
		if _, err := client.SendMessage(ctx, &sqs.SendMessageInput{
			QueueUrl: &queue, MessageBody: aws.String(string(body)),
		}); err != nil {
			return fmt.Errorf("give receipt %s to its queue again: %w", message.Receipt.ReceiptID, err)
		}
	}
	r.say("%d receipts that came since are in their queue again.", len(came))
	return nil
}

// plain decompresses a kept message.
func plain(raw []byte) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("read a kept message: %w", err)
	}
	return io.ReadAll(reader)
}
