package demo_test

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"serviziscolastici/infra/local/demo"
	"serviziscolastici/shared/billing"
	"serviziscolastici/shared/bucket"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo/dynamotest"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/office"
	"serviziscolastici/shared/pagopa"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/waiting"
)

// store is S3 as a form sees it, and what was sent to it.
type store struct {
	address string
	names   []string
	bodies  []string
}

// Form is a form of one field.
func (s *store) Form(_ context.Context, upload bucket.Upload) (bucket.Form, error) {
	return bucket.Form{Action: s.address, Fields: []bucket.Field{{Name: "key", Value: upload.Key}}}, nil
}

func (s *store) take(w http.ResponseWriter, r *http.Request) {
	file, header, err := r.FormFile("file")
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	content, err := io.ReadAll(file)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.names, s.bodies = append(s.names, header.Filename), append(s.bodies, string(content))
	http.Redirect(w, r, "/elsewhere", http.StatusSeeOther)
}

// toNobody is a queue of which nobody hears.
type toNobody struct{}

func (toNobody) Send(context.Context, imports.Message) error { return nil }

// Goal: the demo's office finds a refund to approve, asked by the administrator with a record, and a refused notice, and has
// sent two files of which one changes a parent's telephone; whoever loads again adds nothing to what waits. Method: a table
// with a document of the pupil and the office's operators; the receipts' function plays itself; load twice.
func TestDesk(t *testing.T) {
	core, ops, money, log := dynamotest.Table(t), dynamotest.Table(t), dynamotest.Table(t), dynamotest.Table(t)
	clock := calendar.Fixed(time.Date(2026, 11, 24, 10, 0, 0, 0, calendar.Rome()))
	bills := billing.Store{Ledger: money, Ops: ops, Clock: clock, Random: rand.Reader, Accounts: ledger.Store{Ledger: money, Clock: clock}}
	people, operators := school.Store{Core: core, Clock: clock}, office.Store{Core: core, Ops: ops, Clock: clock}
	town := municipality.Municipality{ID: demo.Municipality, FiscalCode: "77777777777", IBAN: "IT60X0542811101000000123456", Segregation: "02"}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	_, err := people.SavePupil(t.Context(), town.ID, school.Pupil{ID: "A006"}, []school.Guardianship{{Guardian: "g", Role: school.Payer}})
	must(err)
	_, err = bills.IssueDocument(t.Context(), town, billing.Document{
		Number: "2026/1", Pupil: "A006", Guardian: "g", Amount: 2500, Service: school.Canteen, Description: "Quota",
		Issued: calendar.NewDay(2026, 11, 2), Due: calendar.NewDay(2026, 12, 2),
	})
	must(err)
	for _, role := range []office.Role{office.Administrator, office.Clerk} {
		must(operators.Save(t.Context(), town.ID, office.Operator{ID: string(role), Name: string(role), Roles: []office.Role{role}}))
	}
	s3 := &store{}
	server := httptest.NewServer(http.HandlerFunc(s3.take))
	defer server.Close()
	s3.address = server.URL
	folder := t.TempDir()
	write(t, folder, "genitori.csv", "codice_fiscale;telefono\nAAA;333 1\nBBB;333 2\nCCC;333 3\n")
	loader := demo.Loader{
		Folder: folder, Marker: filepath.Join(folder, "marker"), Today: clock(), Say: func(string, ...any) {},
		Drained: func(context.Context) error { return nil },
		Invoke: func(ctx context.Context, function string, event []byte) ([]byte, error) {
			if function == "receipts" {
				return []byte(`{}`), settle(ctx, bills, event)
			}
			return []byte(`{}`), nil
		},
		Desk: &demo.Desk{
			Imports: imports.Store{Ops: ops, Clock: clock}, Files: s3, Queue: toNobody{}, Bills: bills, School: people,
			Operators: operators, Audit: office.Log{Table: log, Clock: clock}, Now: clock(),
		},
	}
	for range 2 {
		must(loader.Load(t.Context()))
		for _, kind := range []waiting.Kind{waiting.Approval, waiting.Refusal} {
			if count, err := waiting.CountOf(t.Context(), ops, town.ID, kind); err != nil || count.N != 1 {
				t.Errorf("%s: %+v, %v", kind, count, err)
			}
		}
		must(os.Remove(loader.Marker))
	}
	for _, course := range []string{"Primo", "Secondo", "Contorno", "Frutta"} {
		if strings.Count(s3.bodies[0], ";"+course+";") != 5 {
			t.Errorf("a day of the menu has no %s: %q", course, s3.bodies[0])
		}
	}
	if len(s3.names) < 2 || s3.names[0] != "menù, seconda settimana.csv" || !strings.Contains(s3.bodies[0], "\n07/12/2026;*;;Primo;") ||
		s3.bodies[1] != "codice_fiscale;telefono\nAAA;340 1\nBBB;333 2\nCC;333 3\n" {
		t.Errorf("sent %q: %q", s3.names, s3.bodies)
	}
	records, _, err := office.Log{Table: log}.Month(t.Context(), town.ID, clock.Today().Month(), "", 9)
	if err != nil || len(records) != 1 || records[0].Action != "Rimborso chiesto" || records[0].Name != string(office.Administrator) {
		t.Errorf("%+v, %v", records, err)
	}
}

// settle settles what the receipts' function would hear.
func settle(ctx context.Context, bills billing.Store, event []byte) error {
	var heard struct{ Records []struct{ Body string } }
	if err := json.Unmarshal(event, &heard); err != nil {
		return err
	}
	for _, record := range heard.Records {
		var message pagopa.ReceiptMessage
		if err := json.Unmarshal([]byte(record.Body), &message); err != nil {
			return err
		}
		if _, err := bills.Settle(ctx, demo.Municipality, message); err != nil {
			return err
		}
	}
	return nil
}
