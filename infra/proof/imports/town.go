package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"strings"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/imports"
	"serviziscolastici/shared/school"
)

// town is a Comune with classes of twenty pupils who eat on every weekday of a school year.
type town struct {
	classes int
	days    []calendar.Day
	wrong   int // of a hundred rows of its file
}

const (
	pupilsOfClass = 20
	yearsDays     = 200
)

// newTown returns one with so many presences in a year, of which of a hundred so many are wrong.
func newTown(rows, wrong int) town {
	t := town{classes: max(rows/(pupilsOfClass*yearsDays), 1), wrong: wrong}
	for day := calendar.NewDay(2025, 9, 14); len(t.days) < yearsDays; day = day.AddDays(1) {
		if day.Weekday() != time.Saturday && day.Weekday() != time.Sunday {
			t.days = append(t.days, day)
		}
	}
	return t
}

func (t town) pupils() int { return t.classes * pupilsOfClass }
func (t town) rows() int   { return t.pupils() * len(t.days) }

func class(n int) string { return fmt.Sprintf("C%03d", n) }
func pupil(n int) string { return fmt.Sprintf("A%05d", n) }

// mark is what a pupil does on a day.
func mark(pupil, day int) school.Mark {
	if (pupil+day)%9 == 0 {
		return school.Absent
	}
	return school.Present
}

// load stores the town without its presences.
func (t town) load(ctx context.Context, p place) error {
	settings, err := os.ReadFile("infra/local/demo/files/comune.csv")
	if err != nil {
		return err
	}
	var classes strings.Builder
	classes.WriteString("codice;nome;scuola;giorni_mensa\n")
	for n := range t.classes {
		fmt.Fprintf(&classes, "%s;%s;PRI;lun,mar,mer,gio,ven\n", class(n), class(n))
	}
	for _, file := range [][2]string{
		{"comune.csv", string(settings)}, {"scuole.csv", "codice;nome;livello\nPRI;Primaria;primaria\n"},
		{"classi.csv", classes.String()},
	} {
		if r, err := p.worker.Loader.Load(ctx, tenant, file[0], file[1]); err != nil || r.Rejected > 0 {
			return fmt.Errorf("%s: %+v, %w", file[0], r, err)
		}
	}
	store := p.worker.Loader.School
	for n := range t.pupils() {
		if _, err := store.SavePupil(ctx, tenant, school.Pupil{ID: pupil(n), Name: pupil(n)}, nil); err != nil {
			return err
		}
		if _, err := store.SaveEnrolments(ctx, tenant, pupil(n), []school.Enrolment{{
			Pupil: pupil(n), Year: 2025, Service: school.Canteen, Class: class(n / pupilsOfClass), Band: "B",
			From: calendar.NewDay(2025, 9, 1), To: calendar.NewDay(2026, 6, 30),
		}}); err != nil {
			return err
		}
	}
	return nil
}

// upload stores the year's presences as a browser does, and has S3 tell of it.
func (t town) upload(ctx context.Context, p place) (imports.Import, error) {
	i, err := p.worker.Store.Begin(ctx, tenant, "presenze.csv", "op1", "Giulia Conti")
	if err != nil {
		return i, err
	}
	var file bytes.Buffer
	file.WriteString("Data;Classe;Alunno;Presenza\r\n")
	for d := range t.days {
		for n := range t.pupils() {
			file.WriteString(strings.Join(t.cells(n, d), ";") + "\r\n")
		}
	}
	i.Size = int64(file.Len())
	if err := p.bucket.PutBytes(ctx, i.Key, "text/csv", file.Bytes()); err != nil {
		return i, err
	}
	told := fmt.Sprintf(`{"Records":[{"eventTime":%q,"s3":{"object":{"key":%q,"eTag":"x"}}}]}`,
		time.Now().UTC().Format(time.RFC3339Nano), i.Key)
	return i, p.worker.Handle(ctx, told)
}

// check reads every register: each has its good marks and no others, and was written once, or never.
func (t town) check(ctx context.Context, p place) error {
	for c := range t.classes {
		for d, day := range t.days {
			register, err := p.worker.Loader.School.ClassDay(ctx, tenant, class(c), day)
			if err != nil {
				return err
			}
			marks := map[string]school.Mark{}
			for n := c * pupilsOfClass; n < (c+1)*pupilsOfClass; n++ {
				if !t.isWrong(n, d) {
					marks[pupil(n)] = mark(n, d)
				}
			}
			if !maps.Equal(register.Marks, marks) || register.Version != min(len(marks), 1) {
				return fmt.Errorf("class %s on %s: %v in version %d, want %v", class(c), day, register.Marks, register.Version, marks)
			}
		}
	}
	return nil
}
