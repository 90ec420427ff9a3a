/** `vrrpd doctor`: examines the host for the routers of its configuration, and prints findings with what mends them. */

import { accessSync, constants } from 'node:fs';
import { VrrpdError } from '../base/errors.js';
import type { Instance } from '../config/model.js';
import type { DaemonSnapshot } from '../runtime/snapshot.js';
import { askFor, daemonPaths } from './ask.js';
import { type Given, textOf } from './command.js';
import { daemonFindings } from './doctor-daemon.js';
import type { Patient } from './doctor-facts.js';
import { type Finding, note, problem } from './doctor-finding.js';
import { findingsOf, unreadFile } from './doctor-findings.js';
import { EXIT } from './exit-status.js';
import type { CommandPrograms } from './programs.js';
import { readNamed } from './read-configuration.js';
import { CONFIG_FILE } from './settings-file.js';

/** Listened for at least and at most, milliseconds. */
const SHORTEST = 1_000;
const LONGEST = 10_000;

export async function runDoctor(given: Given, programs: CommandPrograms): Promise<number> {
  const before = await askSnapshot(given);
  const file = textOf(given, 'use-file') ?? ('snapshot' in before ? before.snapshot.daemon.configFile : CONFIG_FILE);
  const unread = whyUnread(file);
  const patients = unread === undefined ? await patientsOf(file, programs) : [];
  if (patients.length === 0 && (unread === undefined || !('snapshot' in before))) {
    const why = unread?.message ?? `${file} has no vrrp_instance; vrrpd check ${file} says why`;
    process.stderr.write(`vrrpd doctor: ${why}\n`);
    return EXIT.configuration;
  }
  const host = unread === undefined ? await examine(patients, given, programs) : [unread];
  const findings = [...host, ...findingsOfDaemon(await askSnapshot(given))];
  const healthy = findings.every(({ severity }) => severity === 'note');
  process.stdout.write(
    given['json'] === true
      ? `${JSON.stringify({ version: 1, file, healthy, findings }, undefined, 2)}\n`
      : formatFindings(findings),
  );
  return healthy ? EXIT.ok : EXIT.failed;
}

async function patientsOf(file: string, programs: CommandPrograms): Promise<readonly Patient[]> {
  const { sources } = await programs.configurationHost();
  const options = { configId: undefined, strictIncludes: false };
  return readNamed(file, options, { sources, facts: undefined }).configuration.instances.map(patientOf);
}

async function examine(
  patients: readonly Patient[],
  given: Given,
  programs: CommandPrograms,
): Promise<readonly Finding[]> {
  // One interval of the slowest router and half of another.
  const listen = Math.min(LONGEST, Math.max(SHORTEST, ...patients.map(({ interval }) => 1.5 * interval)));
  if (given['json'] !== true) process.stdout.write(`Listening for ${(listen / 1e3).toFixed(1)} s ...\n`);
  return findingsOf(patients, await programs.examineHost(patients, listen));
}

/** What keeps the file from being read; undefined: nothing. */
function whyUnread(file: string): Finding | undefined {
  try {
    accessSync(file, constants.R_OK);
    return undefined;
  } catch (error) {
    return unreadFile(file, (error as NodeJS.ErrnoException).code);
  }
}

type Asked = { readonly snapshot: DaemonSnapshot } | { readonly silence: VrrpdError };

/** What the daemon says, or why nothing is to be had of it. */
async function askSnapshot(given: Given): Promise<Asked> {
  const paths = await daemonPaths(given);
  try {
    return { snapshot: await askFor<DaemonSnapshot>(paths, '/v1/status') };
  } catch (error) {
    if (error instanceof VrrpdError) return { silence: error };
    throw error;
  }
}

function findingsOfDaemon(asked: Asked): readonly Finding[] {
  if ('snapshot' in asked) return daemonFindings(asked.snapshot);
  const { code, message } = asked.silence;
  if (code === 'NOT_RUNNING') return [note('no-daemon', message, 'systemctl start vrrpd')];
  const way = code === 'NO_PERMISSION' ? 'sudo vrrpd doctor' : 'vrrpd status';
  return [problem('no-answer', message, way)];
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
