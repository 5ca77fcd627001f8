package rights_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"regexp"
	"strings"
	"testing"
	"time"

	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/dynamo"
)

// samples has, for every table, a key of each kind that shared/dynamo/keys.go builds.
func samples(purposes []dynamo.Purpose) map[string]map[string]dynamo.Key {
	const tenant, guardian, pupil, creditor, number = "c_h501", "g1", "p1", "77777777777", "302000000000000001"
	day := calendar.NewDay(2026, 11, 20)
	forms := map[string]dynamo.Key{}
	for _, purpose := range purposes {
		forms["UsedForm("+string(purpose)+")"] = dynamo.UsedForm(purpose, "1", "1")
		forms["DailyCount("+string(purpose)+")"] = dynamo.DailyCount(purpose, tenant, guardian, day)
	}
	all := map[string]map[string]dynamo.Key{
		"Core": {
			"TenantList": dynamo.TenantList(tenant), "Host": dynamo.Host("servizi.example.it"),
			"Creditor": dynamo.Creditor(creditor), "Municipality": dynamo.Municipality(tenant),
			"Logo": dynamo.Logo(tenant), "School": dynamo.School(tenant, "PRI"), "Class": dynamo.Class(tenant, "3A"),
			"Tariff":         dynamo.Tariff(tenant, 2026, "mensa", "A", day),
			"CalendarDay":    dynamo.CalendarDay(tenant, day, "PRI", "3A", "mensa"),
			"Menu":           dynamo.Menu(tenant, "PRI", day, ""),
			"News":           dynamo.News(tenant, "1"),
			"Roster":         dynamo.Roster(tenant, "3A", pupil, day),
			"Guardian":       dynamo.Guardian(guardian, tenant),
			"Contacts":       dynamo.Contacts(guardian, tenant),
			"MessageChoices": dynamo.MessageChoices(guardian, tenant),
			"Report":         dynamo.Report(tenant, 2026, 1),
			"OpenReport":     dynamo.OpenReport(tenant, 2026, 1),
			"ReportCounter":  dynamo.ReportCounter(tenant, 2026),
			"GuardianReport": dynamo.GuardianReport(guardian, tenant, 2026, 1),
			"GuardianPupil":  dynamo.GuardianPupil(guardian, tenant, pupil),
			"FormerPupil":    dynamo.FormerPupil(guardian, tenant, pupil),
			"Pupil":          dynamo.Pupil(tenant, pupil),
			"PupilGuardian":  dynamo.PupilGuardian(tenant, pupil, guardian),
			"Enrolment":      dynamo.Enrolment(tenant, pupil, 2026, "mensa", day),
			"Operator":       dynamo.Operator(tenant, guardian),
			"SearchedName":   dynamo.SearchedName(tenant, "R1", "P", pupil),
			"EndingISEE":     dynamo.EndingISEE(tenant, day, pupil, "mensa"),
			"SearchedCode":   dynamo.SearchedCode(tenant, "BADGE", "b1", "P", pupil),
		},
		"Presence": {
			"ClassDay": dynamo.ClassDay(tenant, "3A", day), "MealNotice": dynamo.MealNotice(tenant, pupil, day),
			"CorrectedDay": dynamo.CorrectedDay(tenant, day, "3A"), "Repricing": dynamo.Repricing(tenant, "1"),
		},
		"Ledger": {
			"Account":            dynamo.Account(tenant, pupil),
			"EntryOfMeal":        dynamo.EntryOfMeal(tenant, pupil, day, "pranzo"),
			"EntryOfReceipt":     dynamo.EntryOfReceipt(tenant, pupil, day, "r1"),
			"EntryOfAdjustment":  dynamo.EntryOfAdjustment(tenant, pupil, day, "j1"),
			"EntryOfCorrection":  dynamo.EntryOfCorrection(tenant, pupil, day, "pranzo", 1),
			"EntriesFrom":        dynamo.EntriesFrom(tenant, pupil, day),
			"Receipt":            dynamo.Receipt(creditor, "r1"),
			"NoticeNumber":       dynamo.NoticeNumber(creditor, number),
			"Notice":             dynamo.Notice(tenant, guardian, day, number),
			"Document":           dynamo.Document(tenant, "2026-1"),
			"Cart":               dynamo.Cart("1"),
			"Certificate":        dynamo.Certificate(tenant, 2026, 1),
			"CertificateCounter": dynamo.CertificateCounter(tenant, 2026),
			"CertificateOf":      dynamo.CertificateOf(tenant, guardian, 2026, pupil),
			"CertificateCode":    dynamo.CertificateCode("ABCD"),
			"Opposition":         dynamo.Opposition(tenant, guardian, 2026, pupil),
			"Refund":             dynamo.Refund(tenant, guardian, day, pupil, "1"),
			"ParkedReceipt":      dynamo.ParkedReceipt(tenant, day, "r1"),
			"ClassBatch":         dynamo.ClassBatch(tenant, day, "3A"),
		},
		"Ops": {
			"Session": dynamo.Session("1"), "PendingLogin": dynamo.PendingLogin("1"),
			"OfficeSession": dynamo.OfficeSession("1"), "OfficeSessionOf": dynamo.OfficeSessionOf(tenant, guardian, "1"),
			"Device": dynamo.Device(tenant, "1"), "Search": dynamo.Search("1", "1"),
			"OfficeLogin":   dynamo.OfficeLogin("1"),
			"Signatures":    dynamo.Signatures("1"),
			"UsedAssertion": dynamo.UsedAssertion("1", "1"), "SessionOf": dynamo.SessionOf(tenant, guardian, "1"),
			"ProviderMetadata": dynamo.ProviderMetadata("1"), "CardLogin": dynamo.CardLogin("1"),
			"CardTicket": dynamo.CardTicket("1"), "RevokedCards": dynamo.RevokedCards("1"),
			"RatedPayment": dynamo.RatedPayment(creditor, number), "Draft": dynamo.Draft(tenant, guardian),
			"Told": dynamo.Told(tenant, guardian, day, "avviso", "1", "io"), "Bounced": dynamo.Bounced(tenant, guardian, "1"),
			"Rating": dynamo.Rating(tenant, "1"), "Unpublished": dynamo.Unpublished(tenant, number),
			"MonthFigures": dynamo.MonthFigures(tenant, day.Month()), "DebtFigures": dynamo.DebtFigures(tenant),
			"Count":   dynamo.Count(tenant, day, "PRI", day.Start()),
			"Debtors": dynamo.Debtors(tenant, "PRI"),
			"Lapsing": dynamo.Lapsing(tenant, day.String(), number), "Import": dynamo.Import(tenant, "1"),
			"ImportLock": dynamo.ImportLock(tenant, "presenze.csv"), "ImportedContent": dynamo.ImportedContent(tenant, "1"),
			"ImportColumns": dynamo.ImportColumns(tenant, "presenze.csv"),
			"Waiting":       dynamo.Waiting(tenant, "parked", day, "r1"), "Night": dynamo.Night(tenant, day),
		},
		"Audit": {
			"AuditRecord":  dynamo.AuditRecord(tenant, time.Unix(0, 0), "1"),
			"AuditOfLoad":  dynamo.AuditOfLoad(tenant, "20260301T101500-abcdefghij", time.Unix(0, 0), "1"),
			"AuditOfPupil": dynamo.AuditOfPupil(tenant, pupil, time.Unix(0, 0), "1"),
		},
		"IdentityLog": {"IdentityRecord": dynamo.IdentityRecord(tenant, time.Unix(0, 0), "1", "1")},
	}
	maps.Copy(all["Ops"], forms)
	return all
}

