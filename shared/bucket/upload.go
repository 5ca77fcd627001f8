package bucket

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/url"
	"strings"
	"time"
)

// Upload is what a browser may store by a form, without passing a function.
type Upload struct {
	Key      string
	Kind     string // content type
	MaxBytes int64
	// Redirect is where the browser goes once it is stored.
	Redirect string
	Lasts    time.Duration
}

// Form is a form whose last field is the file, named "file". S3 takes it as it is or refuses it: all fields but the file
// and its name are signed.
type Form struct {
	Action string
	Fields []Field
}

// Field is a hidden field of a form.
type Field struct{ Name, Value string }

// NameField tells what the file was called. S3 puts its name in the place of the value; a script may do so before.
const NameField = "x-amz-meta-nome"

// NamePlace is the value of NameField that S3 replaces.
const NamePlace = "${filename}"

// StoredTag is the Tag of what a browser has just stored, from the address to which S3 sends it; "" when it tells none.
func StoredTag(query url.Values) string { return strings.Trim(query.Get("etag"), `"`) }

// Form returns the form of an upload.
func (b Bucket) Form(ctx context.Context, u Upload) (Form, error) {
	credentials, err := b.Config.Credentials.Retrieve(ctx)
	if err != nil {
		return Form{}, err
	}
	now := time.Now().UTC() // the machine's: S3 compares it with its own
	day := now.Format("20060102")
	scope := day + "/" + b.Config.Region + "/s3/aws4_request"
	fields := []Field{
		{"key", u.Key}, {"Content-Type", u.Kind}, {"success_action_redirect", u.Redirect},
		{"x-amz-algorithm", "AWS4-HMAC-SHA256"}, {"x-amz-credential", credentials.AccessKeyID + "/" + scope},
		{"x-amz-date", now.Format("20060102T150405Z")},
	}
	if credentials.SessionToken != "" {
		fields = append(fields, Field{"x-amz-security-token", credentials.SessionToken})
	}
	conditions := []any{
		map[string]string{"bucket": b.Name}, []any{"content-length-range", 0, u.MaxBytes}, // who reads it says that a file is empty
		[]any{"starts-with", "$" + NameField, ""},
	}
	for _, field := range fields {
		conditions = append(conditions, map[string]string{field.Name: field.Value})
	}
	policy, err := json.Marshal(map[string]any{
		"expiration": now.Add(u.Lasts).Format("2006-01-02T15:04:05.000Z"), "conditions": conditions,
	})
	if err != nil {
		return Form{}, err
	}
	text := base64.StdEncoding.EncodeToString(policy)
	key := []byte("AWS4" + credentials.SecretAccessKey)
	for _, part := range []string{day, b.Config.Region, "s3", "aws4_request", text} {
		key = sum(key, part)
	}
	fields = append(fields, Field{NameField, NamePlace}, Field{"policy", text},
		Field{"x-amz-signature", hex.EncodeToString(key)})
	return Form{Action: b.Origin() + "/" + b.Name, Fields: fields}, nil
}

func sum(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	_, _ = mac.Write([]byte(text)) // it has no error
	return mac.Sum(nil)
}
