package lambdahost

import "encoding/base64"

// shortestSecret is the number of bytes below which a key can be guessed.
const shortestSecret = 32

// Secret returns a key that is written in base64, at least 32 bytes long.
func (e *Env) Secret(name string) []byte {
	text := e.Text(name)
	if text == "" {
		return nil
	}
	secret, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(secret) < shortestSecret {
		e.problems = append(e.problems, name+" is not base64 of at least 32 bytes")
		return nil
	}
	return secret
}
