package main

import (
	"bytes"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Goal: what was measured is read from the lines that functions log, failures and other lines left out, and
// a class of any size counts by its meals. Method: a log of each kind.
func TestMeasure(t *testing.T) {
	folder := t.TempDir()
	for name, log := range map[string]string{
		"account": `{"msg":"request","route":"GET /conto","status":200,"bytes":4000,"dynamo_calls":6,"read_units":7}
{"msg":"request","route":"GET /conto","status":200,"bytes":2000,"dynamo_calls":4,"read_units":5}
{"msg":"request","route":"GET /conto","status":404,"dynamo_calls":1}
not json`,
		"mealdebits": `{"msg":"message","done":true,"meals":20,"dynamo_calls":22,"write_units":81}
{"msg":"message","done":false,"meals":5,"write_units":7}`,
	} {
		if err := os.WriteFile(filepath.Join(folder, name+".log"), []byte(log), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	got, err := measure(folder)
	if err != nil || len(got) != 2 {
		t.Fatalf("%+v, %v", got, err)
	}
	page, meal := got["account GET /conto"], got["mealdebits meal"]
	if page.Count != 2 || page.Calls != 5 || page.Reads != 6 || page.OutKB != 3 {
		t.Errorf("%+v", page)
	}
	if meal.Count != 20 || meal.Calls != 1.1 || meal.Writes != 4.05 {
		t.Errorf("%+v", meal)
	}
}

// Goal: a village costs less than the goal, and every kind of work that the model counts was measured.
// Method: the command itself, on the figures that are kept.
func TestAVillageIsCheap(t *testing.T) {
	var out bytes.Buffer
	if err := run(nil, &out); err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{"a village, 150 pupils, busy", "Italy in one stack", "sweep of a minute"} {
		if !strings.Contains(out.String(), part) {
			t.Errorf("nothing of %q", part)
		}
	}
}

// Goal: the bill grows with use and not with what is not there. Method: twice the pupils of a city.
func TestBillGrowsWithUse(t *testing.T) {
	var measured Measured
	if err := json.Unmarshal(stored, &measured); err != nil {
		t.Fatal(err)
	}
	bill := func(pupils float64, busy bool) map[string]float64 {
		items, err := month(Town{"", pupils, 1}, measured, stack, busy)
		if err != nil {
			t.Fatal(err)
		}
		lines := map[string]float64{}
		for _, one := range items {
			lines[one.Name] = one.Dollars
		}
		return lines
	}
	once, twice, idle := bill(20_000, true), bill(40_000, true), bill(20_000, false)
	if ratio := twice["API Gateway"] / once["API Gateway"]; math.Abs(ratio-2) > 1e-9 {
		t.Errorf("twice the pupils ask %f times as often", ratio)
	}
	if idle["API Gateway"] != 0 || idle["KMS, keys and signatures"] != stack.Keys*keyMonth {
		t.Errorf("idle: %+v", idle)
	}
}

// Goal: the largest of Italy's Comuni is of Rome's size, all together have all pupils, and what breaks
// first stands first. Method: the model's own figures.
func TestItaly(t *testing.T) {
	italy, sum := newItaly(2_500_000, 8000), 0.0
	for _, pupils := range italy.pupils {
		sum += pupils
	}
	if math.Abs(sum-2_500_000) > 1 || italy.pupils[0] < 40_000 || italy.pupils[0] > 250_000 {
		t.Errorf("%.0f pupils, %.0f in the largest", sum, italy.pupils[0])
	}
	var out bytes.Buffer
	tell(&out, []load{{Name: "small", Peak: 1, Limit: 10}, {Name: "large", Peak: 9, Limit: 10}})
	if first, _, _ := strings.Cut(out.String(), "\n"); !strings.Contains(first, "large") {
		t.Errorf("%s", out.String())
	}
}
