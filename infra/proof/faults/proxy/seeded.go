package proxy

import (
	"encoding/binary"
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"sync"
)

// Seeded draws a fault for a share of the calls (0 to 1). The draw depends on the seed, on what the
// call says and on how often it was said before, but not on when it comes: two runs with one seed
// meet the same faults, however their goroutines interleave.
func Seeded(seed uint64, rate float64) Decider {
	kinds := []Kind{Refused, Lost, Conflict, Throttled, Mixed, ServerError, Slow}
	var mu sync.Mutex
	said := map[uint64]uint64{}
	return func(call Call) Kind {
		content := fingerprint(call)
		mu.Lock()
		said[content]++
		times := said[content]
		mu.Unlock()
		draw := rand.New(rand.NewPCG(seed, content^times*0x9e3779b97f4a7c15))
		if draw.Float64() >= rate {
			return None
		}
		return kinds[draw.IntN(len(kinds))]
	}
}

// stubbornly is how many attempts of a stubborn call fail: all of a worker's first delivery, and some of the
// next one's.
const stubbornly = 8

// Stubborn draws calls of which no attempt succeeds for so long that the message comes back to the queue: the
// patience of the SDK's retries hides all others. Like Seeded it depends on the seed and on what the call says.
func Stubborn(seed uint64, share float64) Decider {
	kinds := []Kind{Refused, Lost, Conflict, Throttled, ServerError}
	var mu sync.Mutex
	said := map[uint64]int{}
	return func(call Call) Kind {
		content := fingerprint(call)
		draw := rand.New(rand.NewPCG(^seed, content))
		if draw.Float64() >= share {
			return None
		}
		mu.Lock()
		defer mu.Unlock()
		if said[content]++; said[content] > stubbornly {
			return None
		}
		return kinds[draw.IntN(len(kinds))]
	}
}

// anyTrial is what the names of tables begin with, another in each trial.
var anyTrial = regexp.MustCompile(`"trial-[A-Z2-7]+-`)

// fingerprint ignores what is drawn at random: the token of a transaction, the order in which the SDK
// writes attributes, and the names of the tables.
func fingerprint(call Call) uint64 {
	hash := fnv.New64a()
	_, _ = hash.Write([]byte(call.Operation)) // a hash never fails
	var content map[string]any
	if err := json.Unmarshal(call.Body, &content); err == nil {
		delete(content, "ClientRequestToken")
		if canonical, err := json.Marshal(content); err == nil {
			_, _ = hash.Write(anyTrial.ReplaceAll(canonical, []byte(`"`)))
		}
	}
	return binary.BigEndian.Uint64(hash.Sum(nil))
}
