/**
 * What a rehearsal builds, read from the configurations of the hosts: which interfaces each host has, which of them are
 * plugged into the same segment, and which addresses they carry. Nothing here touches the machine.
 */

import type { IpAddress } from '../base/address.js';
import { familyOf, isLinkLocal } from '../base/address.js';
import type { Configuration, Instance } from '../config/model.js';
import type { HostSpec } from './lab-host.js';
import { type HostAddress, placeAddresses } from './session-addresses.js';
import { chooseAddresses, type SegmentNeeds } from './stage-addresses.js';

/** A host as the words of the command line name it. */
export interface Player {
  readonly name: string;
  readonly configuration: Configuration;
  /** Addresses that it must have for its BFD sessions. */
  readonly sessionAddresses?: readonly IpAddress[];
}

/** One virtual address that somebody relies on. */
export interface Service {
  /** Instance that carries it. */
  readonly instance: string;
  readonly address: IpAddress;
  /** Interface of the client that it is asked through. */
  readonly clientLink: string;
}

export interface Stage {
  readonly hosts: readonly HostSpec[];
  /** The host that asks for the services; its name is no player's. */
  readonly client: HostSpec;
  readonly services: readonly Service[];
}

/** An instance without an interface of its own sends unicast from here. */
const DEFAULT_LINK = 'eth0';

/** @param players at least two, their names different */
export function planStage(players: readonly Player[]): Stage {
  const segments = new Segments(players);
  const needs = segments.allNeeds();
  const besides = placeAddresses(players, needs);
  const addresses = [...needs].map(([name, own]) => chooseAddresses({ ...own, besides: besides.get(name) ?? [] }));
  const hosts = players.map(({ name }) => ({
    name,
    links: segments.linksOf(name).map(({ link, segment }) => {
      return { name: link, segment, addresses: addresses[segments.names().indexOf(segment)]?.hosts.get(name) ?? [] };
    }),
  }));
  const links = segments.names().map((segment, index) => {
    return { name: `eth${index}`, segment, addresses: addresses[index]?.client ?? [] };
  });
  return { hosts, client: { name: 'client', links }, services: servicesOf(players, segments) };
}

/** Addresses that instances send from, as the files tell them. */
export function fixedAddresses(players: readonly Player[]): readonly HostAddress[] {
  return [...new Segments(players).allNeeds().values()].flatMap(({ fixed }) => fixed);
}

/** The interface that an instance sends on. */
export function linkOf(instance: Instance): string {
  return instance.interfaceName === '' ? DEFAULT_LINK : instance.interfaceName;
}

/** Interfaces plugged together: those that carry the same virtual address, and else those of the same name. */
class Segments {
  readonly #players: readonly Player[];
  /** `HOST LINK` to the name of its segment. */
  readonly #segmentOf = new Map<string, string>();

  constructor(players: readonly Player[]) {
    this.#players = players;
    for (const player of players) {
      for (const link of linksOf(player.configuration)) this.#segmentOf.set(`${player.name} ${link}`, '');
    }
    this.#joinByAddress();
    this.#joinByName();
  }

