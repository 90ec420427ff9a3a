/** Judges what the doctor saw: each finding with the command that mends it. Pure. */

import type { HeardAdvert, HostExamination, Patient } from './doctor-facts.js';
import { type Finding, note, problem } from './doctor-finding.js';
import { type FilteredPacket, iptablesDrop, nftablesDrop } from './doctor-firewall.js';

/** Clock sources that cost a system call each time. */
const SLOW_CLOCKS = ['hpet', 'acpi_pm', 'jiffies', 'refined-jiffies', 'pit'];

export function findingsOf(patients: readonly Patient[], host: HostExamination): readonly Finding[] {
  const all = [
    ...capabilities(host),
    ...patients.flatMap((patient) => [
      ...interfaceFindings(patient, host),
      ...firewall(patient, host),
      ...foreignAnswers(patient, host),
      ...sysctls(patient, host),
      ...managers(patient, host),
    ]),
    ...neighbours(patients, host),
    ...clock(patients, host),
    ...host.notSeen.map((message) => note('not-seen', message)),
  ];
  const seen = new Set<string>();
  return all.filter(({ message }) => !seen.has(message) && seen.add(message));
}

/**
 * What is not looked at because the configuration cannot be read: only the daemon is asked then.
 * @param code errno of the attempt
 */
export function unreadFile(file: string, code: string | undefined): Finding {
  if (code === 'ENOENT' || code === 'ENOTDIR') return problem('no-file', `${file} does not exist`, `ls -l ${file}`);
  const message = `${file} may not be read by this user (${code}): the host was not examined for it`;
  return note('no-file', message, 'sudo vrrpd doctor');
}

function capabilities({ missingCapabilities }: HostExamination): readonly Finding[] {
  return missingCapabilities === undefined ? [] : [problem('capabilities', missingCapabilities, 'sudo vrrpd doctor')];
}

function interfaceFindings({ name, interfaceName, group }: Patient, host: HostExamination): readonly Finding[] {
  const link = host.interfaces[interfaceName];
  if (link === undefined)
    return [problem('no-interface', `${name}: there is no interface ${interfaceName}`, 'ip link')];
  const findings: Finding[] = [];
  if (!link.up) {
    findings.push(problem('interface-down', `${interfaceName} is down`, `ip link set dev ${interfaceName} up`));
  }
  if (group !== undefined && !link.multicast) {
    findings.push(
      problem(
        'no-multicast',
        `${interfaceName} does not receive multicast, ${name} sends to ${group}`,
        `ip link set dev ${interfaceName} multicast on`,
      ),
    );
  }
  const heard = host.heard.filter((advert) => advert.interfaceName === interfaceName).length;
  if (dropsAll(interfaceName, host)) {
    findings.push(
      problem(
        'adverts-dropped',
        `${heard} adverts reached ${interfaceName} and none of them reached a socket: this host drops them`,
        'nft list ruleset',
      ),
    );
  }
  return findings;
}

/** Adverts of others reached the interface, and none of them a socket. */
function dropsAll(interfaceName: string, { heard, delivered }: HostExamination): boolean {
  return heard.some((advert) => advert.interfaceName === interfaceName) && (delivered[interfaceName] ?? 0) === 0;
}

/** The larger of the two counts; 2 is loose. */
function isStrict(all: string | undefined, own: string | undefined): boolean {
  return Math.max(Number(all ?? 0), Number(own ?? 0)) === 1;
}

function firewall(patient: Patient, host: HostExamination): readonly Finding[] {
  const { interfaceName, family, group, unicastPeers } = patient;
  const destinations = { input: host.interfaces[interfaceName]?.addresses[0], output: unicastPeers[0] };
  return (['input', 'output'] as const).flatMap((hook) => {
    const destination = group ?? destinations[hook] ?? '';
    const packet: FilteredPacket = { hook, family, interfaceName, destination };
    // Rules of iptables are seen by nft as well: those who write them know them by the first name.
    const drop = iptablesDrop(host.iptables[family], packet) ?? nftablesDrop(host.nftables, packet, host.nftablesText);
    if (drop === undefined) return [];
    const way = hook === 'input' ? 'arrive on' : 'leave by';
    const may = drop.sure ? 'are dropped' : 'are dropped, unless an earlier rule lets them pass';
    const message = `adverts (protocol 112) that ${way} ${interfaceName} ${may}: ${drop.where}, ${drop.rule}`;
    return [{ code: 'firewall', severity: drop.sure ? 'problem' : 'note', message, command: drop.command } as const];
  });
}

function foreignAnswers({ addresses, interfaceName }: Patient, host: HostExamination): readonly Finding[] {
  return addresses.flatMap((address) => {
    const macs = host.answers.find((one) => one.address === address && one.interfaceName === interfaceName)?.macs ?? [];
    const ours = Object.values(host.interfaces).some((link) => link.addresses.includes(address));
    const who = macs.join(' and ');
    if (ours && macs.length > 0) {
      const message = `${address} is bound here, and ${who} answers for it as well: two hosts hold it`;
      return [problem('foreign-answer', message, whoIs(macs))];
    }
    if (macs.length < 2) return [];
    const message = `${macs.length} hosts answer for ${address}: ${who}`;
    return [problem('foreign-answer', message, whoIs(macs))];
  });
}

