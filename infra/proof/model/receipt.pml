/* How receipts are settled (shared/billing/settle.go), in all interleavings of two consumers: two
 * receipts of one notice, each delivered more than once, a parent who cancels, processes that die and
 * replies that are lost at any step. Promise 2: one receipt, one effect.
 *
 * Negative controls, each of which must be refuted:
 *   NOSTORED the transactions do not look for the stored receipt
 *   NOSTATE  the transaction does not look at the notice's state
 *   SPLIT    the receipt is stored before the effect, in a call of its own
 */
#define CONSUMERS 2
#define RECEIPTS  2

mtype = { OPEN, PAID, CANCELLED };

mtype notice = OPEN;
bool stored[RECEIPTS];
byte credits[RECEIPTS], parked[RECEIPTS];

byte queued[RECEIPTS];  /* visible copies of each message */
byte copies = 3;        /* how often a message may appear once more: sent twice, or visible too early */
byte troubles = 4;      /* deaths and lost replies still to come */

#ifdef NOSTORED
#define known(r) false
#else
#define known(r) stored[r]
#endif

#ifdef NOSTATE
#define payable true
#else
#define payable (notice == OPEN)
#endif

/* After any step the process may die or, the same to the tables, the reply may be lost. */
#define perhapsFail if :: troubles > 0 -> troubles--; goto again :: true fi

active [CONSUMERS] proctype consumer() {
	byte r;
endless:
	atomic {
		if
		:: queued[0] > 0 -> r = 0
		:: queued[1] > 0 -> r = 1
		fi;
		queued[r]--;
		/* The message may appear again while it is being worked on. */
		if :: copies > 0 -> copies--; queued[r]++ :: true fi
	};
#ifdef SPLIT
	atomic { if :: stored[r] -> goto endless :: else -> stored[r] = true; perhapsFail fi };
	atomic {
		if
		:: notice == OPEN -> notice = PAID; credits[r]++
		:: else -> parked[r]++
		fi;
		perhapsFail;
		goto endless
	};
#endif
	/* One TransactWriteItems, without a look at the notice before: all of it or nothing. */
	atomic {
		if
		:: known(r) -> perhapsFail; goto endless       /* a repetition: forget the message */
		:: !known(r) && payable ->
			stored[r] = true; notice = PAID; credits[r]++; perhapsFail; goto endless
		:: !known(r) && !payable -> perhapsFail     /* the refusal tells why the notice does not take it */
		fi
	};
	/* Another TransactWriteItems keeps it for the office. */
	atomic {
		if
		:: known(r)
		:: else -> stored[r] = true; parked[r]++
		fi;
		perhapsFail;
		goto endless
	};
again: /* what failed comes again: SQS does not forget it */
	atomic { queued[r]++; goto endless }
}

/* pagoPA sends both receipts at any moment, and the parent may cancel at any moment. */
active proctype node() {
	queued[0]++;
	queued[1]++
}

active proctype parent() {
	if
	:: atomic { notice == OPEN -> notice = CANCELLED }
	:: true
	fi
}

active proctype fsck() {
end:
	do
	:: atomic { credits[0] + credits[1] > 1 -> assert(false) }
	:: atomic { credits[0] + parked[0] > 1 -> assert(false) }
	:: atomic { credits[1] + parked[1] > 1 -> assert(false) }
	/* Nothing is left to do: nothing was lost. */
	:: atomic {
		timeout ->
		assert(credits[0] + parked[0] == 1 && credits[1] + parked[1] == 1);
		assert((notice == PAID) == (credits[0] + credits[1] == 1));
		break
	}
	od
}
