package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"

	"serviziscolastici/shared/invocation"
)

// metered has every call count, with its units, in the record of the work that makes it.
func metered(stack *middleware.Stack) error {
	return stack.Initialize.Add(middleware.InitializeMiddlewareFunc("Metered", func(
		ctx context.Context, in middleware.InitializeInput, next middleware.InitializeHandler,
	) (middleware.InitializeOutput, middleware.Metadata, error) {
		if !invocation.Counts(ctx) {
			return next.HandleInitialize(ctx, in)
		}
		askUnits(in.Parameters)
		out, metadata, err := next.HandleInitialize(ctx, in)
		reads, writes := units(out.Result)
		invocation.Call(ctx, reads, writes)
		return out, metadata, err
	}), middleware.Before)
}

// askUnits asks a call to tell what it uses.
func askUnits(input any) {
	const total = types.ReturnConsumedCapacityTotal
	switch call := input.(type) {
	case *dynamodb.GetItemInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.QueryInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.BatchGetItemInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.PutItemInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.UpdateItemInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.DeleteItemInput:
		call.ReturnConsumedCapacity = total
	case *dynamodb.TransactWriteItemsInput:
		call.ReturnConsumedCapacity = total
	}
}

// units are the read and the write units that a call used; none when it failed.
func units(output any) (reads, writes float64) {
	switch answer := output.(type) {
	case *dynamodb.GetItemOutput:
		return used(answer.ConsumedCapacity), 0
	case *dynamodb.QueryOutput:
		return used(answer.ConsumedCapacity), 0
	case *dynamodb.BatchGetItemOutput:
		return usedByAll(answer.ConsumedCapacity), 0
	case *dynamodb.PutItemOutput:
		return 0, used(answer.ConsumedCapacity)
	case *dynamodb.UpdateItemOutput:
		return 0, used(answer.ConsumedCapacity)
	case *dynamodb.DeleteItemOutput:
		return 0, used(answer.ConsumedCapacity)
	case *dynamodb.TransactWriteItemsOutput:
		return 0, usedByAll(answer.ConsumedCapacity)
	default:
		return 0, 0
	}
}

func used(capacity *types.ConsumedCapacity) float64 {
	if capacity == nil || capacity.CapacityUnits == nil {
		return 0
	}
	return *capacity.CapacityUnits
}

func usedByAll(tables []types.ConsumedCapacity) float64 {
	total := 0.0
	for _, one := range tables {
		total += used(&one)
	}
	return total
}
