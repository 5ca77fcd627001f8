package dynamo

import (
	"cmp"
	"fmt"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"serviziscolastici/shared/calendar"
)

// Key is the primary key of an item. Every key string of the portal is built
// in this file: each starts with the tenant (a municipality's id), or with a
// global id whose item names the tenant, which the reader checks.
type Key struct{ PK, SK string }

// Attributes returns the key as the SDK wants it.
func (k Key) Attributes() map[string]types.AttributeValue {
	return map[string]types.AttributeValue{
		"pk": &types.AttributeValueMemberS{Value: k.PK},
		"sk": &types.AttributeValueMemberS{Value: k.SK},
	}
}

// All selects every item whose key begins as this one.
func (k Key) All() Range { return Range{PK: k.PK, Prefix: k.SK} }

// ---- Core: municipality, people, offer --------------------------------------

// TenantList holds one item a municipality; the sort key is its id.
func TenantList(tenant string) Key { return Key{"TENANTS", tenant} }

// Tenants are the items of all municipalities.
func Tenants() Range { return TenantList("").All() }

// Host finds a municipality by the host name of its portal, without port.
func Host(host string) Key { return Key{"HOST#" + host, "META"} }

// Creditor finds a municipality by its fiscal code, as pagoPA names it.
func Creditor(fiscalCode string) Key { return Key{"CREDITOR#" + fiscalCode, "META"} }

// Municipality is a tenant's settings.
func Municipality(tenant string) Key { return Key{"T#" + tenant, "META"} }

// Logo is a municipality's coat of arms.
func Logo(tenant string) Key { return Key{"T#" + tenant, "LOGO"} }

// School is a school of the municipality.
func School(tenant, school string) Key { return Key{"T#" + tenant, "SCHOOL#" + school} }

// Schools are all schools of a municipality.
func Schools(tenant string) Range { return School(tenant, "").All() }

// Class is a class of a school.
func Class(tenant, class string) Key { return Key{"T#" + tenant, "CLASS#" + class} }

// Classes are all classes of a municipality.
func Classes(tenant string) Range { return Class(tenant, "").All() }

// Tariff is an immutable version of a price: school year (its first calendar
// year), service, band, first day of validity.
func Tariff(tenant string, year int, service, band string, from calendar.Day) Key {
	return Key{"T#" + tenant, fmt.Sprintf("TARIFF#%d#%s#%s#%s", year, service, band, from)}
}

// TariffsOfYear are all tariffs of a school year.
func TariffsOfYear(tenant string, year int) Range {
	return Key{"T#" + tenant, fmt.Sprintf("TARIFF#%d#", year)}.All()
}

// CalendarDay is a day on which a service is suspended in a school (or all, with "*"), for one of its classes or
// all with "", for one service or all with "".
func CalendarDay(tenant string, day calendar.Day, school, class, service string) Key {
	sk := fmt.Sprintf("CLOSED#%s#%s", day, school)
	if class != "" || service != "" {
		sk += "#" + class + "#" + service
	}
	return Key{"T#" + tenant, sk}
}

// Menu is what a school (or all, with "*") serves on a day to a kind of diet.
func Menu(tenant, school string, day calendar.Day, diet string) Key {
	return Key{"T#" + tenant, fmt.Sprintf("MENU#%s#%s#%s", school, day, diet)}
}

// News is a message of the office.
func News(tenant, id string) Key { return Key{"T#" + tenant, "NEWS#" + id} }

// NewsOf are all messages of a municipality's office.
func NewsOf(tenant string) Range { return News(tenant, "").All() }

// Roster is a pupil's place in a class from a day on: all that the night needs.
func Roster(tenant, class, pupil string, from calendar.Day) Key {
	return Key{"T#" + tenant + "#CLASS#" + class, "PUPIL#" + pupil + "#" + from.String()}
}

// RosterOf are all pupils' places in a class.
func RosterOf(tenant, class string) Range {
	return Key{"T#" + tenant + "#CLASS#" + class, "PUPIL#"}.All()
}

// Guardian is what a municipality knows of a parent. The guardian's id is the
// keyed hash of the fiscal code (see school.GuardianID).
func Guardian(guardian, tenant string) Key { return Key{"G#" + guardian, "META#" + tenant} }

