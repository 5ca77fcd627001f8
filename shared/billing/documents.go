package billing

import (
	"context"
	"slices"

	"serviziscolastici/shared/dynamo"
)

// batchLimit is how many items DynamoDB reads by key in one call.
const batchLimit = 100

// DocumentsOf returns those of the named documents that are a parent's own, by
// id. It costs one call a hundred documents.
func (s Store) DocumentsOf(
	ctx context.Context, tenant, guardian string, ids []string,
) (map[string]Document, error) {
	documents := make(map[string]Document, len(ids))
	for some := range slices.Chunk(ids, batchLimit) {
		keys := make([]dynamo.Key, 0, len(some))
		for _, id := range some {
			keys = append(keys, dynamo.Document(tenant, id))
		}
		var found []Document
		if err := s.Ledger.BatchGet(ctx, keys, &found); err != nil {
			return nil, err
		}
		for _, document := range found {
			if document.Guardian == guardian {
				documents[document.ID()] = document
			}
		}
	}
	return documents, nil
}
