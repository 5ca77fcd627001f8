/* How a pupil's meal is debited (functions/mealdebits), in all interleavings of two consumers: the office
 * corrects the presence sheet at any moment, messages come more than once, processes die and replies are
 * lost at any step. Promise 3: at most one debit at any time, and in the end exactly one if present.
 *
 * Negative controls, each of which must be refuted:
 *   NOORDINAL  an entry is added without looking whether another came first
 *   NOMARKER   the completion marker is written whoever wrote it meanwhile
 *   SKIP       a message whose marker covers the sheet is skipped, as if nothing were left to do
 */
#define CONSUMERS 2
#define PASSES    4

/* The presence sheet, at a version. */
byte version = 1;
bool eaten = true;
byte edits = 2;

/* The pupil's account of the day: entries are only added, the balance with them. */
byte entries;
short net;              /* how many meals are charged */

/* The completion marker of the class: runs 0 means that there is none. */
byte runs, covers;

byte queued;
byte evenings = 4;      /* how often the planner may send a message */
byte copies = 2;        /* how often a message may appear once more */
byte troubles = 2;      /* deaths and lost replies still to come */
byte busy;              /* consumers at work */

/* After any step the process may die or, the same to the tables, the reply may be lost. */
#define perhapsFail if :: troubles > 0 -> troubles--; goto failed :: true fi

#ifdef NOORDINAL
#define first(n) true
#else
#define first(n) (entries == n) /* the key with this ordinal is free */
#endif

#ifdef NOMARKER
#define unmoved(r) true
#else
#define unmoved(r) (runs == r)
#endif

active [CONSUMERS] proctype consumer() {
	byte passes, tries, before, covered, seen, n;
	bool want, tried, again;
	short posted;
endless:
	atomic {
		queued > 0 -> queued--; busy++;
		passes = 0; before = 0; covered = 0; seen = 0; n = 0; posted = 0;
		/* Whether the queue says that the message came before: a redriven one does not. */
		if :: again = true :: again = false fi;
		if :: copies > 0 -> copies--; queued++ :: true fi
	};
	if
	:: again -> goto pass
	:: else
	fi;
	/* The first pass over the first version of a sheet reads nothing else. It posts, refused when the meal
	 * is there, and writes the marker, refused when there is one: then the class needs a careful pass. */
	atomic {
		seen = version; want = eaten; perhapsFail;
		if
		:: seen > 1 -> goto pass
		:: else
		fi
	};
	atomic {
		if
		:: want ->
			if :: first(0) -> entries++; net++ :: else fi;
			perhapsFail
		:: else
		fi
	};
	atomic {
		if
		:: unmoved(0) -> runs++; covers = seen; perhapsFail; goto done
		:: else -> perhapsFail
		fi
	};
pass:
	atomic { before = runs; covered = covers; perhapsFail };
	atomic {
		seen = version; want = eaten; tries = 0; tried = false;
#ifdef SKIP
		if
		:: before > 0 && covered == seen -> goto done
		:: else
		fi;
#endif
		perhapsFail
	};
difference:
	/* Read what is posted, add the rest under the next ordinal. */
	atomic {
		n = entries; posted = net; tried = tries > 0; perhapsFail;
		if
		:: posted == want -> goto mark
		:: else
		fi
	};
	atomic {
		tried = true; tries++;
		if
		:: first(n) -> entries++; net = net + want - posted; perhapsFail; goto mark
		:: else -> perhapsFail
		fi;
		if
		:: tries < PASSES -> goto difference
		:: else -> goto failed
		fi
	};
mark:
	atomic {
		if
		:: !tried && before > 0 && covered == seen -> goto done
		:: else
		fi
	};
	atomic {
		if
		:: unmoved(before) -> runs++; covers = seen; perhapsFail; goto done
		:: else -> perhapsFail
		fi;
		passes++;
		if
		:: passes < PASSES -> goto pass
		:: else -> goto failed
		fi
	};
done:
	atomic { busy--; goto endless };
failed: /* what failed comes again, in the end from the dead letters */
	atomic { busy--; queued++; goto endless }
}

/* The office marks the pupil absent, and present again. */
active proctype office() {
	do
	:: atomic { edits > 0 -> edits--; version++; eaten = !eaten }
	:: break
	od
}

/* The planner sends a message while the marker does not cover the sheet: on the first evening at any
 * moment, on later ones once the queue is empty. */
active proctype planner() {
end:
	do
	:: atomic { evenings == 4 -> evenings--; queued++ }
	:: atomic { evenings < 4 && evenings > 0 && covers != version && queued == 0 && busy == 0 -> evenings--; queued++ }
	od
}

active proctype fsck() {
end:
	do
	:: atomic { net > 1 || net < 0 -> assert(false) }
	/* Nothing is left to do: the last evening has found everything, and the charge is right. */
	:: atomic { timeout -> assert(covers == version); assert(net == eaten); break }
	od
}