// Contacts are those that a parent gave on the portal.
func Contacts(guardian, tenant string) Key { return Key{"G#" + guardian, "CONTACTS#" + tenant} }

// MessageChoices say how a parent wants to be told of things.
func MessageChoices(guardian, tenant string) Key { return Key{"G#" + guardian, "MESSAGES#" + tenant} }

// Report is what a parent told the office, by year and number from 1.
func Report(tenant string, year, number int) Key {
	return Key{"T#" + tenant + "#REPORTS", fmt.Sprintf("N#%d#%06d", year, number)}
}

// Reports are all reports of a municipality, by year and number.
func Reports(tenant string) Range { return Key{"T#" + tenant + "#REPORTS", "N#"}.All() }

// ReportCounter remembers the last number of a year's reports.
func ReportCounter(tenant string, year int) Key {
	return Key{"T#" + tenant + "#REPORTS", fmt.Sprintf("LAST#%d", year)}
}

// OpenReport marks a report that the office has not answered, the oldest first.
func OpenReport(tenant string, year, number int) Key {
	return Key{"T#" + tenant + "#REPORTS", fmt.Sprintf("OPEN#%d#%06d", year, number)}
}

// OpenReports are the marks of all reports that a municipality's office has not answered.
func OpenReports(tenant string) Range { return Key{"T#" + tenant + "#REPORTS", "OPEN#"}.All() }

// GuardianReport is the parent's copy of a report.
func GuardianReport(guardian, tenant string, year, number int) Key {
	return Key{"G#" + guardian, fmt.Sprintf("REPORT#%s#%d#%06d", tenant, year, number)}
}

// GuardianReports are the parent's copies of all own reports.
func GuardianReports(guardian, tenant string) Range {
	return Key{"G#" + guardian, "REPORT#" + tenant + "#"}.All()
}

// GuardianPupil links a parent to a pupil.
func GuardianPupil(guardian, tenant, pupil string) Key {
	return Key{"G#" + guardian, "PUPIL#" + tenant + "#" + pupil}
}

// GuardianPupils are the links of a parent to all pupils in a municipality.
func GuardianPupils(guardian, tenant string) Range { return GuardianPupil(guardian, tenant, "").All() }

// FormerPupil is what a parent knew of a pupil for whom the parent pays no more.
func FormerPupil(guardian, tenant, pupil string) Key {
	return Key{"G#" + guardian, "FORMER#" + tenant + "#" + pupil}
}

// FormerPupils are all those of a parent in a municipality.
func FormerPupils(guardian, tenant string) Range { return FormerPupil(guardian, tenant, "").All() }

// Pupil is a pupil's own data.
func Pupil(tenant, pupil string) Key { return Key{"T#" + tenant + "#P#" + pupil, "META"} }

// PupilGuardian links a pupil back to a parent.
func PupilGuardian(tenant, pupil, guardian string) Key {
	return Key{"T#" + tenant + "#P#" + pupil, "GUARD#" + guardian}
}

// PupilGuardians are the links of a pupil back to all parents.
func PupilGuardians(tenant, pupil string) Range { return PupilGuardian(tenant, pupil, "").All() }

// Enrolment is a pupil's enrolment in a service from a day on.
func Enrolment(tenant, pupil string, year int, service string, from calendar.Day) Key {
	return Key{"T#" + tenant + "#P#" + pupil, fmt.Sprintf("ENR#%d#%s#%s", year, service, from)}
}

// Enrolments are all enrolments of a pupil.
func Enrolments(tenant, pupil string) Range { return Key{"T#" + tenant + "#P#" + pupil, "ENR#"}.All() }

// SearchedName finds a pupil or an adult by the beginning of a name: folded are the name's letters as capitals of
// ASCII, two at least, whose first two are the partition. Kind tells pupils from adults.
func SearchedName(tenant, folded, kind, id string) Key {
	return Key{"S#" + tenant + "#" + folded[:2], folded + "#" + kind + "#" + id}
}

// SearchedNames are all whose name begins so, limit at most.
func SearchedNames(tenant, folded string, limit int) Range {
	return Range{PK: "S#" + tenant + "#" + folded[:2], Prefix: folded, Limit: limit}
}

