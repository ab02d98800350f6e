#!/usr/bin/env bash
# The production shape without containers: PostgreSQL, and a real Temporal server (not the dev server) that keeps its data
# there, with the same schema, namespace and settings scripts that docker-compose.yml uses. Everything on loopback.
#
#   deploy/production-shape.sh FOLDER [POSTGRES_PORT [TEMPORAL_PORT]]      # defaults 5533 and 7533
#
# Data and logs live in FOLDER and are found again by the next start. Needs a JDK 25 and Go: Temporal is built from source
# once per machine, about 4 minutes. Temporal takes the eight ports after TEMPORAL_PORT, too. Ctrl-C stops both.
# EMBEDDED_CLASSPATH, where set, is the class path of the embedded module as built already.
set -eu

if [ $# -lt 1 ] || [ $# -gt 3 ]; then
  sed -n '2,10s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
root=$(cd "$(dirname "$0")/.." && pwd -P)
mkdir -p "$1"
folder=$(cd "$1" && pwd -P)
postgres_port=${2:-5533}
temporal_port=${3:-7533}
version=${TEMPORAL_VERSION:-1.32.0}
server_home=${XDG_CACHE_HOME:-$HOME/.cache}/downclimb/temporal-server-$version

. "$root/.mvn/jdk.sh"
downclimb_find_java javac

build() {
  if [ -z "${EMBEDDED_CLASSPATH-}" ]; then
    echo "building Downclimb's embedded module …"
    (cd "$root" && ./mvnw -q -B -DskipTests -Dspotless.check.skip=true -pl embedded package \
      dependency:build-classpath -Dmdep.outputFile="$folder/classpath")
    EMBEDDED_CLASSPATH=$root/embedded/target/classes:$(cat "$folder/classpath")
  fi
  if [ ! -x "$server_home/server" ]; then
    echo "building the Temporal server $version with go, about 4 minutes, once per machine …"
    mkdir -p "$server_home"
    local unfinished
    unfinished=$(mktemp -d "$server_home/build.XXXXXX")
    GOBIN=$unfinished CGO_ENABLED=0 go install \
      "go.temporal.io/server/cmd/server@v$version" "go.temporal.io/server/cmd/tools/sql@v$version"
    mv "$unfinished/sql" "$server_home/sql"
    mv "$unfinished/server" "$server_home/server"
    rmdir "$unfinished"
  fi
}

embedded() {
  exec "$JAVA_HOME/bin/java" -cp "$EMBEDDED_CLASSPATH" \
    io.downclimb.embedded.EmbeddedCommand "$@"
}

postgres_process=
temporal_process=

stop() {
  trap - EXIT INT TERM
  for process in $temporal_process $postgres_process; do
    echo "stopping process $process …"
    kill "$process" 2>/dev/null || true
    wait "$process" 2>/dev/null || true
  done
}
trap stop EXIT
trap 'exit 130' INT TERM

start_postgres() {
  : >"$folder/postgres.out"
  embedded postgres "$folder/postgres" "$postgres_port" temporal temporal_visibility downclimb >"$folder/postgres.out" &
  postgres_process=$!
  until grep -q '^READY' "$folder/postgres.out"; do
    kill -0 "$postgres_process" 2>/dev/null || exit 1 # it said why
    sleep 0.2
  done
}

start_temporal() {
  SQL_HOST=127.0.0.1 SQL_PORT=$postgres_port SQL_USER=postgres SQL_PASSWORD=postgres SQL_TOOL=$server_home/sql \
    "$root/deploy/temporal/schema.sh" >"$folder/schema.log" 2>&1 || {
    tail -n 20 "$folder/schema.log" >&2
    exit 1
  }
  GOGC=400 DB=postgres12 POSTGRES_SEEDS=127.0.0.1 DB_PORT=$postgres_port POSTGRES_USER=postgres POSTGRES_PWD=postgres \
    DBNAME=temporal VISIBILITY_DBNAME=temporal_visibility NUM_HISTORY_SHARDS=128 BIND_ON_IP=127.0.0.1 LOG_LEVEL=warn \
    DYNAMIC_CONFIG_FILE_PATH="$root/deploy/temporal/dynamicconfig.yaml" \
    FRONTEND_GRPC_PORT=$temporal_port HISTORY_GRPC_PORT=$((temporal_port + 1)) \
    MATCHING_GRPC_PORT=$((temporal_port + 2)) WORKER_GRPC_PORT=$((temporal_port + 3)) \
    FRONTEND_HTTP_PORT=$((temporal_port + 4)) FRONTEND_MEMBERSHIP_PORT=$((temporal_port + 5)) \
    HISTORY_MEMBERSHIP_PORT=$((temporal_port + 6)) MATCHING_MEMBERSHIP_PORT=$((temporal_port + 7)) \
    WORKER_MEMBERSHIP_PORT=$((temporal_port + 8)) \
    "$server_home/server" start >"$folder/temporal.log" 2>&1 &
  temporal_process=$!
  TEMPORAL_ADDRESS=127.0.0.1:$temporal_port TEMPORAL_CLI=$1 "$root/deploy/temporal/namespace.sh" \
    >"$folder/namespace.log" 2>&1 || {
    tail -n 20 "$folder/namespace.log" "$folder/temporal.log" >&2
    exit 1
  }
}

build
cli=$(embedded temporal-binary)
start_postgres
start_temporal "$cli"
cat <<TEXT

PostgreSQL   jdbc:postgresql://127.0.0.1:$postgres_port/downclimb   (user postgres, any password)
Temporal     127.0.0.1:$temporal_port   (namespace default)
data, logs   $folder

A node on top of it:
  DOWNCLIMB_DATABASE_URL=jdbc:postgresql://127.0.0.1:$postgres_port/downclimb DOWNCLIMB_DATABASE_USER=postgres \\
  DOWNCLIMB_DATABASE_PASSWORD=postgres DOWNCLIMB_TEMPORAL_TARGET=127.0.0.1:$temporal_port \\
  DOWNCLIMB_CONFIG=downclimb.yaml ./downclimb serve

Ctrl-C stops both.
TEXT
wait "$temporal_process"
echo "Temporal ended by itself, see $folder/temporal.log" >&2
exit 1
