#!/bin/bash
# The life of the systemd unit, with systemd as process 1. This machine is one host of a pair; the other is a plain
# vrrpd in the namespace `b`. Words: a directory with the package as `npm pack` makes it, and the checkout's root.
packed=$1 root=$2 story=unit
. "$root/test/vm/story.sh"
VIP=192.0.2.10
# More than the kernel and a slow machine ever need: whoever waits that long has failed.
LONG=900
events=/run/addresses

explain() {
  systemctl status vrrpd --no-pager --lines 30
  ip -oneline address show
  ip -n b -oneline address show
  tail -n 20 $events /run/b.log
}
is() { [ "$(systemctl show --property "$1" --value vrrpd)" = "$2" ]; }
says() { systemctl show --property StatusText --value vrrpd | grep -q "$1"; }
main_pid() { systemctl show --property MainPID --value vrrpd; }
logs() { journalctl --unit vrrpd --output cat --no-pager | grep -q -- "$1"; }

# The configuration of this host: interval of adverts, and lines for the first instance.
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
  interval 2
  timeout 60
}
vrrp_script of_nobody {
  script "/usr/local/bin/who"
  user nobody
  interval 5
  timeout 60
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
    of_nobody
  }
  track_process {
    journal
  }
  virtual_ipaddress {
    $VIP/24
    $2
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
  cat >/root/b.conf <<CONF
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 57
  priority 1
  version 3
  advert_int $1
  virtual_ipaddress {
    $VIP/24
  }
}
CONF
}

# The watchdog of a master with 1 s between adverts is 2 s, and this machine may sleep longer than that.
watchdog_off() { printf '[Service]\nWatchdogSec=0\n' >/etc/systemd/system/vrrpd.service.d/watchdog.conf && systemctl daemon-reload; }
watchdog_as_shipped() { rm /etc/systemd/system/vrrpd.service.d/watchdog.conf && systemctl daemon-reload; }

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
  gone=$(since_mark | grep Deleted | head -n 1 | sed 's/^\[\([^]]*\)\].*/\1/')
  note "$1: the address went $(echo "$(date --date "$gone" +%s.%N) - $marked_at" | awk '{ printf "%.1f", $1 - $3 }') s later"
}

cp "$packed/keepalived.service" /lib/systemd/system/
mkdir -p /etc/keepalived /etc/default /etc/sysconfig /etc/systemd/system/vrrpd.service.d
# A start takes long here.
printf '[Service]\nTimeoutStartSec=15min\nTimeoutStopSec=5min\n' >/etc/systemd/system/vrrpd.service.d/slow.conf
echo 'DAEMON_ARGS="--log-detail --pid /run/from-default.pid"' >/etc/default/keepalived
echo 'KEEPALIVED_OPTIONS="--vrrp_pid /run/from-sysconfig.pid"' >/etc/sysconfig/keepalived
printf '#!/bin/sh\nid -un >/tmp/who\n' >/usr/local/bin/who && chmod 755 /usr/local/bin/who
rm -f /tmp/who
check_does 'exit 0'
configure 1
ip netns add b
ip netns set b 10
ip -tshort -oneline monitor address all-nsid >$events &
ip netns exec b vrrpd run --use-file /root/b.conf --run-dir /run/b >/run/b.log 2>&1 &
peer=$!

# The steps of README.md, on a host that has Debian's package.
watchdog_off
systemctl enable --quiet keepalived 2>/dev/null
cp /usr/local/lib/node_modules/vrrpd/systemd/vrrpd.service /etc/systemd/system/
systemctl disable --quiet --now keepalived 2>/dev/null
step 'is enabled and starts while the interface is missing' systemctl enable --now vrrpd 2>/run/enable.log
cat /run/enable.log
step 'is ready, and its status says what it waits for' says 'VI_1 fault'
step 'is known as keepalived.service' systemctl is-active --quiet keepalived
step 'takes the options of Debian and of Red Hat' \
  [ "$(cat /run/from-default.pid /run/from-sysconfig.pid)" = "$(main_pid; main_pid)" ]
step 'is found by the name keepalived' \
  [ "$(echo $(pidof keepalived) $(pgrep -x keepalived) $(ps -C keepalived -o pid=))" = "$(echo $(main_pid; main_pid; main_pid))" ]

