#!/bin/sh
# Creates the namespace and the search attributes by which requests are found; skips what exists.
# Needs TEMPORAL_ADDRESS (host:port); TEMPORAL_CLI names the program, TEMPORAL_RETENTION how long closed workflows are kept:
# no shorter than incident.window of the configuration, so that incidents can be exported with their histories.
set -eu
cli=${TEMPORAL_CLI:-temporal}
namespace=${TEMPORAL_NAMESPACE:-default}
export TEMPORAL_ADDRESS

# Does "$@", again and again for two minutes: a server that has just started refuses some calls.
patiently() {
  attempt=1
  until "$@"; do
    [ "$attempt" -lt 60 ] || return 1
    attempt=$((attempt + 1))
    sleep 2
  done
}

namespace_exists() {
  "$cli" operator namespace describe --namespace "$namespace" >/dev/null 2>&1 ||
    "$cli" operator namespace create --namespace "$namespace" --retention "${TEMPORAL_RETENTION:-7d}"
}

search_attribute_exists() {
  "$cli" operator search-attribute list --namespace "$namespace" 2>/dev/null | grep -q "^ *$1 " ||
    "$cli" operator search-attribute create --namespace "$namespace" --name "$1" --type "$2"
}

patiently "$cli" operator cluster health
patiently namespace_exists
for name in DownclimbRoute DownclimbTier DownclimbProvider; do
  patiently search_attribute_exists "$name" Keyword
done
patiently search_attribute_exists DownclimbDegraded Bool
