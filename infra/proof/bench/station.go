package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"serviziscolastici/infra/local/runtimeapi"
	"serviziscolastici/infra/local/simulators/pagopa/soap"
	"serviziscolastici/infra/proof/fixture"
)

const (
	// questions is how often the node asks the station and its floor, in turn, once both are warm.
	questions = 301
	// coldQuestions is how often both are asked from the start of their process.
	coldQuestions = 11
)

// measureStation asks the shipped station what a notice costs, warm and from the start of its process,
// and in turn a hello world through the same host: the floor, which neither reads nor writes.
func measureStation(ctx context.Context, f *Fixture, result *Result) error {
	if err := f.Populate(ctx, fixture.ClassSize); err != nil {
		return err
	}
	position, err := f.OpenTopUp(ctx, "station", fixture.PupilName(0), 2000)
	if err != nil {
		return err
	}
	event, err := question(position.Number.String())
	if err != nil {
		return err
	}
	binaries := []string{filepath.Join(f.folder, hello), f.binary("station")}
	warm, err := f.answerTimes(ctx, binaries, event, questions, false)
	if err != nil {
		return err
	}
	cold, err := f.answerTimes(ctx, binaries, event, coldQuestions, true)
	if err != nil {
		return err
	}
	result.StationRatio, result.StationColdRatio = warm[1]/warm[0], cold[1]/cold[0]
	row("station: %.0f answers a second one after the other, hello world %.0f: %.2f × its time",
		1000/warm[1], 1000/warm[0], result.StationRatio)
	row("station, exec to first answer: %.0f ms, hello world %.0f ms: %.2f × its time; pagoPA waits 2000 ms",
		cold[1], cold[0], result.StationColdRatio)
	return nil
}

// answerTimes returns the median time of an answer, in milliseconds, of each binary. They are asked in
// turn, each by one process, or by a new one every time.
func (f *Fixture) answerTimes(
	ctx context.Context, binaries []string, event []byte, times int, fresh bool,
) ([]float64, error) {
	hosts, took := make([]*runtimeapi.Host, len(binaries)), make([][]float64, len(binaries))
	for i, binary := range binaries {
		hosts[i] = f.host(binary, f.emulator)
		defer func() { hosts[i].Close() }()
	}
	for round := range times {
		for i, binary := range binaries {
			if fresh && round > 0 {
				hosts[i].Close()
				hosts[i] = f.host(binary, f.emulator)
			}
			one, err := answer(ctx, hosts[i], event)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", binary, err)
			}
			if round > 0 {
				took[i] = append(took[i], one)
			}
		}
	}
	medians := make([]float64, len(binaries))
	for i := range took {
		medians[i] = median(took[i])
	}
	return medians, nil
}

// answer asks once and returns the milliseconds until the answer, which is an OK or a hello.
func answer(ctx context.Context, host *runtimeapi.Host, event []byte) (float64, error) {
	begun := time.Now()
	given, err := host.Invoke(ctx, event)
	took := time.Since(begun)
	if text := string(given); err == nil && text != `"hello"` && !strings.Contains(text, "<outcome>OK<") {
		err = fmt.Errorf("answered %s", text)
	}
	return took.Seconds() * 1000, err
}

// question is the event of a paVerifyPaymentNotice.
func question(notice string) ([]byte, error) {
	head := soap.Head{Creditor: fixture.Creditor, Broker: "77777777777", Station: "77777777777_01"}
	body, err := soap.Verify(head, notice)
	if err != nil {
		return nil, err
	}
	const path = "/pagopa/station"
	r := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "ANY " + path, RawPath: path, Body: string(body),
		Headers: map[string]string{"host": "localhost", "content-type": "text/xml", "soapaction": "paVerifyPaymentNotice"},
	}
	r.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{Method: http.MethodPost, Path: path}
	return json.Marshal(r)
}
