# What every story in the virtual machine uses, to be sourced by it. A step prints one line: "ok" or "not ok", the seconds
# since the machine started, the claim. Every other line explains the step it stands behind.
#
# Under an emulated processor starting a program takes a tenth of a second and more, taken from the daemons that the
# story waits for: whatever is asked again and again is asked without one where that is possible.

exec {silence}<> <(:)
pause() { read -rt "$1" -u "$silence" || true; }

# Asks once in half a second, for at most so many seconds, until the command succeeds.
until_() {
  local end=$((SECONDS + $1))
  shift
  until "$@"; do
    [ "$SECONDS" -lt "$end" ] || return 1
    pause 0.5
  done
}

# One claim of the story: its name and the command that shows it. `explain` is the story's own.
step() {
  local name=$1 up
  shift
  if "$@"; then
    read -r up _ </proc/uptime
    echo "ok $up $name"
  else
    read -r up _ </proc/uptime
    echo "not ok $up $name"
    echo "$*"
    explain
  fi
}

ended() { ! kill -0 "$1" 2>/dev/null; }