// SearchedCode finds a pupil or an adult by a code of a kind, such as the badge or the id that a fiscal code has.
func SearchedCode(tenant, what, code, kind, id string) Key {
	return Key{"S#" + tenant + "#" + what + "#" + code, kind + "#" + id}
}

// SearchedCodes are all who have the code.
func SearchedCodes(tenant, what, code string) Range {
	return Range{PK: SearchedCode(tenant, what, code, "", "").PK}
}

// EndingISEE finds a band that lasts longer than the ISEE for which it was given, by the last day of the ISEE.
func EndingISEE(tenant string, day calendar.Day, pupil, service string) Key {
	return Key{"S#" + tenant + "#ISEE", day.String() + "#" + pupil + "#" + service}
}

// EndingISEEs are those of some days, both included, from the given sort key on, limit at most; one that is not of these
// days, such as "", begins with the first.
func EndingISEEs(tenant string, first, last calendar.Day, from string, limit int) Range {
	begin, end := first.String(), last.AddDays(1).String()
	if from > begin && from < end {
		begin = from
	}
	return Range{PK: "S#" + tenant + "#ISEE", From: begin, To: end, Limit: limit}
}

// Operator is somebody of a municipality's office, school or kitchen. The id is made as a
// guardian's is.
func Operator(tenant, operator string) Key { return Key{"O#" + tenant, "OP#" + operator} }

// Operators are all of a municipality.
func Operators(tenant string) Range { return Operator(tenant, "").All() }

// ---- Presence: one item a class and day, one a pupil and day that a parent told of, and what to debit again ----

// ClassDay holds who was present in a class on a day. The prefix of a month is
// its Month.Key in place of the day.
func ClassDay(tenant, class string, day calendar.Day) Key {
	return Key{"T#" + tenant + "#CLASS#" + class, "DAY#" + day.String()}
}

// MealNotice is what a parent told of a pupil's meal of a day.
func MealNotice(tenant, pupil string, day calendar.Day) Key {
	return Key{"T#" + tenant + "#P#" + pupil, "DAY#" + day.String()}
}

// CorrectedDay marks a past day's register that changed on a page, for the evening.
func CorrectedDay(tenant string, day calendar.Day, class string) Key {
	return Key{"T#" + tenant + "#AGAIN", "DAY#" + day.String() + "#" + class}
}

// CorrectedDays are all of a municipality that the evening has not done yet.
func CorrectedDays(tenant string) Range { return Key{"T#" + tenant + "#AGAIN", "DAY#"}.All() }

// Repricing asks the evening to debit meals of past days anew.
func Repricing(tenant, id string) Key { return Key{"T#" + tenant + "#AGAIN", "PRICE#" + id} }

// Repricings are all of a municipality that the evening has not queued yet.
func Repricings(tenant string) Range { return Repricing(tenant, "").All() }

// ---- Ledger: money, never deleted -------------------------------------------

// Account is the balance of a pupil's badge. Its sort key comes after those of
// all entries, so that one descending query reads the balance and the newest
// entries together.
func Account(tenant, pupil string) Key { return Key{"A#" + tenant + "#" + pupil, "~ACC"} }

// EntryOfMeal is the debit of a meal: at most one for a pupil, day and meal.
func EntryOfMeal(tenant, pupil string, day calendar.Day, meal string) Key {
	return Key{"A#" + tenant + "#" + pupil, "E#" + day.String() + "#M#" + meal}
}

// EntryOfReceipt is the credit of a pagoPA receipt.
func EntryOfReceipt(tenant, pupil string, day calendar.Day, receipt string) Key {
	return Key{"A#" + tenant + "#" + pupil, "E#" + day.String() + "#R#" + receipt}
}

// EntryOfAdjustment is an opening balance, a transfer or a refund. It sorts
// before the day's meals and receipts.
func EntryOfAdjustment(tenant, pupil string, day calendar.Day, id string) Key {
	return Key{"A#" + tenant + "#" + pupil, "E#" + day.String() + "#J#" + id}
}

