/** `vrrpd doctor`: examines the host for the routers of its configuration, and prints findings with what mends them. */

import type { Instance } from '../config/model.js';
import { type Given, textOf } from './command.js';
import type { Patient } from './doctor-facts.js';
import { type Finding, findingsOf } from './doctor-findings.js';
import { EXIT } from './exit-status.js';
import type { Programs } from './programs.js';
import { readNamed } from './read-configuration.js';
import { CONFIG_FILE } from './settings-file.js';

/** Listened for at least and at most, milliseconds. */
const SHORTEST = 1_000;
const LONGEST = 10_000;

export async function runDoctor(given: Given, programs: Programs): Promise<number> {
  const file = textOf(given, 'use-file') ?? CONFIG_FILE;
  const { sources } = await programs.configurationHost();
  const options = { configId: undefined, strictIncludes: false };
  const { configuration } = readNamed(file, options, { sources, facts: undefined });
  const patients = configuration.instances.map(patientOf);
  if (patients.length === 0) {
    process.stderr.write(`vrrpd doctor: ${file} has no vrrp_instance; vrrpd check ${file} says why\n`);
    return EXIT.configuration;
  }
  // One interval of the slowest router and half of another.
  const listen = Math.min(LONGEST, Math.max(SHORTEST, ...patients.map(({ interval }) => 1.5 * interval)));
  if (given['json'] !== true) process.stdout.write(`Listening for ${(listen / 1e3).toFixed(1)} s ...\n`);
  const findings = findingsOf(patients, await programs.examineHost(patients, listen));
  const healthy = findings.every(({ severity }) => severity === 'note');
  process.stdout.write(
    given['json'] === true
      ? `${JSON.stringify({ version: 1, file, healthy, findings }, undefined, 2)}\n`
      : formatFindings(findings),
  );
  return healthy ? EXIT.ok : EXIT.failed;
}

/** Problems first. */
export function formatFindings(findings: readonly Finding[]): string {
  const problems = findings.filter(({ severity }) => severity === 'problem');
  const notes = findings.filter(({ severity }) => severity === 'note');
  const lines = [...problems, ...notes].flatMap(({ severity, message, command }) => {
    return [`${severity.padEnd(8)} ${message}`, ...(command === undefined ? [] : [`         $ ${command}`])];
  });
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`;
  return `${[...lines, problems.length === 0 ? 'No problem found.' : `${count} found.`].join('\n')}\n`;
}

function patientOf(instance: Instance): Patient {
  const { name, vrid, family, interfaceName, multicastGroup, unicastPeers, advertisementInterval, hmac } = instance;
  return {
    name,
    interfaceName,
    vrid,
    family,
    addresses: [...instance.addresses, ...instance.excludedAddresses].map(({ prefix }) => prefix.address),
    group: unicastPeers.length > 0 ? undefined : multicastGroup,
    unicastPeers: unicastPeers.map(({ address }) => address),
    interval: advertisementInterval / 1e3,
    needsClock: hmac?.antiReplay === 'time',
  };
}
