// Package office is who works for a municipality on its own pages: operators with their roles, the tablets of
// schools, the table of which role opens which route, and the log of what everybody did.
package office