// EntryOfCorrection is the n-th correction of a day's meal, from 1. It sorts
// after the meal that it corrects.
func EntryOfCorrection(tenant, pupil string, day calendar.Day, meal string, ordinal int) Key {
	return Key{"A#" + tenant + "#" + pupil, fmt.Sprintf("E#%s#S#%s-%04d", day, meal, ordinal)}
}

// EntriesFrom is the first sort key of the entries of a day and later.
func EntriesFrom(tenant, pupil string, day calendar.Day) Key {
	return Key{"A#" + tenant + "#" + pupil, "E#" + day.String()}
}

// Receipt is a pagoPA receipt, stored once it has had its effect or is parked.
func Receipt(creditor, receipt string) Key { return Key{"R#" + creditor + "#" + receipt, "R"} }

// NoticeNumber leads from a creditor's notice number to the notice. It is written
// once and never changes, so that no number is used twice.
func NoticeNumber(creditor, number string) Key { return Key{"N#" + creditor + "#" + number, "N"} }

// Notice is a debt position, in the list of the parent who owes it, by the day of
// its creation and its number.
func Notice(tenant, guardian string, created calendar.Day, number string) Key {
	return Key{"B#" + tenant + "#" + guardian, "N#" + created.String() + "#" + number}
}

// Notices are all debt positions of a parent.
func Notices(tenant, guardian string) Range { return Key{"B#" + tenant + "#" + guardian, "N#"}.All() }

// Document is an accounting document.
func Document(tenant, document string) Key { return Key{"D#" + tenant + "#" + document, "D"} }

// Cart is a parent's choice of notices to pay together.
func Cart(cart string) Key { return Key{"K#" + cart, "K"} }

// Certificate is an issued certificate, by year of issue and number from 1.
func Certificate(tenant string, year, number int) Key {
	return Key{"C#" + tenant, fmt.Sprintf("N#%d#%06d", year, number)}
}

// CertificateCounter remembers the last number of a year's certificates.
func CertificateCounter(tenant string, year int) Key {
	return Key{"C#" + tenant, fmt.Sprintf("LAST#%d", year)}
}

// CertificateOf leads to the newest certificate of a parent for a pupil and a
// year of payment.
func CertificateOf(tenant, guardian string, year int, pupil string) Key {
	return Key{"C#" + tenant + "#G#" + guardian, fmt.Sprintf("%d#%s", year, pupil)}
}

// CertificatesTo are the newest certificates of a parent, by year and pupil.
func CertificatesTo(tenant, guardian string) Range {
	return Range{PK: "C#" + tenant + "#G#" + guardian}
}

// CertificateCode leads from a verification code to its certificate.
func CertificateCode(code string) Key { return Key{"C#CODE#" + code, "C"} }

// Opposition is a parent's choice about the tax return, by year and pupil.
func Opposition(tenant, guardian string, year int, pupil string) Key {
	return Key{"C#" + tenant + "#O#" + guardian, fmt.Sprintf("%d#%s", year, pupil)}
}

// Oppositions are all of a parent's choices about the tax return.
func Oppositions(tenant, guardian string) Range { return Range{PK: "C#" + tenant + "#O#" + guardian} }

// Refund is money that went back to a parent, for a pupil. The id is unique among
// those of the pupil's day.
func Refund(tenant, guardian string, day calendar.Day, pupil, id string) Key {
	return Key{"C#" + tenant + "#R#" + guardian, day.String() + "#" + pupil + "#" + id}
}

// Refunds are all that went back to a parent.
func Refunds(tenant, guardian string) Range { return Range{PK: "C#" + tenant + "#R#" + guardian} }

// ParkedReceipt waits for the office: it fits no open notice.
func ParkedReceipt(tenant string, day calendar.Day, receipt string) Key {
	return Key{"T#" + tenant + "#PARK", day.String() + "#" + receipt}
}

// ParkedReceipts are all parked receipts of a municipality.
func ParkedReceipts(tenant string) Range { return Range{PK: "T#" + tenant + "#PARK"} }

// ParkedBefore are parked receipts from the given sort key backwards, limit at most; "" begins with the newest.
func ParkedBefore(tenant, from string, limit int) Range {
	return Range{PK: "T#" + tenant + "#PARK", From: "0", To: cmp.Or(from, "~"), Descending: true, Limit: limit}
}

