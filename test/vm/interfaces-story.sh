#!/bin/bash
# Interfaces that not every kernel has: ipvlan and VRF. Two hosts as network namespaces, each with a vrrpd that has an
# instance for each of them. Words: a directory that is not used here, and the checkout's root.
root=$2
. "$root/test/vm/story.sh"
LONG=300

explain() {
  for host in c d; do
    ip -n $host -oneline address show
    tail -n 15 /run/$host.log
  done
}

# Name, number of the host, number of the other one, priority.
host() {
  local name=$1 own=$2 other=$3
  cat >"/root/$name.conf" <<CONF
vrrp_instance IPVLAN4 {
  interface eth0
  virtual_router_id 52
  priority $4
  use_ipvlan own4 10.0.0.1$own/24
  virtual_ipaddress {
    10.0.0.52/24
  }
}
vrrp_instance IPVLAN6 {
  interface eth0
  virtual_router_id 53
  priority $4
  use_ipvlan own6
  virtual_ipaddress {
    fe80::53/64
    2001:db8::53/64
  }
}
vrrp_instance RED {
  interface eth1
  virtual_router_id 54
  priority $4
  virtual_ipaddress {
    10.0.1.54/24
  }
}
vrrp_instance RED_UNICAST {
  vrf red
  virtual_router_id 55
  priority $4
  unicast_src_ip 10.0.1.$own
  unicast_peer {
    10.0.1.$other
  }
  virtual_ipaddress {
    10.0.1.55/24 dev eth1
  }
}
CONF
  ip -n "$name" -batch - <<LINES
link set lo up
link set eth0 up
link set eth1 up
link add red type vrf table 10
link set red up
link set eth1 master red
address add 10.0.0.$own/24 dev eth0
address add 10.0.1.$own/24 dev eth1
address add 2001:db8::$own/64 dev eth0 nodad
LINES
}
run() { ip netns exec "$1" vrrpd run --use-file "/root/$1.conf" --run-dir "/run/$1" >"/run/$1.log" 2>&1 & }

VIPS='10.0.0.52 fe80::53 2001:db8::53 10.0.1.54 10.0.1.55'
owns() {
  local has lacks vip
  has=$(ip -n "$1" -oneline address show) && lacks=$(ip -n "$2" -oneline address show) || return 1
  for vip in $VIPS; do [[ $has == *" $vip/"* && $lacks != *" $vip/"* ]] || return 1; done
}
has_none() {
  local has vip
  has=$(ip -n "$1" -oneline address show) || return 1
  for vip in $VIPS; do [[ $has != *" $vip/"* ]] || return 1; done
}
reaches() { ip netns exec "$1" "${@:3}" busybox ping -c 1 -W 5 "$2" >/dev/null; }
kind() { ip -n "$1" -details -oneline link show dev "$2" | grep -qE 'ipvlan +mode l2 bridge'; }
no_ipvlan() { ! ip -n "$1" -oneline -details link show | grep ipvlan; }

ip netns add c
ip netns add d
for interface in eth0 eth1; do ip link add $interface netns c type veth peer name $interface netns d; done
host c 1 2 200
host d 2 1 100
run c && c=$!
run d && d=$!
step 'the better host has all addresses, alone' until_ $LONG owns c d
step 'the ipvlan interfaces are as asked for' eval 'kind c own4 && kind c own6'
step 'the other host reaches the address on ipvlan' until_ 60 reaches d 10.0.0.52
step 'and that of IPv6' until_ 60 reaches d 2001:db8::53
step 'and that in the VRF' until_ 60 reaches d 10.0.1.54 ip vrf exec red
kill $c
step 'the other host takes over all of them' until_ $LONG owns d c
wait $c
step 'the stopped host has no ipvlan interface left' no_ipvlan c
step 'the stopped host reaches the address on ipvlan' until_ 60 reaches c 10.0.0.52
step 'and that of IPv6' until_ 60 reaches c 2001:db8::53
kill $d
wait $d
step 'nothing is left' eval 'has_none c && has_none d && no_ipvlan d'