// values are the parts of keys that differ from item to item.
var values = regexp.MustCompile(`c_h501|servizi\.example\.it|[a-z0-9-]*[0-9][A-Za-z0-9-]*|ABCD`)

// kinds returns the samples by table and form of partition, such as "Core T#…#P#…". It fails unless every
// function of keys.go that builds a key has one.
func kinds(t *testing.T) map[string]map[string]dynamo.Key {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../../shared/dynamo/keys.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	groups, known := map[string]map[string]dynamo.Key{}, map[string]bool{}
	for table, keys := range samples(purposes(file)) {
		for name, key := range keys {
			partition := table + " " + values.ReplaceAllString(key.PK, "…")
			if groups[partition] == nil {
				groups[partition] = map[string]dynamo.Key{}
			}
			groups[partition][name] = key
			builder, _, _ := strings.Cut(name, "(")
			known[builder] = true
		}
	}
	builders := 0
	for _, declaration := range file.Decls {
		function, is := declaration.(*ast.FuncDecl)
		if !is || function.Recv != nil || function.Type.Results == nil {
			continue
		}
		if result, is := function.Type.Results.List[0].Type.(*ast.Ident); is && result.Name == "Key" {
			builders++
			if !known[function.Name.Name] && function.Name.IsExported() {
				t.Errorf("dynamo.%s builds a key of which there is no sample here", function.Name.Name)
			}
		}
	}
	if builders < 40 {
		t.Fatalf("found only %d functions that build keys", builders)
	}
	for partition := range groups {
		if !strings.ContainsAny(partition, "#") && partition != "Core TENANTS" {
			t.Errorf("%s: not a form of partition", partition)
		}
	}
	return groups
}

// purposes returns the constants of that type.
func purposes(file *ast.File) []dynamo.Purpose {
	var found []dynamo.Purpose
	ast.Inspect(file, func(node ast.Node) bool {
		constant, is := node.(*ast.ValueSpec)
		if !is || constant.Type == nil || types.ExprString(constant.Type) != "Purpose" {
			return true
		}
		for _, value := range constant.Values {
			found = append(found, dynamo.Purpose(strings.Trim(types.ExprString(value), `"`)))
		}
		return true
	})
	return found
}
