// Package node plays pagoPA's node: it asks the creditor's station about
// notices, turns payments into receipts and delivers them with the node's
// timeouts, retries and states. It can also misbehave on request: repeat,
// delay, drop, hold and reorder receipts, pay twice, pay the unknown.
//
// Source of the behaviour: SANP and best practice on receipt delivery. The
// interval between retries is the simulator's own, the official one is not public.
package node
