// Package inject makes DynamoDB calls fail inside the process that makes them: a middleware of the
// SDK, for tests only. It takes the deciders of the proxy and tells the same faults as the SDK would
// after a round trip. What it adds is the death of the process at a call. It needs no other process
// and no connection, so that every call of every operation can fail in turn.
package inject

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"syscall"

	"github.com/aws/aws-sdk-go-v2/aws"
	awsmiddleware "github.com/aws/aws-sdk-go-v2/aws/middleware"
	awshttp "github.com/aws/aws-sdk-go-v2/aws/transport/http"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go/middleware"
	smithyhttp "github.com/aws/smithy-go/transport/http"

	"serviziscolastici/infra/proof/faults/proxy"
)

// Faults are an option of a client: every attempt of its calls is put to the decider. Slow and Hold
// are about time, which a process has no need to spend: they change nothing here.
func Faults(decide proxy.Decider) func(*dynamodb.Options) {
	return func(o *dynamodb.Options) {
		o.APIOptions = append(o.APIOptions, func(stack *middleware.Stack) error {
			// Behind the retries, each of which comes through here again.
			return stack.Finalize.Insert(injector{decide}, "Retry", middleware.After)
		})
	}
}

// Death is what a process dies of at a call.
type Death struct{}

// Survive does something that may die, and reports whether it did.
func Survive(work func()) bool {
	died := false
	func() {
		defer func() {
			switch cause := recover().(type) {
			case nil:
			case Death:
				died = true
			default:
				panic(cause)
			}
		}()
		work()
	}()
	return died
}

// injector is the middleware.
type injector struct{ decide proxy.Decider }

// ID names the middleware in the SDK's stack.
func (injector) ID() string { return "Faults" }

// HandleFinalize lets one attempt happen, or not.
func (i injector) HandleFinalize(
	ctx context.Context, in middleware.FinalizeInput, next middleware.FinalizeHandler,
) (middleware.FinalizeOutput, middleware.Metadata, error) {
	call, err := callOf(ctx, in)
	if err != nil {
		return middleware.FinalizeOutput{}, middleware.Metadata{}, err
	}
	kind := i.decide(call)
	switch kind {
	case proxy.DeathBefore:
		panic(Death{})
	case proxy.Refused:
		return middleware.FinalizeOutput{}, middleware.Metadata{}, reset()
	case proxy.Conflict, proxy.Throttled, proxy.ServerError:
		return middleware.FinalizeOutput{}, middleware.Metadata{}, refusal(call, kind)
	default: // the call goes through
	}
	out, metadata, err := next.HandleFinalize(ctx, in)
	switch kind {
	case proxy.DeathAfter:
		panic(Death{})
	case proxy.Lost:
		return middleware.FinalizeOutput{}, middleware.Metadata{}, reset()
	case proxy.Mixed:
		mix(err)
	default: // the answer too
	}
	return out, metadata, err
}

// callOf is the call as the proxy would see it.
func callOf(ctx context.Context, in middleware.FinalizeInput) (proxy.Call, error) {
	request, is := in.Request.(*smithyhttp.Request)
	if !is {
		return proxy.Call{}, fmt.Errorf("inject: a request of type %T", in.Request)
	}
	body, err := io.ReadAll(request.GetStream())
	if err != nil {
		return proxy.Call{}, fmt.Errorf("inject: %w", err)
	}
	if err := request.RewindStream(); err != nil {
		return proxy.Call{}, fmt.Errorf("inject: %w", err)
	}
	return proxy.Call{
		Operation: awsmiddleware.GetOperationName(ctx), Body: body,
		Invocation: request.Header.Get("Amz-Sdk-Invocation-Id"),
	}, nil
}

// reset is a connection that broke before the reply came, as the SDK tells of it.
func reset() error {
	return &smithyhttp.RequestSendError{Err: &net.OpError{
		Op: "read", Net: "tcp", Err: os.NewSyscallError("read", syscall.ECONNRESET),
	}}
}

// refusal is an answer that says no, as the SDK reads it.
func refusal(call proxy.Call, kind proxy.Kind) error {
	if kind == proxy.ServerError {
		return answered(http.StatusInternalServerError, &types.InternalServerError{Message: aws.String("try again")})
	}
	writes := call.Writes()
	if writes == 0 {
		return answered(http.StatusBadRequest,
			&types.ProvisionedThroughputExceededException{Message: aws.String("slow down")})
	}
	reasons := make([]types.CancellationReason, writes)
	for i := range reasons {
		reasons[i].Code = aws.String("None")
	}
	code := "TransactionConflict"
	if kind == proxy.Throttled {
		code = "ThrottlingError"
	}
	reasons[writes-1] = types.CancellationReason{Code: &code, Message: aws.String("try again")}
	return answered(http.StatusBadRequest, &types.TransactionCanceledException{
		Message:             aws.String("Transaction cancelled for specific reasons [" + code + "]"),
		CancellationReasons: reasons,
	})
}

func answered(status int, cause error) error {
	response := &smithyhttp.Response{Response: &http.Response{StatusCode: status}}
	return &awshttp.ResponseError{ResponseError: &smithyhttp.ResponseError{Response: response, Err: cause}}
}

// mix adds a conflict to a cancellation that a failed condition caused, on an item that is not to
// blame.
func mix(err error) {
	var cancelled *types.TransactionCanceledException
	if !errors.As(err, &cancelled) {
		return
	}
	for i, one := range cancelled.CancellationReasons {
		if aws.ToString(one.Code) == "None" {
			cancelled.CancellationReasons[i] = types.CancellationReason{
				Code: aws.String("TransactionConflict"), Message: aws.String("try again"),
			}
			return
		}
	}
}