until_ $LONG test -S /run/b/status.sock
ip link add eth0 type veth peer name eth0 netns b
ip address add 192.0.2.1/24 dev eth0
ip -n b address add 192.0.2.2/24 dev eth0
ip -n b link set eth0 up
ip link set eth0 up
step 'takes the address when the interface appears' until_ $LONG has $VIP
step 'its status says so' until_ $LONG says 'VI_1 master'
step 'runs a check as another user' until_ $LONG grep -qs nobody /tmp/who
step 'sets its route and rule' \
  until_ $LONG eval 'ip route show 198.51.100.0/24 | grep -q 192.0.2.99 && ip rule | grep -q "from 192.0.2.10"'
step 'makes its virtual MAC interface' until_ $LONG eval 'ip -details link show vrrp.58 | grep -q "macvlan mode private"'
step 'drops what no_accept wants dropped' until_ $LONG eval 'nft list ruleset | grep -q 192.0.2.58'
step 'is scheduled in real time' eval 'chrt --pid "$(main_pid)" | grep -q SCHED_RR'
step 'counts a check and a process into its priority' until_ $LONG logs 'effective priority .*to 202'

configure 1 192.0.2.20/24
step 'reloads by its alias' systemctl reload keepalived
step 'and has the address of the new file' until_ $LONG has 192.0.2.20
echo 'vrrp_instance {' >>/etc/keepalived/keepalived.conf
systemctl reload vrrpd
step 'a broken file is refused' until_ $LONG logs 'reload refused'
step 'and changes nothing' eval 'has 192.0.2.20 && says "VI_1 master"'

# With 4 s between adverts the other host takes over 12 s after a silence began, not before: the daemon here is
# started, and cleans up, several times slower than on a real processor.
watchdog_as_shipped
configure 4
kill -HUP "$peer"
step 'restarts' systemctl restart keepalived
step 'and takes the address again' until_ $LONG eval "has $VIP && lacks -n b $VIP"
step 'a master asks for a shorter watchdog' \
  until_ 60 eval 'systemctl show --property WatchdogUSec --value vrrpd | grep -qx 8s'

daemon=$(main_pid)
mark
kill -KILL "$daemon"
step 'after kill -9 the other host has the address' until_ $LONG has -n b $VIP
step 'and at no moment did both have it' never_on_both
tell_release 'kill -9'
step 'systemd starts it again' until_ $LONG eval 'is NRestarts 1 && is ActiveState active'
step 'and it takes the address back' until_ $LONG eval "has $VIP && lacks -n b $VIP"

until_ 60 eval 'systemctl show --property WatchdogUSec --value vrrpd | grep -qx 8s'
daemon=$(main_pid)
mark
kill -STOP "$daemon"
step 'when it hangs the other host takes the address' until_ $LONG has -n b $VIP
step 'and at no moment did both have it' never_on_both
tell_release 'hanging'
step 'the watchdog has ended it, and it is started again' until_ $LONG eval 'is NRestarts 2 && is ActiveState active'
step 'the journal says why' logs 'Watchdog timeout'
step 'it takes the address back' until_ $LONG eval "has $VIP && lacks -n b $VIP"

check_does 'exec killall keepalived'
step 'a check with killall keepalived stops it' until_ $LONG is ActiveState inactive
step 'and the other host has the address' until_ $LONG eval "has -n b $VIP && lacks $VIP"
step 'systemd does not start it again' is NRestarts 2
step 'routes, rules and interfaces are gone' \
  eval '! ip route show 198.51.100.0/24 | grep . && ! ip rule | grep 192.0.2.10 && ! ip link show vrrp.58 2>/dev/null'
check_does 'exit 0'
watchdog_off
configure 1
kill -HUP "$peer"
systemctl start vrrpd
step 'takes the address after a start' until_ $LONG eval "has $VIP && lacks -n b $VIP"
check_does 'exec service keepalived stop'
step 'a check with service keepalived stop stops it' until_ $LONG is ActiveState inactive
step 'and the other host has the address' until_ $LONG eval "has -n b $VIP && lacks $VIP"
step 'a stop is no failure' is Result success
step 'nothing was refused to it' eval '! journalctl --unit vrrpd --output cat --no-pager | grep -iE "EPERM|EACCES|not permitted|refused a part"'
kill "$peer"
