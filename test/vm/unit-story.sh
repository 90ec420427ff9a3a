#!/bin/bash
# The life of the systemd unit, with systemd as process 1. This machine is one host of a pair; the other is a plain
# vrrpd in the namespace `b`. Words: a directory with the unit of Debian's package, and the checkout's root.
shared=$1 root=$2
. "$root/test/vm/story.sh"
VIP=192.0.2.10
# More than the kernel and a slow machine ever need: whoever waits that long has failed.
LONG=180
shopt -s extglob
events=/run/addresses

explain() {
  systemctl status vrrpd --no-pager --lines 30
  ip -oneline address show
  ip -n b -oneline address show
  tail -n 20 $events /run/b.log
}

# Is the IPv4 address bound, on this host or where the process lives that is named behind it?
has() {
  local all
  read -rd '' all <"/proc/${2:-self}/net/fib_trie"
  [[ $all == *"|-- $1"$'\n'*([[:space:]])"/32 host LOCAL"* ]]
}
owns() { has "$1" && ! has "$1" "$peer"; }
lost() { ! has "$1" && has "$1" "$peer"; }

# Has the unit all these properties, each a pattern of NAME=VALUE? One question for all of them.
unit() {
  local IFS=, all wanted
  all=$'\n'$(systemctl show --property "${*%%=*}" vrrpd)$'\n'
  for wanted; do [[ $all == *$'\n'$wanted$'\n'* ]] || return 1; done
}
value() { systemctl show --property "$1" --value vrrpd; }
logs() { journalctl --unit vrrpd --output cat --no-pager --grep "$1" --case-sensitive=true --quiet >/dev/null; }

# The configuration of this host: seconds between adverts, further things to track, further addresses.
configure() {
  cat >/etc/keepalived/keepalived.conf <<CONF
global_defs {
  router_id a
  script_user root
  nftables
  vrrp_rt_priority 20
  vrrp_rlimit_rttime 60000000
}
vrrp_script chk {
  script "/root/check.sh"
  interval 4
  timeout 60
}
vrrp_script of_nobody {
  script "/usr/local/bin/who"
  user nobody
  interval 60
  weight 1
}
vrrp_track_process journal {
  process systemd-journal
  weight 1
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 57
  priority 200
  version 3
  advert_int $1
  track_script {
    chk
  }
  $2
  virtual_ipaddress {
    $VIP/24
    $3
  }
  virtual_routes {
    198.51.100.0/24 via 192.0.2.99
  }
  virtual_rules {
    from $VIP lookup 100
  }
}
vrrp_instance VI_2 {
  state BACKUP
  interface eth0
  virtual_router_id 58
  priority 200
  advert_int $1
  use_vmac
  no_accept
  virtual_ipaddress {
    192.0.2.58/24
  }
}
CONF
}

check_does() { printf '#!/bin/sh\n%s\n' "$1" >/root/check.new && chmod 755 /root/check.new && mv /root/check.new /root/check.sh; }

# From here on the addresses' comings and goings are judged; this host has the address, the other does not.
mark() { marked=$(wc -l <$events) marked_at=$EPOCHREALTIME; }
since_mark() { tail -n +$((marked + 1)) $events | grep -F " $VIP/"; }
never_on_both() {
  since_mark | awk 'BEGIN { here = 1 } { here_now = !/Deleted/; if (/nsid 10\]/) there = here_now; else here = here_now }
    here && there { both = 1 } END { exit both }'
}
# How long after the mark the address went.
tell_release() {
  local gone
  gone=$(since_mark | grep -m 1 Deleted | sed 's/^\[\([^]]*\)\].*/\1/')
  echo "$1: the address went $(echo "$(date --date "$gone" +%s.%N) - $marked_at" | awk '{ printf "%.1f", $1 - $3 }') s later"
}

# As on a host that has booted: the target that wants the unit keeps it loaded, and with it what systemd counts.
systemctl start multi-user.target

