// Command assets serves the portal's style sheet, script, fonts and icons.
package main

import "serviziscolastici/shared/lambdahost"

func main() {
	h, err := newHandler()
	if err != nil {
		lambdahost.Fail(lambdahost.Log(), err)
	}
	lambdahost.ServeHTTP(h)
}
