# What every story in the virtual machine uses. A step prints one line of "ok" or "not ok"; lines that begin with "#"
# explain a failure or carry a measurement. To be sourced by a story, which sets `story` to its name first.

# Asks once in half a second, for at most so many seconds, until the command succeeds.
until_() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    sleep 0.5
  done
}

# One claim of the story: its name and the command that shows it. `explain` is the story's own.
step() {
  local name=$1
  shift
  if "$@"; then echo "ok $story: $name"; else
    echo "not ok $story: $name"
    { echo "$*" && explain; } 2>&1 | sed "s/^/# $story: /"
  fi
}

note() { echo "# $story: $*"; }

# Is the address bound, on this host or, with `-n NAME` before it, in a network namespace?
has() {
  local where=()
  [ "$1" != -n ] || { where=(-n "$2"); shift 2; }
  ip "${where[@]}" -oneline address show | grep -q " $1/"
}
lacks() { ! has "$@"; }
