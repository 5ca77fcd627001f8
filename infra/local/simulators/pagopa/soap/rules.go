package soap

import (
	"fmt"
	"regexp"
	"strings"
	"unicode/utf8"
)

// rule is one line of an xsd:sequence: an element, how often it may appear and
// what it holds.
type rule struct {
	name     string
	min, max int
	valid    func(text string) bool
	inside   []rule
}

func one(name string, valid func(string) bool) rule {
	return rule{name: name, min: 1, max: 1, valid: valid}
}
func opt(name string, valid func(string) bool) rule { return rule{name: name, max: 1, valid: valid} }

func matches(pattern string) func(string) bool {
	return regexp.MustCompile(`^(?:` + pattern + `)$`).MatchString
}

// length accepts texts of 1 to limit characters: an empty element is invalid.
func length(limit int) func(string) bool {
	return func(text string) bool { return text != "" && utf8.RuneCountInString(text) <= limit }
}

func anything(string) bool { return true }

// euro accepts stAmountNotZero.
func euro(text string) bool {
	cents, err := parseAmount(text)
	return err == nil && cents > 0
}

var (
	isDate    = matches(`\d{4}-\d\d-\d\d(Z|[+-]\d\d:\d\d)?`)
	isCode    = matches(`\d{11}`)
	isOutcome = matches(`OK|KO`)
	isEmail   = matches(`[a-zA-Z0-9_.+\-]+@[a-zA-Z0-9\-]+(\.[a-zA-Z0-9\-]+)*`)
)

// The sequences of paForNode.xsd that answers are made of.
var (
	faultRules = []rule{
		one("faultCode", length(1000)), one("faultString", length(1000)), one("id", anything),
		opt("description", anything), opt("serial", matches(`-?\d+`)),
		opt("originalFaultCode", anything), opt("originalFaultString", anything),
		opt("originalDescription", anything),
	}
	metadataRules = []rule{{name: "mapEntry", min: 1, max: 15, inside: []rule{
		one("key", length(140)), one("value", length(140)),
	}}}
	subjectRules = []rule{
		{name: "uniqueIdentifier", min: 1, max: 1, inside: []rule{
			one("entityUniqueIdentifierType", matches(`F|G`)), one("entityUniqueIdentifierValue", matches(`.{2,16}`)),
		}},
		one("fullName", length(70)), opt("streetName", length(70)), opt("civicNumber", length(16)),
		opt("postalCode", length(16)), opt("city", length(35)), opt("stateProvinceRegion", length(35)),
		opt("country", matches(`[A-Z]{2}`)), opt("e-mail", isEmail),
	}
	transferRules = []rule{
		one("idTransfer", matches(`[1-5]`)), one("transferAmount", euro), one("fiscalCodePA", isCode),
		opt("companyName", length(140)), one("IBAN", length(35)), one("remittanceInformation", length(140)),
		one("transferCategory", length(140)), {name: "metadata", max: 1, inside: metadataRules},
	}
	optionRules = []rule{
		one("amount", euro), one("options", matches(`EQ|LS|GT|ANY`)), opt("dueDate", isDate),
		opt("detailDescription", length(140)), one("allCCP", matches(`true|false|0|1`)),
	}
	verifyRules = []rule{
		one("outcome", isOutcome), {name: "fault", max: 1, inside: faultRules},
		{name: "paymentList", max: 1, inside: []rule{
			{name: "paymentOptionDescription", min: 1, max: 1, inside: optionRules},
		}},
		opt("paymentDescription", length(140)), opt("fiscalCodePA", isCode),
		opt("companyName", length(140)), opt("officeName", length(140)),
	}
	getPaymentRules = []rule{
		one("outcome", isOutcome), {name: "fault", max: 1, inside: faultRules},
		{name: "data", max: 1, inside: []rule{
			one("creditorReferenceId", length(35)), one("paymentAmount", euro), one("dueDate", isDate),
			opt("retentionDate", anything), opt("lastPayment", anything), one("description", length(140)),
			one("companyName", length(140)), opt("officeName", length(140)),
			{name: "debtor", min: 1, max: 1, inside: subjectRules},
			{name: "transferList", min: 1, max: 1, inside: []rule{
				{name: "transfer", min: 1, max: 5, inside: transferRules},
			}},
			{name: "metadata", max: 1, inside: metadataRules},
		}},
	}
	receiptAnswerRules = []rule{one("outcome", isOutcome), {name: "fault", max: 1, inside: faultRules}}
)

// check holds an element's children against their sequence. Every child must be
// unqualified: the schema has no elementFormDefault.
func check(parent *node, rules []rule) error {
	kids := parent.kids
	for _, rule := range rules {
		count := 0
		for len(kids) > 0 && kids[0].name.Local == rule.name {
			if err := checkOne(kids[0], rule); err != nil {
				return err
			}
			kids, count = kids[1:], count+1
		}
		if count < rule.min || count > rule.max {
			return fmt.Errorf("%s: %d elements %s, want %d to %d",
				parent.name.Local, count, rule.name, rule.min, rule.max)
		}
	}
	if len(kids) > 0 {
		return fmt.Errorf("%s: element %s is unknown or out of order", parent.name.Local, kids[0].name.Local)
	}
	return nil
}

func checkOne(element *node, rule rule) error {
	if element.name.Space != "" {
		return fmt.Errorf("%s is in namespace %s, want none", element.name.Local, element.name.Space)
	}
	if rule.inside != nil {
		return check(element, rule.inside)
	}
	if len(element.kids) > 0 || !rule.valid(strings.TrimSpace(element.text)) {
		return fmt.Errorf("%s: value %q is not valid", rule.name, element.text)
	}
	return nil
}
