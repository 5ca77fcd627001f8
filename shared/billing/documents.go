package billing

import (
	"context"

	"serviziscolastici/shared/dynamo"
)

// DocumentsOf returns those of the named documents that are a parent's own, by
// id. It costs one call a hundred documents.
func (s Store) DocumentsOf(
	ctx context.Context, tenant, guardian string, ids []string,
) (map[string]Document, error) {
	keys := make([]dynamo.Key, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, dynamo.Document(tenant, id))
	}
	found, err := dynamo.BatchGet[Document](ctx, s.Ledger, keys)
	if err != nil {
		return nil, err
	}
	documents := make(map[string]Document, len(found))
	for _, document := range found {
		if document.Guardian == guardian {
			documents[document.ID()] = document
		}
	}
	return documents, nil
}
