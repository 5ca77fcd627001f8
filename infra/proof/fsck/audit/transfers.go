package audit

import "serviziscolastici/shared/money"

// moved is an entry of credit that went from one account to another, or back.
type moved struct {
	account, pupil string // the entry's own
	other          string // the pupil that it names
	key, corrects  string // sort keys
	amount         money.Cents
}

// transferEntry remembers one side of a transfer.
func (b *books) transferEntry(p *partition, e entry) {
	key := p.key + " " + e.Key
	if e.Transfer == nil || e.Transfer.ID == "" || e.Amount == 0 {
		b.find(Transfers, key, "a transfer of %d cents that does not say where", int64(e.Amount))
		return
	}
	at := p.tenant + " " + e.Transfer.ID
	b.transfers[at] = append(b.transfers[at], moved{p.key, p.pupil, e.Transfer.Other, e.Key, e.Corrects, e.Amount})
}

// judgeTransfers looks for transfers that took from one account something else than they gave to the other, and for
// what went back more than once or in part.
func (b *books) judgeTransfers() {
	for _, entries := range b.transfers {
		var there, back []moved
		for _, e := range entries {
			if e.corrects == "" {
				there = append(there, e)
			} else {
				back = append(back, e)
			}
		}
		key := entries[0].account + " " + entries[0].key
		if len(there) != 2 || !pair(there[0], there[1]) {
			b.find(Transfers, key, "a transfer of %d entries that do not make up for each other", len(there))
			continue
		}
		if len(back) == 0 {
			continue
		}
		if len(back) != 2 || !pair(back[0], back[1]) || !takesBack(back[0], there) || !takesBack(back[1], there) {
			b.find(Transfers, key, "a transfer that %d entries take back in another way than it was made", len(back))
		}
	}
}

// pair reports whether two entries are the sides of one transfer.
func pair(one, other moved) bool {
	return one.amount == -other.amount && one.account != other.account && one.other == other.pupil && other.other == one.pupil
}

// takesBack reports whether an entry takes back the side of a transfer in its own account.
func takesBack(back moved, there []moved) bool {
	for _, e := range there {
		if e.account == back.account {
			return back.corrects == e.key && back.amount == -e.amount
		}
	}
	return false
}
