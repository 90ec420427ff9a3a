/** Instances of vrrpd's model in the words of keepalived's listing. */

import type { Instance, TrackedReference, VirtualAddress } from '../../src/config/model.js';
import type { ListedInstance } from './keepalived-dump.js';
import { routeLine, ruleLine } from './routes-listing.js';

const SCOPES: Readonly<Record<number, string>> = { 0: 'global', 253: 'link', 254: 'host', 255: 'nowhere' };

export function listInstance(instance: Instance): ListedInstance {
  const { announcements, authentication } = instance;
  return {
    fields: {
      'VRRP Version': `${instance.version}`,
      Wantstate: instance.state,
      Interface: interfaceText(instance),
      'Gratuitous ARP delay': seconds(announcements.delay),
      'Gratuitous ARP repeat': `${announcements.repeat}`,
      'Gratuitous ARP refresh': seconds(announcements.refresh),
      'Gratuitous ARP refresh repeat': `${announcements.refreshRepeat}`,
      'Gratuitous ARP lower priority delay': seconds(announcements.lowerPriorityDelay),
      'Gratuitous ARP lower priority repeat': `${announcements.lowerPriorityRepeat}`,
      'Down timer adverts': `${instance.downTimerAdverts}`,
      'Send advert after receive lower priority advert': `${!instance.lowerPriorityNoAdvert}`,
      'Send advert after receive higher priority advert': `${instance.higherPrioritySendAdvert}`,
      'Virtual Router ID': `${instance.vrid}`,
      Priority: `${instance.priority}`,
      'Advert interval':
        instance.version === 2
          ? `${seconds(instance.advertisementInterval)} sec`
          : `${instance.advertisementInterval / 1_000} milli-sec`,
      Accept: instance.acceptMode ? 'enabled' : 'disabled',
      Preempt: instance.preemptMode ? 'enabled' : 'disabled',
      ...(instance.preemptDelay > 0 && { 'Preempt delay': `${seconds(instance.preemptDelay)} secs` }),
      Promote_secondaries: instance.promoteSecondaries ? 'enabled' : 'disabled',
      ...(authentication.type !== 'none' && {
        'Authentication type': authentication.type === 'pass' ? 'SIMPLE_PASSWORD' : 'IPSEC_AH',
      }),
      ...(authentication.type === 'pass' && { Password: Buffer.from(authentication.password).toString('latin1') }),
      'Using smtp notification': instance.smtpAlert ? 'yes' : 'no',
      'Notify deleted': instance.notify.deleted ? 'Deleted' : 'Fault',
      'Notify priority changes': `${instance.notifyPriorityChanges}`,
    },
    lists: {
      'Virtual IP': instance.addresses.map((address) => addressLine(instance, address)),
      'Virtual IP Excluded': instance.excludedAddresses.map((address) => addressLine(instance, address)),
      'Virtual Routes': instance.routes.map(routeLine),
      'Virtual Rules': instance.rules.map(ruleLine),
      'Unicast Peer': instance.unicastPeers.map(
        ({ address, minTtl, maxTtl }) => `${address} min_ttl ${minTtl} max_ttl ${maxTtl}`,
      ),
      'Tracked scripts': instance.trackedScripts.map(referenceLine),
      'Tracked interfaces': instance.trackedInterfaces.map(referenceLine),
    },
  };
}

function seconds(micros: number): string {
  return `${micros / 1_000_000}`;
}

/** The interface that adverts leave by; a virtual MAC has one of its own. */
function interfaceText({ interfaceName, vmac, vmacTransmitBase, vrid }: Instance): string {
  if (vmac === undefined) return interfaceName;
  return `${vmac.name ?? `vrrp.${vrid}`}, vmac on ${interfaceName}${vmacTransmitBase ? ', xmit base i/f' : ''}`;
}

function addressLine({ interfaceName, vmac, vrid }: Instance, { prefix, device, options }: VirtualAddress): string {
  const { scope, label, broadcast } = options;
  const own = vmac !== undefined && device === interfaceName;
  const bits = prefix.address.includes(':') ? 128 : 32;
  return [
    prefix.length === bits ? prefix.address : `${prefix.address}/${prefix.length}`,
    ...(broadcast === undefined ? [] : [`brd ${broadcast}`]),
    `dev ${own ? `${vmac.name ?? `vrrp.${vrid}`}@` : ''}${device}`,
    `scope ${SCOPES[scope ?? 0] ?? scope}`,
    ...(label === undefined ? [] : [`label ${label}`]),
  ].join(' ');
}

function referenceLine({ name, weight, reverse }: TrackedReference): string {
  return `${name} weight ${weight}${reverse ? ' reverse' : ''}`;
}