// ClassBatch marks that the debits of a class and day are all posted.
func ClassBatch(tenant string, day calendar.Day, class string) Key {
	return Key{"T#" + tenant + "#B#" + day.String(), "CLASS#" + class}
}

// ClassBatches are the marks of all classes of a day.
func ClassBatches(tenant string, day calendar.Day) Range { return ClassBatch(tenant, day, "").All() }

// ---- Ops: short-lived ----------------------------------------------------------

// Session is found by the hash of its cookie, never by the cookie itself.
func Session(hash string) Key { return Key{"S#" + hash, "S"} }

// OfficeSession is one of an operator or a tablet, found like a parent's.
func OfficeSession(hash string) Key { return Key{"OS#" + hash, "OS"} }

// OfficeSessionOf lists one of an operator's open sessions.
func OfficeSessionOf(tenant, operator, hash string) Key {
	return Key{"OSG#" + tenant + "#" + operator, "OS#" + hash}
}

// OfficeLogin is a login at the municipality's own provider that waits for the answer, found by the hash of its state.
func OfficeLogin(hash string) Key { return Key{"OL#" + hash, "OL"} }

// Device is a tablet that a school uses without personal logins.
func Device(tenant, device string) Key { return Key{"OD#" + tenant, "D#" + device} }

// Search is what an operator looks for, found by the session and the key of the form: what was typed is a name, which
// no address shows.
func Search(session, form string) Key { return Key{"OF#" + session, form} }

// Devices are all of a municipality that are not over.
func Devices(tenant string) Range { return Device(tenant, "").All() }

// PendingLogin is an AuthnRequest that waits for its Response.
func PendingLogin(request string) Key { return Key{"Q#" + request, "Q"} }

// Signatures says what a client has cost in signatures, found by the hash of its address.
func Signatures(client string) Key { return Key{"SC#" + client, "SC"} }

// UsedAssertion remembers an assertion until it expires.
func UsedAssertion(issuer, assertion string) Key { return Key{"X#" + issuer + "#" + assertion, "X"} }

// SessionOf lists one of a parent's open sessions.
func SessionOf(tenant, guardian, hash string) Key {
	return Key{"SG#" + tenant + "#" + guardian, "S#" + hash}
}

// ProviderMetadata is the last good copy of identity providers' metadata. It
// never expires.
func ProviderMetadata(source string) Key { return Key{"IDP#" + source, "METADATA"} }

// CardLogin is a login with a CNS card that waits for the card, found by the hash
// of what the browser carries to the door of cards.
func CardLogin(hash string) Key { return Key{"CQ#" + hash, "CQ"} }

// CardTicket is what the door of cards has to say, found by the hash of what the
// browser carries back to the portal.
func CardTicket(hash string) Key { return Key{"CT#" + hash, "CT"} }

// RevokedCards is the last good list of an authority's revoked cards.
func RevokedCards(list string) Key { return Key{"CRL#" + list, "CRL"} }

// Purpose is what parents and operators do that the portal counts or remembers. It is part of the
// key, so that no two of them share an item, whatever ids a browser sends.
type Purpose string

// The purposes.
const (
	ToTopUp  Purpose = "topup"  // open notices of top-ups
	ToPay    Purpose = "pay"    // choose notices to pay together
	ToReport Purpose = "report" // tell the office
	ToRate   Purpose = "rate"   // say how a payment went
	ToEquip  Purpose = "equip"  // of operators: make the link of a school's tablet
	ToMove   Purpose = "move"   // move credit between own children

	ToDeposit Purpose = "deposit" // take a payment at the office
)

// UsedForm remembers a form that was sent, so that sending it twice acts once.
func UsedForm(purpose Purpose, holder, form string) Key {
	return Key{"F#" + string(purpose) + "#" + holder + "#" + form, "F"}
}

// DailyCount is how often a parent did something on a day.
func DailyCount(purpose Purpose, tenant, guardian string, day calendar.Day) Key {
	return Key{"F#" + string(purpose) + "#" + tenant + "#" + guardian, "DAY#" + day.String()}
}