  names(): readonly string[] {
    return [...new Set(this.#segmentOf.values())];
  }

  linksOf(host: string): readonly { readonly link: string; readonly segment: string }[] {
    return [...this.#segmentOf].flatMap(([key, segment]) => {
      const [owner, link = ''] = key.split(' ');
      return owner === host ? [{ link, segment }] : [];
    });
  }

  segmentOf(host: string, link: string): string | undefined {
    return this.#segmentOf.get(`${host} ${link}`);
  }

  allNeeds(): ReadonlyMap<string, SegmentNeeds> {
    return new Map(this.names().map((name) => [name, this.needs(name)]));
  }

  needs(segment: string): SegmentNeeds {
    const here = this.#players.flatMap((player) => {
      const links = this.linksOf(player.name).filter((one) => one.segment === segment);
      return links.map(({ link }) => ({ ...player, link }));
    });
    const instances = here.flatMap(({ name, link, configuration }) =>
      configuration.instances.filter((one) => linkOf(one) === link).map((instance) => ({ host: name, instance })),
    );
    const virtual = here.flatMap(({ link, configuration }) =>
      configuration.instances.flatMap(carried).filter(({ device }) => device === link || device === ''),
    );
    return {
      hosts: here.map(({ name }) => name),
      virtual: virtual.map(({ prefix }) => prefix),
      fixed: instances.flatMap(({ host, instance }) => fixedAddress(host, instance, instances)),
      besides: [],
      taken: instances.flatMap(({ instance }) => instance.unicastPeers.map(({ address }) => address)),
    };
  }

  #joinByAddress(): void {
    const byAddress = new Map<string, string>();
    for (const { name, configuration } of this.#players) {
      for (const { prefix, device } of configuration.instances.flatMap(carried)) {
        const key = `${name} ${device === '' ? DEFAULT_LINK : device}`;
        const own = this.#segmentOf.get(key);
        if (own === undefined) continue;
        const segment = byAddress.get(prefix.address) ?? (own === '' ? `lan${byAddress.size}` : own);
        byAddress.set(prefix.address, segment);
        if (own === '') this.#segmentOf.set(key, segment);
        else if (own !== segment) this.#rename(own, segment);
      }
    }
  }

  #joinByName(): void {
    for (const [key, segment] of this.#segmentOf) {
      if (segment !== '') continue;
      const link = key.split(' ')[1] ?? '';
      const same = [...this.#segmentOf].find(([other, name]) => name !== '' && other.endsWith(` ${link}`));
      this.#segmentOf.set(key, same?.[1] ?? `only-${link}`);
    }
  }

  #rename(from: string, to: string): void {
    for (const [key, segment] of this.#segmentOf) if (segment === from) this.#segmentOf.set(key, to);
  }
}

function carried(instance: Instance) {
  return [...instance.addresses, ...instance.excludedAddresses];
}

/** The interfaces that a host needs. */
export function linksOf({ instances, staticAddresses }: Configuration): ReadonlySet<string> {
  const links = new Set<string>();
  for (const instance of instances) {
    links.add(linkOf(instance));
    for (const { device } of carried(instance)) links.add(device === '' ? DEFAULT_LINK : device);
    for (const { name } of instance.trackedInterfaces) links.add(name);
    for (const { device } of instance.routes) if (device !== undefined) links.add(device);
  }
  for (const { device } of staticAddresses) links.add(device);
  links.delete('lo');
  links.delete('');
  return links;
}

/** The address that the files give a host: its own source, or the peer that all others name and it does not. */
function fixedAddress(
  host: string,
  instance: Instance,
  all: readonly { readonly host: string; readonly instance: Instance }[],
): SegmentNeeds['fixed'] {
  if (instance.sourceAddress !== undefined) return [{ host, address: instance.sourceAddress }];
  if (instance.unicastPeers.length === 0) return [];
  const others = all.filter((one) => one.host !== host && one.instance.vrid === instance.vrid);
  const own = new Set<string>(instance.unicastPeers.map(({ address }) => address));
  const named = others.flatMap((one) => one.instance.unicastPeers.map(({ address }) => address));
  const claimed = new Set<string | undefined>(others.map((one) => one.instance.sourceAddress));
  const address = named.find((candidate) => !own.has(candidate) && !claimed.has(candidate));
  return address === undefined ? [] : [{ host, address }];
}

function servicesOf(players: readonly Player[], segments: Segments): readonly Service[] {
  const services = new Map<string, Service>();
  for (const { name, configuration } of players) {
    for (const instance of configuration.instances) {
      for (const { prefix, device } of instance.addresses) {
        const segment = segments.segmentOf(name, device === '' ? DEFAULT_LINK : device);
        if (segment === undefined || services.has(prefix.address)) continue;
        const clientLink = `eth${segments.names().indexOf(segment)}`;
        services.set(prefix.address, { instance: instance.name, address: prefix.address, clientLink });
      }
    }
  }
  // A link-local address needs the client's interface beside it and is asked through it.
  return [...services.values()].sort((a, b) => Number(lowly(a.address)) - Number(lowly(b.address)));
}

function lowly(address: IpAddress): boolean {
  return familyOf(address) === 6 && isLinkLocal(address);
}