/** What is wrong stands on the other host. */
function whoIs(macs: readonly string[]): string {
  return `ip neigh | grep -e ${macs.join(' -e ')}  # who it is; there: vrrpd doctor`;
}

function sysctls({ name, interfaceName, family }: Patient, host: HostExamination): readonly Finding[] {
  const { sysctls: values } = host;
  const findings: Finding[] = [];
  const reverse = `net.ipv4.conf.${interfaceName}.rp_filter`;
  if (
    family === 4 &&
    dropsAll(interfaceName, host) &&
    isStrict(values['net.ipv4.conf.all.rp_filter'], values[reverse])
  ) {
    const message = `${reverse} is strict: this host drops packets from addresses that it would not send to by ${interfaceName}`;
    findings.push(problem('sysctl', message, `sysctl -w ${reverse}=2`));
  }
  const ipv6 = `net.ipv6.conf.${interfaceName}.disable_ipv6`;
  if (family === 6 && values[ipv6] === '1') {
    findings.push(problem('sysctl', `${name} is IPv6, and ${ipv6} is 1`, `sysctl -w ${ipv6}=0`));
  }
  for (const place of ['all', interfaceName]) {
    const ignore = `net.ipv4.conf.${place}.arp_ignore`;
    if (family === 4 && Number(values[ignore] ?? 0) >= 3) {
      const message = `${ignore} is ${values[ignore]}: this host does not answer ARP for a virtual address`;
      findings.push(problem('sysctl', message, `sysctl -w ${ignore}=0`));
    }
  }
  const nonlocal = 'net.ipv4.ip_nonlocal_bind';
  if (family === 4 && values[nonlocal] === '0') {
    const message = `${nonlocal} is 0: a service that binds to the virtual address itself does not start on the backup`;
    findings.push(note('sysctl', message, `sysctl -w ${nonlocal}=1`));
  }
  return findings;
}

function managers({ interfaceName }: Patient, { managed }: HostExamination): readonly Finding[] {
  const findings: Finding[] = [];
  if (managed.networkd.includes(interfaceName)) {
    findings.push(
      problem(
        'network-manager',
        `systemd-networkd manages ${interfaceName}: when it is restarted it takes addresses away that it does not know`,
        `networkctl status ${interfaceName}  # its Network File: add KeepConfiguration=static below [Network]`,
      ),
    );
  }
  if (managed.networkManager.includes(interfaceName)) {
    findings.push(
      // It leaves addresses that it did not set until then, and vrrpd binds them again at once.
      note(
        'network-manager',
        `NetworkManager manages ${interfaceName}: when it sets it up anew it takes the virtual IP away for a moment`,
        `nmcli device set ${interfaceName} managed no`,
      ),
    );
  }
  return findings;
}

/** Who else speaks VRRP on the segments; the same VRID with other addresses is somebody else's router. */
function neighbours(patients: readonly Patient[], { heard }: HostExamination): readonly Finding[] {
  const senders = new Map<string, HeardAdvert>();
  for (const advert of heard) senders.set(`${advert.interfaceName} ${advert.vrid} ${advert.source}`, advert);
  return [...senders.values()].slice(0, 256).flatMap(({ interfaceName, vrid, source, priority, addresses }) => {
    const ours = patients.find((one) => one.vrid === vrid && one.interfaceName === interfaceName);
    const said = `VRID ${vrid}, priority ${priority}, ${addresses.join(' ') || 'no address'}`;
    if (ours === undefined) return [note('other-vrid', `${source} on ${interfaceName} advertises ${said}`)];
    if (addresses.length === 0 || addresses.some((address) => ours.addresses.some((own) => own === address))) {
      return [note('peer', `${source} on ${interfaceName} advertises ${said}: a peer of ${ours.name}`)];
    }
    const message = `${source} on ${interfaceName} advertises ${said}: another router uses the VRID of ${ours.name}`;
    return [problem('vrid-taken', message, `vrrpd check  # choose another virtual_router_id on both hosts`)];
  });
}

function clock(patients: readonly Patient[], { clock: { source, synchronized } }: HostExamination): readonly Finding[] {
  const findings: Finding[] = [];
  if (source !== undefined && SLOW_CLOCKS.includes(source)) {
    const file = '/sys/devices/system/clocksource/clocksource0';
    findings.push(
      note('clock', `the kernel's clock is ${source}, which is slow to read`, `cat ${file}/available_clocksource`),
    );
  }
  if (!synchronized) {
    const message = 'no time service keeps the clock of this host';
    const way = 'timedatectl set-ntp true';
    const signed = patients.find(({ needsClock }) => needsClock);
    if (signed === undefined) findings.push(note('clock', `${message}: log lines of two hosts do not compare`, way));
    else findings.push(problem('clock', `${message}, and ${signed.name} signs its adverts with the time`, way));
  }
  return findings;
}
