// Package manifest writes and reads stack.json, by which tests and tools find a running local stack.
package manifest

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// Stack is the content of stack.json. Maps go from logical id to name, for queues to address.
type Stack struct {
	PortalURL          string            `json:"portal_url"`
	StationURL         string            `json:"station_url"` // the SOAP endpoint
	IdpURL             string            `json:"idp_url"`
	PagopaURL          string            `json:"pagopa_url"`
	IoURL              string            `json:"io_url"`   // App IO; messages.json there lists what it took
	MailURL            string            `json:"mail_url"` // SES; mails.json there lists the mails
	OidcURL            string            `json:"oidc_url"` // the demo Comune's own provider, for operators
	SpidMetadataURL    string            `json:"spid_metadata_url"`
	CieMetadataURL     string            `json:"cie_metadata_url"`
	SpidLoginURL       string            `json:"spid_login_url"`        // for programs too; {idp} stands for the URL-encoded entity id
	OfficeURL          string            `json:"office_url"`            // the login page of the office
	OfficeSpidLoginURL string            `json:"office_spid_login_url"` // of operators
	CieLoginURL        string            `json:"cie_login_url"`
	CnsURL             string            `json:"cns_url"` // the host that asks for a card
	CnsLoginURL        string            `json:"cns_login_url"`
	CnsCards           string            `json:"cns_cards"`       // folder of .p12, .pem and .key, by fiscal code
	CnsCertificate     string            `json:"cns_certificate"` // file with the certificate of that host
	DynamoDBURL        string            `json:"dynamodb_url"`
	SQSURL             string            `json:"sqs_url"`
	S3URL              string            `json:"s3_url"`
	LambdaURL          string            `json:"lambda_url"`
	Tables             map[string]string `json:"tables"`
	Queues             map[string]string `json:"queues"`
	Buckets            map[string]string `json:"buckets"`
	Functions          map[string]string `json:"functions"`
	Demo               Demo              `json:"demo"`
}

// Demo is what a test needs to know of the demo municipality.
type Demo struct {
	Parents     []Parent   `json:"parents"`
	Operators   []Operator `json:"operators"`
	TabletURL   string     `json:"tablet_url"` // the link of a school's tablet
	Creditor    Creditor   `json:"creditor"`
	OpenNotices []Notice   `json:"open_notices"`
}

// Parent is a person who can log in at the simulated identity provider.
type Parent struct {
	FiscalCode string            `json:"fiscal_code"`
	Name       string            `json:"name"`
	Pupils     []json.RawMessage `json:"pupils"` // as infra/local/demo/files/people.json has them
}

// Operator is somebody who can log in to the office's pages.
type Operator struct {
	FiscalCode string   `json:"fiscal_code"`
	Name       string   `json:"name"`
	Roles      []string `json:"roles"`
}

// Creditor is the demo municipality as pagoPA knows it.
type Creditor struct {
	FiscalCode string `json:"fiscal_code"`
	BrokerID   string `json:"broker_id"`
	StationID  string `json:"station_id"`
}

// Notice is an open payment notice.
type Notice struct {
	Number      string `json:"number"` // 18 digits
	AmountCents int64  `json:"amount_cents"`
}

// Read reads what a running stack wrote.
func Read(path string) (Stack, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return Stack{}, err
	}
	var s Stack
	if err := json.Unmarshal(data, &s); err != nil {
		return Stack{}, fmt.Errorf("read %s: %w", path, err)
	}
	return s, nil
}

// Write replaces the file in one step, so that nobody reads half of it.
func (s Stack) Write(path string) error {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	fresh := filepath.Join(filepath.Dir(path), ".stack.json.new")
	if err := os.WriteFile(fresh, append(data, '\n'), 0o644); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
