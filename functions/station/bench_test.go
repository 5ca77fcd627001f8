package main

import (
	"io"
	"log/slog"
	"net/http"
	"testing"
)

// BenchmarkAnswers tells how many answers a second one core gives, storage aside, for each operation,
// and beside them the floor: the same request answered with a constant.
func BenchmarkAnswers(b *testing.B) {
	handler, _ := station(&fixture{})
	handler.Log = slog.New(slog.DiscardHandler)
	floor := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		_, _ = w.Write([]byte("<a/>"))
	})
	good, paid := code(openNAV), receipt(openNAV, "45.00")
	for _, c := range []struct {
		name    string
		handler http.Handler
		body    string
	}{
		{"floor", floor, envelope("paVerifyPaymentNoticeReq", good)},
		{"verify", handler, envelope("paVerifyPaymentNoticeReq", good)},
		{"payment", handler, envelope("paGetPaymentV2Request", good)},
		{"receipt", handler, envelope("paSendRTV2Request", paid)},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if answer := post(c.handler, "", c.body); answer.Code != http.StatusOK {
					b.Fatal(answer.Code)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "answers/s")
		})
	}
}
