#!/usr/bin/env bash
# Sees that each of the cases that pagoPA tries a station by has its test, then holds every answer of the
# station against pagoPA's official schema (paForNode).
# usage: check.sh SPEC, the folder with the schema, which is no part of this project.
set -euo pipefail

spec=$1

go test -count=1 -run '^(TestEveryCaseHasATest|TestReadingOfCases)$' ./infra/proof/conformance/pagopa

schema=$spec/xsd-common/driver_soap11_paForNode.xsd
if [ ! -f "$schema" ]; then
  echo "The official schema is not in $spec: the station's answers cannot be checked." >&2
  if [ "${CI:-}" = true ]; then exit 1; fi
  exit 0
fi
command -v xmllint >/dev/null || { echo "xmllint is missing: install libxml2-utils" >&2; exit 1; }

answers=$(mktemp -d)
trap 'rm -rf "$answers"' EXIT
STATION_ANSWERS=$answers go test -count=1 -tags conformance -run TestAnswersForTheSchema ./functions/station

# A schema that takes anything would prove nothing: a spoilt answer has to be refused.
first=$(find "$answers" -name '*.xml' | sort | head -n 1)
sed 's/<outcome>OK/<outcome>FORSE/' "$first" > "$answers/spoilt"
if xmllint --noout --nonet --schema "$schema" "$answers/spoilt" 2>/dev/null; then
  echo "The schema takes a spoilt answer: the check is worth nothing." >&2
  exit 1
fi
rm "$answers/spoilt"

if ! xmllint --noout --nonet --schema "$schema" "$answers"/*.xml 2>"$answers/log"; then
  grep -v ' validates$' "$answers/log" >&2
  exit 1
fi
echo "All $(find "$answers" -name '*.xml' | wc -l) answers of the station obey the official schema."
