// Package counter is where notices get paid: Checkout with its carts API and
// page, a bank counter, and the control page of the node behind them.
//
// Source of the carts API: pagoPA "Checkout - EC API" v2; of its undocumented
// statuses 401 and 422: the service's own source.
package counter
