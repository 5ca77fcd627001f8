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
	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/session"
)

const (
	// views is how often page and floor are asked for, in turn.
	views = 201
	// movements is how many meals the account has.
	movements = 25
	reader    = "bench-guardian"
	child     = "P-READER"
)

// measurePage asks for a parent's account, and for the bare queries and template of the same account,
// through the same host.
func measurePage(ctx context.Context, f *Fixture, result *Result) error {
	token, err := f.parent(ctx)
	if err != nil {
		return err
	}
	session, err := session.Store{Table: f.Ops, Clock: f.Clock}.Find(ctx, token)
	if err != nil {
		return err
	}
	page := f.host(f.binary("account"), f.emulator)
	defer page.Close()
	floor := f.host(filepath.Join(f.folder, "page"), f.emulator, "BENCH_TENANT="+fixture.Tenant,
		"BENCH_GUARDIAN="+reader, "BENCH_PUPIL="+child, "BENCH_SESSION="+session.ID)
	defer floor.Close()
	event, err := json.Marshal(request("/conto", "sessione="+token))
	if err != nil {
		return err
	}
	times := map[*runtimeapi.Host][]float64{}
	for view := range views {
		for _, host := range []*runtimeapi.Host{floor, page} {
			took, err := ask(ctx, host, event)
			if err != nil {
				return err
			}
			if view > 0 {
				times[host] = append(times[host], took.Seconds()*1000)
			}
		}
	}
	result.PageOverFloorMs = median(times[page]) - median(times[floor])
	result.PageRatio = median(times[page]) / median(times[floor])
	row("account page: %.2f ms, bare queries and template %.2f ms: %.2f × the floor",
		median(times[page]), median(times[floor]), result.PageRatio)
	return nil
}

// ask wants a page of status 200 that shows a movement.
func ask(ctx context.Context, host *runtimeapi.Host, event []byte) (time.Duration, error) {
	begun := time.Now()
	answer, err := host.Invoke(ctx, event)
	took := time.Since(begun)
	if err != nil {
		return 0, err
	}
	var response events.APIGatewayV2HTTPResponse
	if err := json.Unmarshal(answer, &response); err != nil {
		return 0, err
	}
	if response.StatusCode != http.StatusOK || !strings.Contains(response.Body, "450") &&
		!strings.Contains(response.Body, "4,50") {
		return 0, fmt.Errorf("status %d, and no movement on the page", response.StatusCode)
	}
	return took, nil
}

// parent creates a parent of one child with movements, and returns the token of a session.
func (f *Fixture) parent(ctx context.Context) (string, error) {
	if err := f.Populate(ctx, fixture.ClassSize); err != nil {
		return "", err
	}
	guardian := school.Guardian{ID: reader, Name: "Maria", FamilyName: "Prova"}
	if _, err := f.School.SaveGuardian(ctx, fixture.Tenant, guardian); err != nil {
		return "", err
	}
	pupil := school.Pupil{ID: child, Name: "Anna", FamilyName: "Prova", Class: fixture.ClassName(0), Badge: "B-1"}
	payer := []school.Guardianship{{Guardian: reader, Role: school.Payer}}
	if _, err := f.School.SavePupil(ctx, fixture.Tenant, pupil, payer); err != nil {
		return "", err
	}
	for n := range movements {
		_, err := f.Ledger.PostMeal(ctx, fixture.Tenant, child, fixture.Today().AddDays(-n),
			ledger.MealDetail{Class: fixture.ClassName(0), Mark: "P", Band: "A", Price: fixture.Prices()["A"], Presence: 1})
		if err != nil {
			return "", err
		}
	}
	sessions := session.Store{Table: f.Ops, Clock: f.Clock}
	return sessions.Start(ctx, session.Session{
		Tenant: fixture.Tenant, Guardian: reader, Name: "Maria", FamilyName: "Prova", Method: "spid",
	})
}

// request is a GET as the HTTP API hands it over.
func request(address, cookie string) events.APIGatewayV2HTTPRequest {
	path, query, _ := strings.Cut(address, "?")
	r := events.APIGatewayV2HTTPRequest{
		Version: "2.0", RouteKey: "ANY " + path, RawPath: path, RawQueryString: query, Cookies: []string{cookie},
		Headers: map[string]string{"host": "localhost", "accept": "text/html", "cookie": cookie},
	}
	r.RequestContext.DomainName, r.RequestContext.Stage = "localhost", "$default"
	r.RequestContext.HTTP = events.APIGatewayV2HTTPRequestContextHTTPDescription{
		Method: http.MethodGet, Path: path, Protocol: "HTTP/1.1", SourceIP: "127.0.0.1",
	}
	return r
}