cp "$shared/keepalived.service" /lib/systemd/system/
mkdir -p /etc/keepalived /etc/default /etc/sysconfig /etc/systemd/system/vrrpd.service.d /etc/systemd/system/multi-user.target.wants
# A start takes long here.
printf '[Service]\nTimeoutStartSec=15min\nTimeoutStopSec=5min\n' >/etc/systemd/system/vrrpd.service.d/slow.conf
echo 'DAEMON_ARGS="--log-detail --pid /run/from-default.pid"' >/etc/default/keepalived
echo 'KEEPALIVED_OPTIONS="--vrrp_pid /run/from-sysconfig.pid"' >/etc/sysconfig/keepalived
printf '#!/bin/sh\nid -un >/tmp/who\n' >/usr/local/bin/who && chmod 755 /usr/local/bin/who
rm -f /tmp/who
check_does 'exit 0'
# The other host takes over 12 s after it heard the last advert, and later by a skew time of up to 4 s. By then a daemon
# that was killed or hangs has lost its address even here, where cleaning up takes several times as long as on a real
# processor: the address is bound for 10 s at a time.
configure 4 'track_script {
    of_nobody
  }
  track_process {
    journal
  }'
cat >/root/b.conf <<CONF
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 57
  priority 1
  version 3
  advert_int 4
  virtual_ipaddress {
    $VIP/24
  }
}
CONF
ip netns add b
ip netns set b 10
ip -tshort -oneline monitor address all-nsid >$events &

# The steps of README.md, on a host where Debian's package is enabled.
ln -s /lib/systemd/system/keepalived.service /etc/systemd/system/multi-user.target.wants/
cp /usr/local/lib/node_modules/vrrpd/systemd/vrrpd.service /etc/systemd/system/
systemctl disable --now keepalived
step 'is enabled and starts while the interface is missing' systemctl enable --now vrrpd
step 'is ready, and its status says what it waits for' unit 'StatusText=*VI_1 fault*'

ip -batch - <<LINES
link add eth0 type veth peer name eth0 netns b
address add 192.0.2.1/24 dev eth0
link set eth0 up
LINES
ip -n b -batch - <<LINES
address add 192.0.2.2/24 dev eth0
link set eth0 up
LINES
ip netns exec b vrrpd run --use-file /root/b.conf --run-dir /run/b >/run/b.log 2>&1 &
peer=$!
# What does not need the address is asked while the daemon listens for another master.
step 'is known as keepalived.service' systemctl is-active --quiet keepalived
daemon=$(value MainPID)
step 'takes the options of Debian and of Red Hat' \
  [ "$(</run/from-default.pid) $(</run/from-sysconfig.pid)" = "$daemon $daemon" ]
step 'is found by the name keepalived' \
  [ "$(echo $(pidof keepalived) $(pgrep -x keepalived) $(ps -C keepalived -o pid=))" = "$daemon $daemon $daemon" ]
step 'is scheduled in real time' eval 'chrt --pid "$daemon" | grep -q SCHED_RR'
step 'runs a check as another user' until_ $LONG grep -qs nobody /tmp/who
step 'counts a check and a process into its priority' until_ $LONG logs 'effective priority .*to 202'
step 'takes the address when the interface appears' until_ $LONG has $VIP
step 'its status says so' until_ $LONG unit 'StatusText=*VI_1 master*'
step 'sets its route and rule' \
  until_ $LONG eval 'ip route show 198.51.100.0/24 | grep -q 192.0.2.99 && ip rule | grep -q "from 192.0.2.10"'
step 'makes its virtual MAC interface' until_ $LONG eval 'ip -details link show vrrp.58 | grep -q "macvlan mode private"'
step 'drops what no_accept wants dropped' until_ $LONG eval 'nft list ruleset | grep -q 192.0.2.58'
step 'a master asks for a shorter watchdog' until_ $LONG unit WatchdogUSec=8s

# A tracked process makes the daemon look at all processes whenever one begins or ends: from here on it does without.
configure 4 '' 192.0.2.20/24
step 'reloads by its alias' systemctl reload keepalived
step 'and has the address of the new file' until_ $LONG has 192.0.2.20
echo 'vrrp_instance {' >>/etc/keepalived/keepalived.conf
step 'a broken file is refused, and who reloads is told' eval '! systemctl reload vrrpd && until_ $LONG logs "reload refused"'
step 'and changes nothing' eval 'has 192.0.2.20 && unit "StatusText=*VI_1 master*"'
configure 4

