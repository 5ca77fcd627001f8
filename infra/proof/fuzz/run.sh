#!/usr/bin/env bash
# Runs every fuzz target of functions, shared and infra for a while: run.sh 10s. What fails is told with its input,
# which go test has put below testdata/fuzz: kept there, it is a test from then on.
set -euo pipefail
report=$(mktemp)
trap 'rm -f "$report"' EXIT
failed=0

fuzz() {
	go test -run '^$' -fuzz "^$target\$" -fuzztime "$1" -fuzzminimizetime 5s "./$package" </dev/null >"$report" 2>&1
}

# late tells the race in Go's fuzzing at the end of its time (golang/go#75804, mended in Go 1.27) from an input that fails.
late() {
	grep -q '^ *context deadline exceeded$' "$report" && ! grep -q 'Failing input\|panic' "$report"
}

while read -r package target; do
	if fuzz "$1" || { late && fuzz "$1"; }; then
		execs=$(grep -o 'execs: [0-9]*' "$report" | tail -1 || true)
		echo "$target in $package: ${execs:-only the kept inputs, which took all of $1}"
	else
		failed=1
		echo "$target in $package failed:"
		cat "$report"
	fi
done < <(grep -rEo --include='*_test.go' '^func Fuzz\w+' functions shared infra | sed -E 's|/[^/]*:func | |' | sort)
exit $failed
