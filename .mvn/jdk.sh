# Finds a Java for Downclimb. Sourced by mvnw (sh) and downclimb (bash): POSIX, and no options are changed.
#
#   downclimb_find_java javac   a JDK, to build
#   downclimb_find_java java    a JDK or JRE, to run
#
# Exports JAVA_HOME: the present one if it is new enough, else that of `java` on the PATH, else the lowest that is new
# enough among the usual places. Otherwise prints what to do and fails.

DOWNCLIMB_JAVA=25

# Prints the feature version (25) of the Java at $1; nothing if there is no such program.
downclimb_java_version() {
  [ -x "$1/bin/$2" ] || return 0
  if [ -r "$1/release" ]; then
    sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release"
  else
    "$1/bin/java" -version 2>&1 | sed -n '1s/.*"\([0-9][0-9]*\).*/\1/p'
  fi
}

downclimb_java_is_new_enough() {
  downclimb_version=$(downclimb_java_version "$1" "$2")
  [ -n "$downclimb_version" ] && [ "$downclimb_version" -ge "$DOWNCLIMB_JAVA" ]
}

# Prints the home of `java` on the PATH, links followed (macOS has no readlink -f before 12.3).
downclimb_java_on_path() {
  downclimb_link=$(command -v java) || return 0
  while [ -L "$downclimb_link" ]; do
    downclimb_target=$(readlink "$downclimb_link")
    case "$downclimb_target" in
      /*) downclimb_link=$downclimb_target ;;
      *) downclimb_link=$(dirname "$downclimb_link")/$downclimb_target ;;
    esac
  done
  (cd "$(dirname "$downclimb_link")/.." 2>/dev/null && pwd -P) || return 0
}

downclimb_java_candidates() {
  env | sed -n 's/^JAVA_HOME_[2-9][0-9][^=]*=//p'
  for downclimb_home in /usr/lib/jvm/* /Library/Java/JavaVirtualMachines/*/Contents/Home \
    "${HOME-}"/Library/Java/JavaVirtualMachines/*/Contents/Home "${HOME-}"/.sdkman/candidates/java/* \
    "${HOME-}"/.jdks/* "${HOME-}"/.jdks/*/Contents/Home /opt/* /opt/*/*; do
    [ ! -x "$downclimb_home/bin/java" ] || printf '%s\n' "$downclimb_home"
  done
}

downclimb_find_java() {
  if [ -n "${JAVA_HOME-}" ] && downclimb_java_is_new_enough "$JAVA_HOME" "$1"; then
    export JAVA_HOME
    return 0
  fi
  downclimb_found=$(downclimb_java_on_path)
  if [ -z "$downclimb_found" ] || ! downclimb_java_is_new_enough "$downclimb_found" "$1"; then
    downclimb_found=$(downclimb_java_candidates | while IFS= read -r downclimb_home; do
      downclimb_java_is_new_enough "$downclimb_home" "$1" && printf '%s %s\n' "$downclimb_version" "$downclimb_home"
    done | sort -n | sed -n '1s/^[0-9]* //p')
  fi
  if [ -z "$downclimb_found" ]; then
    echo "Downclimb needs Java $DOWNCLIMB_JAVA or newer (bin/$1), and found none in JAVA_HOME, on the PATH or in the usual" \
      "places. Install one (https://adoptium.net) or set JAVA_HOME." >&2
    return 1
  fi
  JAVA_HOME=$downclimb_found
  export JAVA_HOME
}
