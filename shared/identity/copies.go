package identity

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"time"

	"serviziscolastici/shared/dynamo"
)

// Copies keep the last good metadata of each source. A nil pointer keeps none.
type Copies struct {
	// Table is Ops; a copy has no expiry.
	Table dynamo.Table
}

// metadataCopy is the metadata as it was read, compressed: an item holds 400 KB.
type metadataCopy struct {
	Source  string    `dynamodbav:"source"`
	Content []byte    `dynamodbav:"content"`
	Read    time.Time `dynamodbav:"read,unixtime"`
}

func (c *Copies) save(ctx context.Context, source string, metadata []byte, read time.Time) error {
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
	return c.Table.Store(ctx, dynamo.ProviderMetadata(hash(source)), metadataCopy{source, out.Bytes(), read})
}

// load returns the copy and when it was read, false when there is none that can be.
func (c *Copies) load(ctx context.Context, source string) ([]byte, time.Time, bool) {
	if c == nil {
		return nil, time.Time{}, false
	}
	var copied metadataCopy
	if err := c.Table.Get(ctx, dynamo.ProviderMetadata(hash(source)), &copied); err != nil {
		return nil, time.Time{}, false
	}
	metadata, err := unpack(copied.Content)
	return metadata, copied.Read, err == nil
}

func unpack(content []byte) ([]byte, error) {
	packed, err := gzip.NewReader(bytes.NewReader(content))
	if err != nil {
		return nil, fmt.Errorf("identity: %w", err)
	}
	return readLimited(packed)
}