// RatedPayment marks a notice whose payment was rated. It does not say which rating.
func RatedPayment(creditor, number string) Key {
	return Key{"F#" + string(ToRate) + "#" + creditor + "#" + number, "N"}
}

// Draft is a parent's list of top-ups not yet confirmed.
func Draft(tenant, guardian string) Key { return Key{"W#" + tenant + "#" + guardian, "TOPUPS"} }

// Rating is what somebody thought of a service. Its id says nothing about who.
func Rating(tenant, id string) Key { return Key{"V#" + tenant + "#" + id, "V"} }

// Unpublished marks a notice whose state pagoPA's archive does not know yet. It
// never expires.
func Unpublished(tenant, number string) Key { return Key{"T#" + tenant + "#OUT", number} }

// UnpublishedOf are the marks of all notices of a municipality.
func UnpublishedOf(tenant string) Range { return Range{PK: "T#" + tenant + "#OUT"} }

// Import is a file of the office. Ids sort by time.
func Import(tenant, id string) Key { return Key{"T#" + tenant + "#IMPORTS", "I#" + id} }

// ImportsOf are a municipality's last files, the newest first, limit at most, from the one with the id on or, with "",
// from the newest.
func ImportsOf(tenant, from string, limit int) Range {
	last := Import(tenant, cmp.Or(from, "\U0010FFFF"))
	return Range{PK: last.PK, From: "I#", To: last.SK, Descending: true, Limit: limit}
}

// ImportLock is there while a file of the kind is being stored.
func ImportLock(tenant, kind string) Key { return Key{"T#" + tenant + "#IMPORTS", "LOCK#" + kind} }

// ImportedContent leads from the hash of a file that was stored to the import.
func ImportedContent(tenant, hash string) Key { return Key{"T#" + tenant + "#IMPORTS", "HASH#" + hash} }

// ImportColumns are the names that a municipality's files of a kind have for our columns.
func ImportColumns(tenant, kind string) Key {
	return Key{"T#" + tenant + "#IMPORTS", "COLUMNS#" + kind}
}

// Lapsing marks an open top-up that ends by itself after a day, "2026-12-22".
func Lapsing(tenant, due, number string) Key {
	return Key{"T#" + tenant + "#LAPSE", due + "#" + number}
}

// LapsedBefore are the marks of a municipality whose day lies before the given one, the oldest first.
func LapsedBefore(tenant string, day calendar.Day, limit int) Range {
	return Range{PK: Lapsing(tenant, "", "").PK, From: "0", To: day.String(), Limit: limit}
}

// Waiting marks something that waits for the office, by kind, the day since which it waits, and its id. It
// never expires: whoever deals with it takes it away.
func Waiting(tenant, kind string, since calendar.Day, id string) Key {
	return Key{"T#" + tenant + "#WAIT", kind + "#" + since.String() + "#" + id}
}

// WaitingOf are the marks of a kind from the given sort key on, limit at most; "" begins with the oldest.
func WaitingOf(tenant, kind, from string, limit int) Range {
	return Range{PK: "T#" + tenant + "#WAIT", From: cmp.Or(from, kind+"#"), To: kind + "#~", Limit: limit}
}

// Night is what came of the evening of a day.
func Night(tenant string, day calendar.Day) Key { return Key{"T#" + tenant + "#NIGHT", day.String()} }

// LastNight is the last one that is kept.
func LastNight(tenant string) Range {
	return Range{PK: "T#" + tenant + "#NIGHT", Descending: true, Limit: 1}
}

// Count is what is cooked for a school on a day, as its kitchen first read it after a limit.
func Count(tenant string, day calendar.Day, school string, limit time.Time) Key {
	return Key{"T#" + tenant + "#COUNTS", day.String() + "#" + school + "#" + limit.UTC().Format(time.RFC3339)}
}

// CountsOf are those of all schools on a day.
func CountsOf(tenant string, day calendar.Day) Range {
	return Key{"T#" + tenant + "#COUNTS", day.String() + "#"}.All()
}

// MonthFigures are a month's meals by school and band.
func MonthFigures(tenant string, month calendar.Month) Key {
	return Key{"T#" + tenant + "#FIGURES", "MONTH#" + month.Key()}
}

