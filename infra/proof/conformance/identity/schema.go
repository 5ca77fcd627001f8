package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// The schema of Avviso n. 29 among the suite's files, and where it looks for another one.
const (
	schemaName = "saml-schema-metadata-sp-spid-av29.xsd"
	schemaWeb  = "http://www.w3.org/2001/xml.xsd"
)

// checkSchema holds the portal's SPID metadata against the schema of Avviso n. 29:
// the suite has it, but is content with an older one. Spoilt metadata has to fail.
func checkSchema(ctx context.Context, suite suite, address string) error {
	schema, err := suite.localSchema()
	if err != nil {
		return err
	}
	metadata, err := fetch(ctx, address)
	if err != nil {
		return err
	}
	file := filepath.Join(suite.state, "sp.xml")
	if said, err := validate(ctx, schema, file, metadata); err != nil {
		return fmt.Errorf("the metadata breaks the schema of Avviso 29: %w\n%s", err, said)
	}
	spoilt := bytes.Replace(metadata, []byte(`contactType="other"`), []byte(`contactType="technical"`), 1)
	if _, err := validate(ctx, schema, file+".spoilt", spoilt); err == nil {
		return fmt.Errorf("the schema of Avviso 29 takes spoilt metadata: the check is worth nothing")
	}
	fmt.Println("The metadata obeys the schema of Avviso SPID n. 29.")
	return nil
}

// localSchema copies the suite's schemas and lets them refer to each other only.
func (s suite) localSchema() (string, error) {
	found, err := filepath.Glob(filepath.Join(
		s.venv, "lib", "python3*", "site-packages", "spid_sp_test", "xsd", "*.xsd"))
	if err != nil || len(found) == 0 {
		return "", fmt.Errorf("the suite has no schemas in %s", s.venv)
	}
	folder := filepath.Join(s.state, "xsd")
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return "", err
	}
	for _, file := range found {
		content, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		content = bytes.ReplaceAll(content, []byte(schemaWeb), []byte("xml.xsd"))
		if err := os.WriteFile(filepath.Join(folder, filepath.Base(file)), content, 0o600); err != nil {
			return "", err
		}
	}
	return filepath.Join(folder, schemaName), nil
}

func validate(ctx context.Context, schema, file string, metadata []byte) ([]byte, error) {
	if err := os.WriteFile(file, metadata, 0o600); err != nil {
		return nil, err
	}
	return exec.CommandContext(ctx, "xmllint", "--noout", "--nonet", "--schema", schema, file).CombinedOutput()
}

func fetch(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	client := http.Client{Timeout: 30 * time.Second}
	response, err := client.Do(request)
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s: status %d", address, response.StatusCode)
	}
	return io.ReadAll(io.LimitReader(response.Body, 1<<20))
}
