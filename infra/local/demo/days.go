package demo

import (
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// dateColumn is the header of the day in the office's file of presences.
const dateColumn = "giorno"

// serviceDays lists the days before today that the file of presences holds, in order, as
// 2026-11-03. The file separates by semicolon or comma and may write 03/11/2026.
func serviceDays(presences string, today time.Time) ([]string, error) {
	if presences == "" {
		return nil, nil
	}
	header, _, _ := strings.Cut(presences, "\n")
	rows := csv.NewReader(strings.NewReader(strings.TrimPrefix(presences, "\ufeff")))
	if strings.Contains(header, ";") {
		rows.Comma = ';'
	}
	names, err := rows.Read()
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", presenceFile, err)
	}
	column := slices.Index(names, dateColumn)
	if column < 0 {
		return nil, fmt.Errorf("%s has no column %q", presenceFile, dateColumn)
	}
	days := map[string]bool{}
	limit := today.Format(time.DateOnly)
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return slices.Sorted(maps.Keys(days)), nil
		}
		if err != nil {
			return nil, fmt.Errorf("read %s: %w", presenceFile, err)
		}
		if day, isDay := readDay(row[column]); isDay && day < limit {
			days[day] = true
		}
	}
}

// readDay reads a day in either spelling; a row with a bad one is intake's to report.
func readDay(text string) (string, bool) {
	for _, layout := range []string{time.DateOnly, "02/01/2006"} {
		if day, err := time.Parse(layout, text); err == nil {
			return day.Format(time.DateOnly), true
		}
	}
	return "", false
}