// DebtFigures are credit and debt by school and age.
func DebtFigures(tenant string) Key { return Key{"T#" + tenant + "#FIGURES", "DEBT"} }

// Debtors are the pupils of a school whose account is below zero.
func Debtors(tenant, school string) Key { return Key{"T#" + tenant + "#DEBTORS", "SCHOOL#" + school} }

// DebtorsOf are the lists of all schools of a municipality.
func DebtorsOf(tenant string) Range { return Debtors(tenant, "").All() }

// Told is a message to a parent about one thing on one day by one channel.
func Told(tenant, guardian string, day calendar.Day, kind, object, channel string) Key {
	return Key{"M#" + tenant + "#" + guardian, day.String() + "#" + kind + "#" + object + "#" + channel}
}

// Bounced marks a parent's mail address that takes no mail, found by the hash of the
// address. It sorts after all that was told.
func Bounced(tenant, guardian, hash string) Key {
	return Key{"M#" + tenant + "#" + guardian, "BOUNCED#" + hash}
}

// ToldSince is what a parent was told from a day on, and the addresses that bounced.
func ToldSince(tenant, guardian string, day calendar.Day) Range {
	return Range{PK: "M#" + tenant + "#" + guardian, From: day.String()}
}

// ---- IdentityLog: who came in, kept 24 months -----------------------------------

// IdentityRecord is the pair of SAML messages of a login at a time (UTC). A day is
// a partition: whoever looks for a login knows when it was.
func IdentityRecord(tenant string, at time.Time, request, id string) Key {
	utc := at.UTC()
	return Key{
		"I#" + tenant + "#" + utc.Format(time.DateOnly), utc.Format(time.TimeOnly) + "#" + request + "#" + id,
	}
}

// ---- Audit: what operators did, never changed or deleted -----------------------------

// AuditRecord is one thing that an operator did at a time. A month in Rome is a partition; records sort by time (UTC).
func AuditRecord(tenant string, at time.Time, id string) Key {
	month := calendar.DayOf(at).Month()
	return Key{auditOf(tenant, month), auditTime(at) + "#" + id}
}

func auditTime(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000000Z") }

// AuditOfMonth are the records of a month from the given sort key backwards in time; "" begins with the newest.
func AuditOfMonth(tenant string, month calendar.Month, from string, limit int) Range {
	return Range{PK: auditOf(tenant, month), From: "0", To: cmp.Or(from, "~"), Descending: true, Limit: limit}
}

// AuditUntil is the sort key before which records of a day and those before it are.
func AuditUntil(day calendar.Day) string { return auditTime(day.AddDays(1).Start()) }

// AuditOfDay are the records of a day backwards in time, limit at most.
func AuditOfDay(tenant string, day calendar.Day, limit int) Range {
	return Range{
		PK: auditOf(tenant, day.Month()), From: auditTime(day.Start()), To: AuditUntil(day),
		Descending: true, Limit: limit,
	}
}

// AuditOfPupil is the same record once more, among those that are about a pupil.
func AuditOfPupil(tenant, pupil string, at time.Time, id string) Key {
	return Key{"LP#" + tenant + "#" + pupil, AuditRecord(tenant, at, id).SK}
}

// AuditsOfPupil are the records about a pupil from the given sort key backwards in time; "" begins with the newest.
func AuditsOfPupil(tenant, pupil, from string, limit int) Range {
	return Range{PK: "LP#" + tenant + "#" + pupil, From: "0", To: cmp.Or(from, "~"), Descending: true, Limit: limit}
}

// AuditOfLoad is a record of rows that were stored out of a file, among those of its import.
func AuditOfLoad(tenant, id string, at time.Time, record string) Key {
	return Key{"LF#" + tenant + "#" + id, AuditRecord(tenant, at, record).SK}
}

// AuditsOfLoad are the records of rows of an import's file from the given sort key backwards in time; "" begins with the newest.
func AuditsOfLoad(tenant, id, from string) Range {
	return Range{PK: "LF#" + tenant + "#" + id, From: "0", To: cmp.Or(from, "~"), Descending: true}
}

func auditOf(tenant string, month calendar.Month) string { return "L#" + tenant + "#" + month.Key() }
