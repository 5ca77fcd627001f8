// Package paper draws the portal's PDFs: the payment notice as pagoPA's guide lays it out (AVVISI),
// the payment receipt, the accounting document, the yearly payment certificate and the statement of
// the virtual account. All are tagged (PDF/UA-1): a screen reader reads them as they were meant.
//
// Input is plain data, output is the same bytes for the same input. Every part of a page is one
// small function that knows its place on the sheet; measures are millimetres on A4.
package paper
