/** One file that uses nearly every keyword, each with a value that is not its default. */

export const WHOLE_LANGUAGE = String.raw`
net_namespace red
net_namespace_ipvs
namespace_with_ipsets
instance two
use_pid_dir
child_wait_time 7
global_defs {
  router_id lb-1
  notification_email {
    ops@example.net
    "Night Shift <night@example.net>"
  }
  notification_email_from vrrpd@example.net
  smtp_server mail.example.net 587
  smtp_helo_name lb-1.example.net
  smtp_connect_timeout 10
  smtp_alert on
  smtp_alert_vrrp off
  smtp_alert_checker on
  no_email_faults
  startup_script "/usr/bin/start one" root
  startup_script_timeout 20
  shutdown_script /usr/bin/stop root :adm
  shutdown_script_timeout 30
  max_auto_priority 50
  min_auto_priority_delay 2000
  dynamic_interfaces allow_if_changes
  default_interface eth1
  disable_local_igmp
  v3_checksum_as_v2
  lvs_timeouts tcp 7200 tcpfin 30 udp 60
  lvs_flush
  lvs_flush_on_stop VS
  lvs_sync_daemon eth1 inst VI_1 id 5 maxlen 1000 port 9000 ttl 3 group 224.0.0.90
  vrrp_mcast_group4 224.0.0.19
  vrrp_mcast_group6 ff02::13
  vrrp_garp_master_delay 6
  vrrp_garp_master_repeat 4
  vrrp_garp_master_refresh 60
  vrrp_garp_master_refresh_repeat 2
  vrrp_garp_lower_prio_delay 3
  vrrp_garp_lower_prio_repeat 2
  vrrp_down_timer_adverts 4
  vrrp_garp_interval 0.001
  vrrp_gna_interval 0.000001
  vrrp_garp_extra_if all 30
  vrrp_lower_prio_no_advert on
  vrrp_higher_prio_send_advert on
  vrrp_version 3
  vrrp_iptables IN OUT
  vrrp_ipsets a b c
  nftables vrrpd
  nftables_priority 5
  nftables_ifindex
  vrrp_check_unicast_src
  vrrp_skip_check_adv_addr on
  vrrp_priority -5
  vrrp_no_swap
  vrrp_rt_priority 10
  vrrp_cpu_affinity 0
  vrrp_rlimit_rttime 20000
  nftables_ipvs
  nftables_ipvs_priority -5
  nftables_ipvs_start_fwmark 2000
  nftables_counters
  notify_fifo /run/all root root
  notify_fifo_script "/usr/bin/all"
  vrrp_notify_fifo /run/vrrp
  vrrp_notify_fifo_script "/usr/bin/vrrp x"
  vrrp_notify_priority_changes on
  fifo_write_vrrp_states_on_reload
  lvs_notify_fifo /run/lvs
  lvs_notify_fifo_script "/usr/bin/lvs"
  checker_priority 3
  checker_rt_priority 4
  bfd_no_swap
  snmp_socket unix:/run/agentx
  enable_traps
  enable_snmp_vrrp
  enable_snmp_rfc
  enable_snmp_checker
  snmp_vs_stats_update_interval 2.5
  enable_dbus
  dbus_service_name org.example.Vrrp
  script_user nobody nogroup
  enable_script_security
  use_symlink_paths on
  set_supplementary_groups on
  vrrp_netlink_cmd_rcv_bufs 100000
  vrrp_netlink_cmd_rcv_bufs_force on
  vrrp_netlink_monitor_rcv_bufs 200000
  process_monitor_rcv_bufs 300000
  lvs_netlink_cmd_rcv_bufs 100000
  lvs_netlink_monitor_rcv_bufs_force on
  rs_init_notifies on
  no_checker_emails on
  checker_log_all_failures on
  vrrp_rx_bufs_policy ADVERT
  vrrp_rx_bufs_multiplier 5
  vrrp_startup_delay 1.5
  vrrp_delay_after_boot 60
  log_unknown_vrids
  vmac_prefix vm
  vmac_addr_prefix va
  umask IRWXG|IRWXO
  random_seed 7
  reload_check_config
  reload_time_file /run/when
  reload_repeat
  reload_file
  include_check read +match
  config_save_dir /var/tmp/conf
  tmp_config_directory /var/tmp
  data_use_instance on
  json_version 2
  iproute_usr_dir /usr/lib/iproute2
  iproute_etc_dir /etc/ip
  state_dump_file /run/state
  stats_dump_file /run/stats
  json_dump_file /run/json
  process_names
  process_name main
  vrrp_process_name v
}
garp_group {
  garp_interval 0.01
  gna_interval 0.02
  interfaces {
    eth0
    eth1
  }
}
linkbeat_interfaces {
  eth2 ETHTOOL
  eth3
}
interface_up_down_delays {
  eth0 2 3.5
  eth1 0.5
}
track_group TG {
  group { VI_1 }
}
static_ipaddress {
  198.51.100.7/24 dev eth1 track_group TG
  2001:db8::7/64
}
static_routes {
  203.0.113.0/24 via 198.51.100.1 dev eth1 track_group TG
}
static_rules {
  from 198.51.100.0/24 table 200 preference 900 iif eth1 track_group TG
}
vrrp_script chk {
  script "/usr/bin/check 'two words' \"quoted\" back\\\\slash"
  interval 2.5
  timeout 1
  weight -20 reverse
  rise 2
  fall 3
  user root adm
  init_fail
}
vrrp_script file_there {
  script "</run/alive"
}
track_file tf {
  file /run/weight
  weight 2 reverse
  init_file 5 overwrite
}
vrrp_track_process tp {
  process /usr/sbin/haproxy -W "-f x"
  param_match initial
  weight 10
  quorum 2
  quorum_max 5
  delay 1.5
  fork_delay 0.5
  full_command
}
bfd_instance b1 {
  neighbor_ip 192.0.2.9
  source_ip 192.0.2.1
  min_rx 50.5
  min_tx 60
  idle_tx 2000
  multiplier 3
  passive
  ttl 64
  max_hops 4
  multihop on
  weight -5 reverse
  vrrp
}
vrrp_instance VI_1 {
  state BACKUP
  interface eth0
  virtual_router_id 91
  version 2
  priority 120
  advert_int 2
  nopreempt
  timer_expired_backup 200
  mcast_src_ip 192.0.2.1
  mcast_dst_ip 224.0.0.50
  track_src_ip
  dont_track_primary
  promote_secondaries
  no_accept
  skip_check_adv_addr off
  lower_prio_no_advert off
  higher_prio_send_advert off
  down_timer_adverts 5
  garp_master_delay 1
  garp_master_repeat 2
  garp_master_refresh 3
  garp_master_refresh_repeat 4
  garp_lower_prio_delay 5
  garp_lower_prio_repeat 0
  garp_extra_if 0
  kernel_rx_buf_size 4096
  authentication {
    auth_type PASS
    auth_pass "a #b!"
  }
  track_interface {
    eth1 weight 5 reverse
    eth2
  }
  track_script {
    chk weight 7
    file_there
  }
  track_file {
    tf weight 3 noreverse
  }
  track_process { tp weight -3 }
  track_bfd { b1 }
  virtual_ipaddress {
    192.0.2.10/24 brd + dev eth0 label eth0:vip scope link
    192.0.2.11 peer 192.0.2.12/32 dev eth1 no_track
    192.0.2.13/28 brd 192.0.2.1 noprefixroute
  }
  virtual_ipaddress_excluded {
    2001:db8::10/64 -nodad home mngtmpaddr autojoin preferred_lft 60
    2001:db8::11
    2001:db8::12/128 preferred_lft forever
    192.0.2.20 use_vmac
  }
  virtual_routes {
    default via 192.0.2.254 dev eth0 src 192.0.2.10 table 100 metric 5 scope link tos 0x10 onlink mtu lock 1400 advmss 1300 rtt 300ms rto_min lock 1s initcwnd 10 quickack 1 features ecn congctl lock cubic realms 1/2 append no_track protocol 99
    198.51.100.0/24 no_track nexthop via 192.0.2.1 dev eth0 weight 2 onlink nexthop via 192.0.2.2 weight 3
    blackhole 10.0.0.0/8 no_track
    inet6 default via fe80::1 dev eth0 encap ip6 id 5 dst 2001:db8::1 hoplimit 7 pref high expires 60
    10.1.0.0/16 encap mpls 100/200 via 192.0.2.1 dev eth0
    10.2.0.0/16 via inet 192.0.2.1 dev eth0 ttl-propagate enabled vrf red
  }
  virtual_rules {
    from 192.0.2.0/24 to 10.0.0.0/8 table 100 preference 1000 tos 8 fwmark 0x10/0xff iif eth0 oif eth1
    not from 192.0.2.0/24 lookup main priority 0x10 suppress_prefixlength 0 realms 3
    inet6 goto 500 order 400 uidrange 0-99 ipproto tcp sport 1-5 dport 80-90 no_track protocol 20
    from 2001:db8::/32 prohibit preference 9 tunnel-id 12345678901
    l3mdev preference 8
  }
  notify_master "/usr/bin/notify master" root
  notify_backup /usr/bin/notify
  notify_fault "/usr/bin/notify fault"
  notify_stop "/usr/bin/notify stop"
  notify "/usr/bin/notify" root adm
  notify_master_rx_lower_pri "/usr/bin/notify lower"
  notify_deleted
  smtp_alert on
  notify_priority_changes off
}
vrrp_instance VI_2 {
  interface eth1
  virtual_router_id 92
  priority 255
  owner_ignore_adverts on
  use_vmac name vm92 02:00:5e:00:01 netlink_notify_msg group 3
  use_vmac_addr
  vmac_xmit_base
  auth_hmac {
    key 1 hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
    key 2 file:/etc/vrrp.key
    active_key 1
    time_window 9
    anti_replay monotonic
    mode permissive
  }
  virtual_ipaddress {
    2001:db8::20/64
  }
  track_interface {
    eth3
  }
}
vrrp_instance VI_3 {
  interface eth1
  virtual_router_id 93
  version 3
  priority 50
  advert_int 0.25
  preempt_delay 30
  strict_mode off
  accept
  unicast_src_ip 192.0.2.1
  unicast_peer {
    192.0.2.2 min_ttl 250
    192.0.2.3 max_ttl 255
  }
  unicast_ttl 64
  check_unicast_src
  old_unicast_checksum never
  v3_checksum_as_v2 off
  use_ipvlan iv 192.0.2.77/24 private group 4
  virtual_ipaddress { 192.0.2.30/24 }
}
vrrp_sync_group G {
  group {
    VI_1
    VI_3
  }
  track_interface { eth4 weight -5 }
  track_script { chk }
  sync_group_tracking_weight
  notify_master "/usr/bin/group master"
  notify "/usr/bin/group"
  smtp_alert on
  notify_priority_changes on
}
SSL {
  password secret
  ca /etc/ca.pem
  certificate /etc/cert.pem
  key /etc/key.pem
}
virtual_server_group vsg {
  192.0.2.40 80
  192.0.2.41-45 81
  192.0.2.48/28
  fwmark 7 inet
}
virtual_server 192.0.2.10 80 {
  delay_loop 3
  lvs_sched mh
  mh-port
  mh-fallback
  lvs_method TUN type gue port 5555 csum
  protocol TCP
  persistence_timeout
  persistence_granularity 255.255.255.0
  retry 3
  delay_before_retry 2
  warmup 1
  connect_timeout 4
  inhibit_on_failure
  alpha
  omega
  ha_suspend
  quorum 2
  hysteresis 1
  quorum_up "/usr/bin/q up"
  quorum_down "/usr/bin/q down" root
  virtualhost www.example.net
  sorry_server 192.0.2.50 80
  sorry_server_inhibit
  sorry_server_lvs_method DR
  weight 3
  real_server 192.0.2.18 8080 {
    weight 2
    lvs_method NAT
    uthreshold 100
    lthreshold 50
    notify_up "/usr/bin/up"
    notify_down "/usr/bin/down"
    inhibit_on_failure off
    HTTP_GET {
      url {
        path /a
        digest 0123456789abcdef0123456789abcdef
        status_code 200-204 301
        regex "a\\.b \"c\""
        regex_no_match
        regex_options caseless utf
        regex_min_offset 2
        regex_max_offset 10
        regex_stack 1000 2000
        virtualhost a.example.net
      }
      url {
        path /b
      }
      http_protocol 1.1
      enable_sni on
      sni_name b.example.net
      fast_recovery on
      connect_ip 192.0.2.19
      connect_port 81
      bindto 192.0.2.1
      bind_port 2000
      bind_if eth0
      connect_timeout 2.5
      fwmark 3
      retry 0
      delay_before_retry 1
      warmup 0
      delay_loop 7
      alpha off
      log_all_failures on
    }
    MISC_CHECK {
      misc_path "/usr/bin/misc one"
      misc_timeout 3
      misc_dynamic
      user root adm
    }
    TCP_CHECK {
    }
  }
  real_server 192.0.2.19 80 {
    SMTP_CHECK {
      helo_name me
    }
    UDP_CHECK {
      payload 0a0b
      require_reply 0aXX
      min_reply_length 1
      max_reply_length 100
    }
    DNS_CHECK {
      type AAAA
      name www.example.net
    }
    PING_CHECK {
      retry 2
    }
    FILE_CHECK {
      track_file tf
      weight -3 noreverse
    }
    BFD_CHECK {
      name b1
      alpha on
    }
    SSL_GET {
      url { path /
        tls_compliant on }
      tls_compliant on
    }
  }
}
virtual_server fwmark 5 {
  ip_family inet6
  lvs_sched rr
  lvs_method DR
  ops
  real_server 2001:db8::1 { }
}
virtual_server group vsg {
  persistence_timeout 30
  lvs_sched wlc
  lvs_method NAT
  protocol SCTP
  real_server 192.0.2.60 80 { }
}
`;
