package municipality

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"

	"serviziscolastici/shared/dynamo"
)

// Logo is a municipality's coat of arms, as the office loaded it: whoever saves one
// has checked that it is a picture and nothing else.
type Logo struct {
	// Name is the file's name in addresses. It follows from the content, so that
	// browsers may keep the file for ever.
	Name string `dynamodbav:"name"`
	Kind string `dynamodbav:"kind"` // "image/svg+xml" or "image/png"
	Data []byte `dynamodbav:"data"`
}

// NewLogo names a picture.
func NewLogo(data []byte) Logo {
	hash := sha256.Sum256(data)
	name := hex.EncodeToString(hash[:8])
	if bytes.HasPrefix(data, []byte("\x89PNG")) {
		return Logo{Name: name + ".png", Kind: "image/png", Data: data}
	}
	return Logo{Name: name + ".svg", Kind: "image/svg+xml", Data: data}
}

// Logo returns a municipality's logo. The error is problem.NotFound when it has none.
func (s *Store) Logo(ctx context.Context, tenant string) (Logo, error) {
	var logo Logo
	err := s.Core.Get(ctx, dynamo.Logo(tenant), &logo)
	return logo, missing(err)
}

// SaveLogo stores a municipality's logo and has its pages show it. It returns
// whether anything changed.
func (s *Store) SaveLogo(ctx context.Context, tenant string, logo Logo) (bool, error) {
	var m Municipality
	if err := s.Core.Get(ctx, dynamo.Municipality(tenant), &m); err != nil {
		return false, missing(err)
	}
	var before Logo
	err := s.Core.Get(ctx, dynamo.Logo(tenant), &before)
	if err != nil && !errors.Is(err, dynamo.ErrNoItem) {
		return false, err
	}
	if before.Name != logo.Name {
		if err := s.Core.Store(ctx, dynamo.Logo(tenant), logo); err != nil {
			return false, err
		}
	}
	m.LogoPath = logo.Name
	saved, err := s.Save(ctx, m)
	return saved || before.Name != logo.Name, err
}
