#!/bin/bash
# Runs in the virtual machine, with systemd as process 1: the life of the unit, told by one line of "ok" or "not ok" a
# step. Words: the checkout's root and the Node.js program.
root=$1 node=$2
VIP=192.0.2.10
unit=/etc/systemd/system/vrrpd.service

# Asks until the command succeeds, at most so many times.
until_() {
  local left=$1
  shift
  until "$@"; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.2
  done
}
step() {
  local name=$1
  shift
  if "$@"; then echo "ok $name"; else
    echo "not ok $name"
    systemctl status vrrpd --no-pager --lines 20 | sed 's/^/# /'
    ip address show dev eth0 | sed 's/^/# /'
  fi
}
has() { ip -4 -oneline address show 2>/dev/null | grep -q " $1/"; }
lacks() { ! has "$1"; }
is() { [ "$(systemctl show --property "$1" --value vrrpd)" = "$2" ]; }
says() { systemctl show --property StatusText --value vrrpd | grep -q "$1"; }
main_pid() { systemctl show --property MainPID --value vrrpd; }

configure() {
  cat >/etc/keepalived/keepalived.conf <<CONF
global_defs {
  router_id vm
  script_user root
}
vrrp_script chk {
  script "/root/check.sh"
  interval 5
  timeout 20
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 57
  priority 120
  advert_int 1
  track_script {
    chk
  }
  virtual_ipaddress {
    $VIP/24
    $1
  }
}
CONF
}

printf '#!/bin/sh\nexec "%s" "%s/dist/src/main.js" "$@"\n' "$node" "$root" >/usr/local/bin/vrrpd
chmod 755 /usr/local/bin/vrrpd
mkdir -p /etc/keepalived /etc/systemd/system/vrrpd.service.d
printf '#!/bin/sh\nexit 0\n' >/root/check.sh
chmod 755 /root/check.sh
cp "$root/systemd/vrrpd.service" "$unit"
# A shorter watchdog, so that the story does not wait for it.
printf '[Service]\nWatchdogSec=3s\n' >/etc/systemd/system/vrrpd.service.d/short.conf
configure ''
systemctl daemon-reload
systemctl enable --quiet vrrpd 2>/dev/null

step 'starts while the interface is missing' systemctl start vrrpd
step 'is ready, and its status says what it waits for' says VI_1
ip link add eth0 type veth peer name cable
ip address add 192.0.2.11/24 dev eth0
ip link set cable up
ip link set eth0 up
step 'takes the address when the interface appears' until_ 150 has $VIP
step 'its status says MASTER' until_ 50 says 'VI_1 master'
step 'is known as keepalived.service' systemctl is-active --quiet keepalived

configure 192.0.2.20/24
step 'reloads by its alias' systemctl reload keepalived
step 'and has the address of the new file' until_ 100 has 192.0.2.20
echo 'vrrp_instance {' >>/etc/keepalived/keepalived.conf
systemctl reload vrrpd
sleep 1
step 'a broken file changes nothing' has 192.0.2.20
configure ''

before=$(main_pid)
kill -9 "$before"
step 'an address is gone after kill -9, or bound again' until_ 20 lacks $VIP
step 'systemd starts it again' until_ 150 is NRestarts 1
step 'and the address is back' until_ 150 has $VIP

kill -STOP "$(main_pid)"
step 'a daemon that hangs is ended by the watchdog' until_ 200 is NRestarts 2
step 'and its address comes back' until_ 200 has $VIP

step 'stops' systemctl stop vrrpd
step 'without leaving the address' lacks $VIP
step 'a stop is no failure' is Result success
systemctl start vrrpd
step 'takes the address after a start' until_ 150 has $VIP
step 'restarts' systemctl restart keepalived
step 'and takes the address again' until_ 150 has $VIP

printf '#!/bin/sh\nkillall keepalived\n' >/root/check.sh
step 'a check script with killall keepalived stops it' until_ 150 is ActiveState inactive
step 'and the address is gone' lacks $VIP