until_ $LONG test -S /run/b/status.sock

# Ends or stops the daemon, and waits for the other host.
# Words: the signal, and the watchdog of a master, twice its advert interval.
strike() {
  until_ $LONG unit WatchdogUSec="$2"
  daemon=$(value MainPID) restarts=$(value NRestarts)
  mark
  kill "$1" "$daemon"
  until_ $LONG has $VIP "$peer"
}
is_started_again() { until_ $LONG ended "$daemon" && until_ $LONG unit "NRestarts=$((restarts + 1))" ActiveState=active; }

step 'after kill -9 the other host has the address' strike -KILL 8s
step 'and at no moment did both have it' never_on_both
tell_release 'kill -9'
step 'systemd starts it again' is_started_again
step 'and it takes the address back' until_ $LONG owns $VIP
step 'when it hangs the other host takes the address' strike -STOP 8s
step 'and at no moment did both have it' never_on_both
tell_release 'hanging'
step 'the watchdog has ended it, and it is started again' is_started_again
step 'the journal says why' logs 'Watchdog timeout'

# The time that most hosts have: the addresses go before any program of ours has started.
configure 1
step 'reloads with an advert a second' systemctl reload keepalived
step 'after kill -9 the other host has the address, as soon as it may' strike -KILL 2s
step 'and at no moment did both have it' never_on_both
tell_release 'kill -9, an advert a second'
step 'systemd starts it again' is_started_again
step 'and it takes the address back' until_ $LONG owns $VIP

# From here on the daemon is not killed: a takeover may come sooner.
configure 2
step 'restarts' systemctl restart keepalived
step 'and takes the address again' until_ $LONG owns $VIP

daemon=$(value MainPID) restarts=$(value NRestarts)
check_does 'exec killall keepalived'
step 'a check with killall keepalived stops it' eval 'until_ $LONG ended "$daemon" && until_ $LONG unit ActiveState=inactive'
step 'and the other host has the address' until_ $LONG lost $VIP
step 'its status says so' unit StatusText=stopped
step 'systemd does not start it again' unit "NRestarts=$restarts" ActiveState=inactive Result=success
step 'routes, rules and interfaces are gone' \
  eval '! ip route show 198.51.100.0/24 | grep . && ! ip rule | grep 192.0.2.10 && ! ip link show vrrp.58 2>/dev/null'
check_does 'exit 0'
systemctl start vrrpd
step 'takes the address after a start' until_ $LONG owns $VIP

daemon=$(value MainPID)
check_does 'exec service keepalived stop'
step 'a check with service keepalived stop stops it' eval 'until_ $LONG ended "$daemon" && until_ $LONG unit ActiveState=inactive'
step 'and the other host has the address' until_ $LONG lost $VIP
step 'a stop is no failure' unit Result=success
step 'nothing was refused to it' eval '! journalctl --unit vrrpd --output cat --no-pager | grep -iE "EPERM|EACCES|not permitted|refused a part"'
kill "$peer"

# The other lines of the documents that need systemd.
printf '#!/bin/sh\nfor file; do :; done\nsed -i "0,/^$/s//[Service]\\nProtectHome=read-only\\n/" "$file"\n' >/root/edit && chmod 755 /root/edit
step 'takes a drop-in' \
  eval 'SYSTEMD_EDITOR=/root/edit script -qec "systemctl edit vrrpd" /dev/null && unit ProtectHome=read-only'
step 'can be judged for its rights' eval 'systemd-analyze security vrrpd.service | grep -q "Overall exposure level"'
# The lists of all packages would be read for a minute.
printf 'Dir::State::Lists "/root/none";\nDir::Cache::pkgcache "";\n' >/root/apt.conf
step 'keeps updates of the package keepalived away' \
  eval 'APT_CONFIG=/root/apt.conf apt-mark hold keepalived && dpkg-query --show --showformat "\${Status}" keepalived | grep -q "^hold "'
check_does 'exit 0'
step 'gives the name back' \
  eval 'systemctl disable --now vrrpd && systemctl enable --now keepalived && systemctl cat keepalived | grep -q /usr/sbin/keepalived'
step 'and keepalived takes the address' until_ $LONG has $VIP
