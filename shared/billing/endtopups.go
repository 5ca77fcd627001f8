package billing

import (
	"context"

	"serviziscolastici/shared/problem"
)

// EndTopUps takes back the open top-ups of a parent for a pupil for whom the parent is to pay no more. One whose payment
// is under way stays: its receipt settles it. A change of who pays that may be refused comes first; a file that is loaded
// again may come after, because then it finds the parent again.
func (s Store) EndTopUps(ctx context.Context, tenant, guardian, pupil string) error {
	positions, err := s.AllOf(ctx, tenant, guardian)
	if err != nil {
		return err
	}
	for _, position := range positions {
		if position.Kind != TopUp || position.Pupil != pupil || position.State != Open {
			continue
		}
		err := s.CancelTopUp(ctx, position)
		if err != nil && !problem.Is(err, problem.Conflict) {
			return err
		}
	}
	return nil
}
