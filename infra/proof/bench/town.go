package main

import (
	"context"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/infra/proof/fixture"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/school"
)

const (
	tenant    = "c_x000"
	creditor  = "77777777777"
	classSize = 25
	// price of every meal.
	price money.Cents = 450
)

func comune() municipality.Municipality {
	return municipality.Municipality{
		ID: tenant, Name: "Comune di Prova", FiscalCode: creditor, Segregation: "02", Hosts: []string{"localhost"},
		IBAN: "IT60X0542811101000000123456", TaxonomyMeals: "9/0107101TS/",
	}
}

// found creates a municipality of so many pupils, all enrolled in the canteen from Monday to Friday.
func (l *laboratory) found(ctx context.Context, pupils int) error {
	if _, err := (&municipality.Store{Core: l.core, Clock: l.clock}).Save(ctx, comune()); err != nil {
		return err
	}
	today := calendar.DayOf(evening)
	from, to := today.AddDays(-60), today.AddDays(200)
	if _, err := l.school.SaveTariff(ctx, tenant, school.Tariff{
		Year: today.SchoolYear(), Service: school.Canteen, Band: "A", Price: price, From: from, To: to,
	}); err != nil {
		return err
	}
	for n := 0; n < pupils; n += classSize {
		if _, err := l.school.SaveClass(ctx, tenant, school.Class{
			ID: className(n), Name: className(n), School: "S",
			Weekdays: []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday},
		}); err != nil {
			return err
		}
	}
	return fixture.InParallel(ctx, (pupils+classSize-1)/classSize, func(ctx context.Context, class int) error {
		var rows []types.WriteRequest
		for n := class * classSize; n < min((class+1)*classSize, pupils); n++ {
			row, err := dynamo.Item(dynamo.Roster(tenant, className(n), pupilName(n), from), school.RosterRow{
				Pupil: pupilName(n), Band: "A", From: from, To: to,
			})
			if err != nil {
				return err
			}
			rows = append(rows, types.WriteRequest{PutRequest: &types.PutRequest{Item: row}})
		}
		_, err := l.core.Client.BatchWriteItem(ctx, &dynamodb.BatchWriteItemInput{
			RequestItems: map[string][]types.WriteRequest{l.core.Name: rows},
		})
		return err
	})
}

// register enters that everybody ate on a day.
func (l *laboratory) register(ctx context.Context, pupils int, day calendar.Day) error {
	return fixture.InParallel(ctx, (pupils+classSize-1)/classSize, func(ctx context.Context, class int) error {
		marks := map[string]school.Mark{}
		for n := class * classSize; n < min((class+1)*classSize, pupils); n++ {
			marks[pupilName(n)] = school.Present
		}
		_, err := l.school.SaveMarks(ctx, tenant, className(class*classSize), day, marks)
		return err
	})
}

func className(pupil int) string { return fmt.Sprintf("C%05d", pupil/classSize) }

func pupilName(n int) string { return fmt.Sprintf("P%06d", n) }
