package identity

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"

	"serviziscolastici/shared/dynamo"
)

// Copies keep the last good metadata of each source. A nil pointer keeps none.
type Copies struct {
	// Table is Ops; a copy has no expiry.
	Table dynamo.Table
}

// metadataCopy is the metadata as it was read, compressed: an item holds 400 KB.
type metadataCopy struct {
	Source  string `dynamodbav:"source"`
	Content []byte `dynamodbav:"content"`
}

func (c *Copies) save(ctx context.Context, source string, metadata []byte) error {
	if c == nil {
		return nil
	}
	var out bytes.Buffer
	packing := gzip.NewWriter(&out)
	if _, err := packing.Write(metadata); err != nil {
		return err
	}
	if err := packing.Close(); err != nil {
		return err
	}
	return c.Table.Store(ctx, dynamo.ProviderMetadata(hash(source)), metadataCopy{source, out.Bytes()})
}

// load returns the providers of the copy, nil when there is none that can be read.
func (c *Copies) load(ctx context.Context, source string) []Provider {
	if c == nil {
		return nil
	}
	var copied metadataCopy
	if err := c.Table.Get(ctx, dynamo.ProviderMetadata(hash(source)), &copied); err != nil {
		return nil
	}
	metadata, err := unpack(copied.Content)
	if err != nil {
		return nil
	}
	providers, err := ParseProviders(metadata)
	if err != nil {
		return nil
	}
	return providers
}

func unpack(content []byte) ([]byte, error) {
	packed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return readLimited(packed)
}
