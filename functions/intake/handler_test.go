package main

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/rights/rightstest"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/intake"
	"serviziscolastici/shared/report"
)

const tenant = "c_x000"

var peopleKey = bytes.Repeat([]byte("k"), 32)

// tested is a handler on fresh tables, which it reaches with the function's rights, and its log.
type tested struct {
	Handler
	tables rightstest.Set
	log    *bytes.Buffer
}

func newHandler(t *testing.T) tested {
	t.Helper()
	clock := calendar.Fixed(time.Date(2026, 11, 22, 18, 0, 0, 0, calendar.Rome()))
	tables, log := rightstest.Tables(t), &bytes.Buffer{}
	own := tables.As(t, "intake")
	loader := intake.New(intake.Tables{
		Core: own.Core, Presence: own.Presence, Ledger: own.Ledger, Ops: own.Ops, Audit: own.Audit,
	}, clock, peopleKey)
	reports := report.Store{Core: own.Core, Ops: own.Ops, Clock: clock}
	return tested{Handler{Loader: loader, Reports: reports, Log: slog.New(slog.NewJSONHandler(log, nil))}, tables, log}
}

func (h tested) mustLoad(t *testing.T, file, content string) intake.Report {
	t.Helper()
	report, err := h.Load(t.Context(), Event{Municipality: tenant, File: file, Content: content})
	if err != nil {
		t.Fatalf("load %s: %v", file, err)
	}
	return report
}

// small loads a municipality with a couple and a pupil.
func (h tested) small(t *testing.T) {
	t.Helper()
	town, err := os.ReadFile(filepath.Join("..", "..", "infra", "local", "demo", "files", "comune.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range [][2]string{
		{"comune.csv", string(town)},
		{"genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501U;Rossi;Mario\nVRDFNC85A41H501G;Verdi;Francesca\n"},
		{"alunni.csv", "codice;codice_fiscale;cognome;nome;data_nascita;genitore_pagante;altri_genitori\n" +
			"A1;FOXDAA16P54L219N;Fo;Ada;14/09/2016;RSSMRA80A01H501U;VRDFNC85A41H501G\n"},
	} {
		if r := h.mustLoad(t, f[0], f[1]); r.Rejected != 0 || r.Rows == 0 {
			t.Fatalf("%s: %+v", f[0], r)
		}
	}
}

// Goal: neither the log nor the messages show a person.
// Method: load good and bad rows of people and search both for codes and names.
func TestNoPersonalData(t *testing.T) {
	h := newHandler(t)
	h.small(t)
	r := h.mustLoad(t, "genitori.csv", "codice_fiscale;cognome;nome\nRSSMRA80A01H501X;Rossi;Mario\n"+
		"BNCGFR78T31F205P;Bianchi;Gianfranco\nBNCGFR78T31F205P;Bianchi;Gianfranco\n")
	messages, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range []string{"RSSMRA80A01H501", "BNCGFR78T31F205", "Rossi", "Gianfranco", "Mario"} {
		if strings.Contains(string(messages), secret) || strings.Contains(h.log.String(), secret) {
			t.Errorf("%q is in the report or the log", secret)
		}
	}
}

// Goal: the sample event is one that the function accepts.
// Method: load it into a municipality that exists.
func TestSampleEvent(t *testing.T) {
	h := newHandler(t)
	h.small(t)
	content, err := os.ReadFile("event.json")
	if err != nil {
		t.Fatal(err)
	}
	var event Event
	if err := json.Unmarshal(content, &event); err != nil {
		t.Fatal(err)
	}
	if r, err := h.Load(t.Context(), event); err != nil || r.Written != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Goal: bytes that are no UTF-8 are refused although every decoder on the way replaces them. Method: files in
// Windows-1252 as programs pack them into an event: as they are, and with U+FFFD in their place.
func TestBytesHiddenByADecoder(t *testing.T) {
	h := newHandler(t)
	h.small(t)
	for file, content := range map[string]string{
		"scuole.csv": "codice;nome;livello\nB;Citt\xe0;primaria\n", "stemma.svg": "<svg><title>Citt\xe0</title></svg>",
	} {
		for _, packed := range []string{content, strings.ToValidUTF8(content, "\ufffd")} {
			event, decoded := `{"municipality":"c_x000","file":"`+file+`","content":"`+
				strings.NewReplacer("\n", `\n`).Replace(packed)+`"}`, Event{}
			if err := json.Unmarshal([]byte(event), &decoded); err != nil {
				t.Fatal(err)
			}
			r, err := h.Load(t.Context(), decoded)
			if err != nil || r.Written != 0 || len(r.Messages) != 1 ||
				!strings.HasPrefix(r.Messages[0].Message, "Il file non è in UTF-8") {
				t.Errorf("%q: %+v, %v", packed, r, err)
			}
		}
	}
}
