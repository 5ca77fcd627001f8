// Package soap is the node's half of pagoPA's paForNode messages: it writes the
// requests that a creditor's station receives and reads the answers as strictly
// as the node does. It shares no code with the portal's station, so a mistake
// on either side shows.
//
// Source of the rules: paForNode.wsdl and paForNode.xsd, SANP, and the node's
// own test suite for what it rejects in an answer.
package soap
