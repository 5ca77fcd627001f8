#!/usr/bin/env bash
# Searches all states of the models of the posting protocols, and shows that the search finds what
# goes wrong when a safeguard is taken away. It needs spin and a C compiler.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# search MODEL [CONTROL] prints one line, and fails unless the result is as expected.
search() {
	spin ${2:+-D$2} -a "$here/$1.pml" >spin.out || { cat spin.out >&2; exit 2; }
	cc -w -O2 -DSAFETY -o pan pan.c
	local start=$EPOCHREALTIME
	./pan -m1000000 -w24 >pan.out
	local seconds errors states depth memory
	seconds=$(awk -v a="$start" -v b="$EPOCHREALTIME" 'BEGIN {printf "%.1f", b - a}')
	errors=$(sed -n 's/.*errors: //p' pan.out)
	memory=$(awk "/total actual memory usage/ {printf \"%.0f\", \$1}" pan.out)
	states=$(awk '/states, stored/ {print $1}' pan.out)
	depth=$(sed -n 's/.*depth reached \([0-9]*\).*/\1/p' pan.out)
	if grep -q "max search depth too small" pan.out; then
		echo "$1: the search was not complete" >&2
		exit 2
	fi
	if test -z "${2:-}"; then
		echo "$1: $states states, depth $depth, $seconds s, $memory MB: $errors errors"
		test "$errors" = 0 || { grep -m1 pan:1 pan.out >&2; exit 1; }
	else
		echo "$1 without its safeguard ($2): refuted at depth $(sed -n 's/.*at depth \([0-9]*\)).*/\1/p' pan.out)"
		test "$errors" != 0 || { echo "the search does not see that $2 is wrong" >&2; exit 1; }
		grep -q "assertion violated" pan.out || { grep -m1 pan:1 pan.out >&2; exit 1; }
	fi
}

search receipt
for control in NOSTORED NOSTATE SPLIT; do search receipt $control; done
search night
for control in NOORDINAL NOMARKER SKIP; do search night $control; done
