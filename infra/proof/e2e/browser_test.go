package e2e_test

import (
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"serviziscolastici/infra/proof/e2e/stack"
	"serviziscolastici/shared/calendar"
	"serviziscolastici/shared/ledger"
	"serviziscolastici/shared/money"
	"serviziscolastici/shared/municipality"
	"serviziscolastici/shared/report"
	"serviziscolastici/shared/school"
)

// Goal: the journey works in a real browser, on a phone and on a desk, with and without JavaScript,
// and no page has console errors, content beyond the edge or a focus that cannot be seen.
// Method: browser/journey.mjs drives Chromium; its screenshots are in .local/screenshots.
func TestInBrowser(t *testing.T) { drive(t, "journey.mjs", nil) }

// Goal: a parent comes in with a card (CNS), an operator with a card or a CIE, in a real browser, with and without JavaScript;
// a parent who is no operator reads so at the office, and stays a parent. Method: browser/card.mjs drives Chromium, which
// shows cards of the demo to the door.
func TestCardInBrowser(t *testing.T) {
	drive(t, "card.mjs", map[string]string{
		"door": portal.CnsURL, "parent": filepath.Join(portal.CnsCards, maria),
		"operator": filepath.Join(portal.CnsCards, operatorOf(t, "ufficio")),
	})
}

// Goal: the top-up goes to the child that a link names, and without such a link to nobody by itself, in a
// real browser at both widths, with and without JavaScript. Method: browser/child.mjs drives Chromium.
func TestRightChildInBrowser(t *testing.T) {
	belowZero(t, "A002")
	drive(t, "child.mjs", nil)
}

// belowZero brings a pupil's credit five euros below zero, whatever other tests have paid for the pupil.
func belowZero(t *testing.T, pupil string) {
	t.Helper()
	accounts := ledger.Store{Ledger: portal.Table("LedgerTable"), Clock: calendar.Fixed(stack.Now())}
	found, err := accounts.Accounts(t.Context(), tenant, []string{pupil})
	if err != nil {
		t.Fatal(err)
	}
	credit(t, pupil, "below-zero", -found[pupil].Balance-500)
}

// Goal: a parent tells in two taps that a child will not eat, of several children and days at once, and takes it
// back, in a real browser at both widths, with and without JavaScript. Method: browser/meals.mjs drives Chromium.
func TestMealsInBrowser(t *testing.T) { drive(t, "meals.mjs", nil) }

// Goal: the pages that parents read most fit a phone, and what pays is within reach. Method: browser/heights.mjs
// measures them in Chromium, with and without JavaScript, for a parent of three children below zero too.
func TestHeightsInBrowser(t *testing.T) {
	for _, pupil := range []string{"A003", "A004", "A005"} {
		belowZero(t, pupil)
	}
	drive(t, "heights.mjs", nil)
}

// Goal: a parent moves credit from one child to another and takes it back, reading both names and both balances before
// each, in a real browser at both widths, with and without JavaScript. Method: browser/transfers.mjs drives Chromium.
func TestTransfersInBrowser(t *testing.T) {
	for _, pupil := range []string{"A003", "A004", "A007", "A008"} {
		credit(t, pupil, "transfers", 50_00)
	}
	drive(t, "transfers.mjs", nil)
}

