package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"serviziscolastici/infra/local/secrets"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
	"serviziscolastici/shared/fiscalcode"
	"serviziscolastici/shared/lambdahost"
	"serviziscolastici/shared/school"
	"serviziscolastici/shared/secret"
)

// logins shows what the register keeps of a person's logins (MUNICIPALITY, FISCAL_CODE) on a DAY of Italy, the
// messages in base64. The register's days are UTC's.
func (o operator) logins(ctx context.Context) error {
	municipality, err := o.municipality()
	if err != nil {
		return err
	}
	asked, err := o.need("DAY", "2026-11-22")
	if err != nil {
		return err
	}
	day, err := calendar.ParseDay(asked)
	if err != nil {
		return fmt.Errorf("DAY: %w", err)
	}
	asked, err = o.need("FISCAL_CODE", "RSSMRA80A01H501U")
	if err != nil {
		return err
	}
	person, err := fiscalcode.Parse(asked)
	if err != nil {
		return fmt.Errorf("FISCAL_CODE: %w", err)
	}
	key, err := o.peopleKey()
	if err != nil {
		return err
	}
	guardian := school.GuardianID(key, string(person))
	table, err := o.output("IdentityLogTableName")
	if err != nil {
		return err
	}
	config, err := o.AWS("DYNAMODB")
	if err != nil {
		return err
	}
	register := dynamo.Table{Client: dynamo.NewWorkerClient(config), Name: table}
	from, to := day.Start(), day.AddDays(1).Start()
	found := []map[string]any{}
	for utc := from.UTC().Truncate(24 * time.Hour); utc.Before(to); utc = utc.AddDate(0, 0, 1) {
		records, err := dynamo.Query[map[string]any](ctx, register, dynamo.Range{
			PK: dynamo.IdentityRecord(municipality, utc, "", "").PK,
		})
		if err != nil {
			return err
		}
		for _, record := range records {
			text, _ := record["at"].(string)
			at, err := time.Parse(time.RFC3339, text)
			if err != nil {
				return fmt.Errorf("a record's time: %w", err)
			}
			if record["guardian"] == guardian && !at.Before(from) && at.Before(to) {
				found = append(found, record)
			}
		}
	}
	answer, err := json.Marshal(found)
	if err != nil {
		return err
	}
	return o.show(answer)
}

// peopleKey is the key of school.GuardianID: the stack's in the Parameter Store, or a local stack's file.
func (o operator) peopleKey() ([]byte, error) {
	const setting = "PEOPLE_KEY"
	where := "ssm:/" + o.Stack + "/people-key"
	if o.Stack == "" {
		store := secrets.Store{Folder: filepath.Join(o.Folder, "secrets")}
		text, err := os.ReadFile(store.Path("people-key"))
		if err != nil {
			return nil, err
		}
		where = string(text)
	}
	env := lambdahost.NewEnv(func(name string) (string, bool) {
		if name == setting {
			return where, true
		}
		return o.Setting(name)
	})
	return secret.Key(env, setting, calendar.System()), env.Err()
}
