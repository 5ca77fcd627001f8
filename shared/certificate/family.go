package certificate

import "serviziscolastici/shared/money"

// Everybody stands in the place of a pupil's id for the certificate of all pupils of a payer and year. No pupil has it.
const Everybody = "*"

// Child is a pupil in a certificate of several, with what was paid for this one.
type Child struct {
	Pupil   Person `dynamodbav:"pupil"`
	School  string `dynamodbav:"school"`
	Level   string `dynamodbav:"level"`
	Expense `dynamodbav:"expense"`
}

// OfChildren puts the expenses of several children into a content that says who paid and when. Each payment and
// refund stands with its child; the sums are those of all.
func (c Content) OfChildren(children []Child) (Content, error) {
	c.Children = children
	var err error
	for _, child := range children {
		for _, sum := range []struct {
			into *money.Cents
			of   money.Cents
		}{{&c.Paid, child.Paid}, {&c.Refunded, child.Refunded}, {&c.Total, child.Total}} {
			if *sum.into, err = sum.into.Add(sum.of); err != nil {
				return c, err
			}
		}
	}
	return c, nil
}

// Count is how many traceable payments a certificate is about, of all its children.
func (c Content) Count() int {
	count := c.Expense.Count()
	for _, child := range c.Children {
		count += child.Count()
	}
	return count
}

// Pupils are those whom a certificate is about.
func (c Content) Pupils() []Person {
	if len(c.Children) == 0 {
		return []Person{c.Pupil}
	}
	var pupils []Person
	for _, child := range c.Children {
		pupils = append(pupils, child.Pupil)
	}
	return pupils
}