// Goal: a parent tells the office of a wrong day from its place in the calendar, in the list and on the account, finds
// child, day and topic filled in, and reads the office's answer, in a real browser at both widths, with and without
// JavaScript. Method: one report each that the office has answered; browser/reports.mjs drives Chromium.
func TestReportsInBrowser(t *testing.T) {
	reports := report.Store{Core: portal.Table("CoreTable"), Ops: portal.Table("OpsTable"), Clock: stack.Now}
	people := school.Store{Core: portal.Table("CoreTable"), Clock: stack.Now}
	for _, pupil := range []string{"A003", "A007"} {
		links, err := people.GuardiansOf(t.Context(), tenant, pupil)
		if err != nil || len(links) == 0 {
			t.Fatalf("the guardians of %s: %v, %v", pupil, links, err)
		}
		told, err := reports.Add(t.Context(), municipality.Municipality{ID: tenant}, "browser", pupil, report.Report{
			Guardian: links[0].Guardian, Pupil: pupil, Topic: report.Topics()[3], About: calendar.NewDay(2026, 11, 18),
			Text: "Quel giorno era a casa.",
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := reports.Answer(t.Context(), tenant, told, "op", "Hai ragione.\nAbbiamo corretto il registro."); err != nil {
			t.Fatal(err)
		}
	}
	drive(t, "reports.mjs", nil)
}

// Goal: a parent of several children gets one certificate of all of them beside the single ones, in a real browser at both
// widths, with and without JavaScript. Method: a top-up of each child is paid; browser/family.mjs drives Chromium.
func TestFamilyCertificateInBrowser(t *testing.T) {
	for person, amounts := range map[string]map[string]string{
		youssef: {"A007": "10,00", "A008": "12,00"}, paolo: {"A003": "10,00", "A004": "12,00"},
	} {
		payNow(logIn(t, person).topUp(amounts))
		portal.Drain(t, "ReceiptsQueue")
	}
	drive(t, "family.mjs", nil)
}

// credit posts an amount to a pupil's account as the office does, once for each id.
func credit(t *testing.T, pupil, id string, amount money.Cents) {
	t.Helper()
	accounts := ledger.Store{Ledger: portal.Table("LedgerTable"), Clock: calendar.Fixed(stack.Now())}
	_, err := accounts.PostOpening(t.Context(), tenant, pupil, calendar.DayOf(stack.Now()), id, amount, "Prova")
	if err != nil {
		t.Fatal(err)
	}
}

// Goal: the office loads a file as its program writes it: tells a column, sees what would change, confirms, downloads
// what was wrong, and reads why something else is no table; at both widths, with and without JavaScript. Method:
// browser/imports.mjs drives Chromium.
func TestImportsInBrowser(t *testing.T) { drive(t, "imports.mjs", nil) }

// Goal: the office suspends a service and opens it again, adds a tariff, copies a year, writes to families and withdraws
// it, in a real browser, with and without JavaScript. Method: browser/offer.mjs drives Chromium.
func TestOfferInBrowser(t *testing.T) {
	monday := calendar.DayOf(stack.Now()).AddDays(1)
	for monday.Weekday() != time.Monday {
		monday = monday.AddDays(1)
	}
	drive(t, "offer.mjs", map[string]string{"from": monday.Italian(), "to": monday.AddDays(2).Italian()})
}

// Goal: an accountant reads the figures with the cost of a meal, and the list of debtors, in a real browser, with and
// without JavaScript. Method: browser/figures.mjs drives Chromium; the demo's morning has made the figures.
func TestFiguresInBrowser(t *testing.T) { drive(t, "figures.mjs", nil) }

// Goal: what waits on the desk is what waits behind each card, the list of ISEE that end leads to the pupil's card, and the
// register's filter leaves what it says, each with the same rows in its file, in a real browser, with and without
// JavaScript. Method: browser/desk.mjs drives Chromium; the demo has what waits.
func TestDeskInBrowser(t *testing.T) { drive(t, "desk.mjs", nil) }

// Goal: a parent chooses English before the login and keeps it, chooses messages, reads what a year cost, and has the
// notice free at once after giving up on Checkout, in a real browser, at both widths without JavaScript and on a phone with
// it. Method: browser/choices.mjs drives Chromium, three parents side by side.
func TestChoicesInBrowser(t *testing.T) { drive(t, "choices.mjs", nil) }

// Goal: every message fits a phone as the parent reads it, on App IO and as mail, says all and where to go on. Kind: a
// subject cut off, a line beyond the edge, a word left open, a link elsewhere. Method: browser/messages.mjs shows the
// previews, which are what the messenger sends (shared/message), in frames like those of the two programs.
func TestMessagesInBrowser(t *testing.T) {
	drive(t, "messages.mjs", map[string]string{
		"previews": filepath.Join(portal.Root, "shared", "message", "testdata", "previews.txt"),
	})
}

// drive runs a script of the browser folder, which complains by its exit status.
func drive(t *testing.T, script string, more map[string]string) {
	t.Helper()
	driveOn(t, portal, script, more)
}

// driveOn is drive on a stack of its own.
func driveOn(t *testing.T, portal *stack.Stack, script string, more map[string]string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("node is missing: install Node.js 20 or newer, then run `make test`")
	}
	tools := filepath.Join(portal.Root, ".local", "npm")
	if _, err := os.Stat(filepath.Join(tools, "node_modules", "playwright-core")); err != nil {
		t.Fatalf("the browser driver is not installed, run `make test`: %v", err)
	}
	settings := map[string]string{
		"portal": portal.PortalURL, "pagopa": portal.PagopaURL, "tools": tools, "chromium": chromium(t),
		"screenshots": filepath.Join(portal.Root, ".local", "screenshots"),
	}
	maps.Copy(settings, more)
	written, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	command := exec.CommandContext(t.Context(), node, filepath.Join("browser", script), string(written))
	said, err := command.CombinedOutput()
	if err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// chromium finds the browser: CHROMIUM names it, else it is on the PATH.
func chromium(t *testing.T) string {
	t.Helper()
	for _, name := range []string{os.Getenv("CHROMIUM"), "chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); name != "" && err == nil {
			return path
		}
	}
	t.Fatal("there is no Chromium: install the Debian package chromium, or name its program in CHROMIUM")
	return ""
}
