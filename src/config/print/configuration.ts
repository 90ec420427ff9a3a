/**
 * The model as a keepalived.conf: canonical, complete, without includes, definitions and conditions. Reading the text
 * gives the same model, and printing that gives the same text. Text is bytes, one char each.
 */

import { emptyTracking } from '../keywords/instance-draft.js';
import { scriptTable } from '../keywords/script.js';
import { syncGroupTable } from '../keywords/sync-group.js';
import { fileTable, processTable } from '../keywords/tracked-object.js';
import type {
  Configuration,
  FileDefinition,
  GarpGroup,
  ProcessDefinition,
  ScriptDefinition,
  SyncGroup,
} from '../model.js';
import { formatDecimal } from '../read/reader.js';
import { formatAddressLine } from './address.js';
import { formatGlobals } from './globals.js';
import { formatInstance, formatTracking } from './instance.js';
import { formatBfd, formatLvs } from './lvs.js';
import { formatRoute, formatRule } from './route.js';
import { blockUnlessEmpty, formatStatements, formatWord, type Statement } from './statement.js';

/**
 * Prints a configuration. Passwords and keys are printed as they are: the text is a configuration, not a report.
 * @returns bytes, one char each
 */
export function formatConfiguration(configuration: Configuration): string {
  const blocks = blocksOf(configuration);
  const words = blocks.filter((statement) => typeof statement === 'string');
  const rest = blocks.filter((statement) => typeof statement !== 'string');
  const parts = [formatStatements(words), ...rest.map((statement) => formatStatements([statement]))];
  return parts.filter((part) => part !== '').join('\n');
}

function blocksOf(configuration: Configuration): readonly Statement[] {
  const { beforeInstances, behindInstances } = surroundings(configuration);
  return [
    ...formatGlobals(configuration.globals),
    ...beforeInstances,
    ...configuration.instances.map((instance) => formatInstance(instance, configuration)),
    ...behindInstances,
  ];
}

/** All blocks but global_defs and the instances. */
export function otherBlocks(configuration: Configuration): readonly Statement[] {
  const { beforeInstances, behindInstances } = surroundings(configuration);
  return [...beforeInstances, ...behindInstances];
}

function surroundings(configuration: Configuration) {
  const { globals } = configuration;
  const statics = (name: string, lines: readonly string[]): readonly Statement[] => blockUnlessEmpty(name, lines);
  const beforeInstances: readonly Statement[] = [
    ...configuration.garpGroups.map(formatGarpGroup),
    ...statics(
      'linkbeat_interfaces',
      configuration.linkbeatInterfaces.map(
        ({ name, method }) => `${formatWord(name)}${method === undefined ? '' : ` ${method}`}`,
      ),
    ),
    ...statics(
      'interface_up_down_delays',
      configuration.interfaceDelays.map(
        ({ name, down, up }) => `${formatWord(name)} ${formatDecimal(down)} ${formatDecimal(up)}`,
      ),
    ),
    ...configuration.trackGroups.map(({ name, members }) => ({
      head: `track_group ${formatWord(name)}`,
      body: [{ head: 'group', body: members.map(formatWord) }],
    })),
    ...statics(
      'static_ipaddress',
      configuration.staticAddresses.map((address) => formatAddressLine(address, globals.defaultInterface)),
    ),
    ...statics('static_routes', configuration.staticRoutes.map(formatRoute)),
    ...statics('static_rules', configuration.staticRules.map(formatRule)),
    ...configuration.scripts.map(formatScript),
    ...configuration.trackedFiles.map(formatFile),
    ...configuration.trackedProcesses.map(formatProcess),
    ...configuration.bfdSessions.map(formatBfd),
  ];
  const behindInstances: readonly Statement[] = [
    ...configuration.syncGroups.map((group) => formatSyncGroup(group, configuration)),
    ...formatLvs(configuration.lvs),
  ];
  return { beforeInstances, behindInstances };
}

const NOWHERE = { file: '', line: 0, column: 0, length: 0 };

function named<T extends { readonly name: string }>(
  value: T,
): T & { word: { text: string; quoted: boolean; span: typeof NOWHERE } } {
  return { ...value, word: { text: value.name, quoted: false, span: NOWHERE } };
}

function formatScript(script: ScriptDefinition): Statement {
  const { user, group } = script.command;
  const draft = { ...named(script), ...(user !== undefined && { user: { user, group } }) };
  return { head: `vrrp_script ${formatWord(script.name)}`, body: scriptTable.rows.flatMap((row) => row.print(draft)) };
}

function formatFile(file: FileDefinition): Statement {
  return { head: `track_file ${formatWord(file.name)}`, body: fileTable.rows.flatMap((row) => row.print(named(file))) };
}

function formatProcess(process: ProcessDefinition): Statement {
  const body = processTable.rows.flatMap((row) =>
    row.print(named({ ...process, parameters: [...process.parameters] })),
  );
  return { head: `vrrp_track_process ${formatWord(process.name)}`, body };
}

function formatGarpGroup(group: GarpGroup): Statement {
  return {
    head: 'garp_group',
    body: [
      ...(group.garpInterval === undefined ? [] : [`garp_interval ${formatDecimal(group.garpInterval)}`]),
      ...(group.gnaInterval === undefined ? [] : [`gna_interval ${formatDecimal(group.gnaInterval)}`]),
      ...blockUnlessEmpty('interfaces', group.interfaces.map(formatWord)),
    ],
  };
}

function formatSyncGroup(group: SyncGroup, configuration: Configuration): Statement {
  const draft = { ...named(group), members: undefined, notify: { ...group.notify }, tracking: emptyTracking() };
  return {
    head: `vrrp_sync_group ${formatWord(group.name)}`,
    body: [
      { head: 'group', body: group.members.map(formatWord) },
      ...syncGroupTable.rows.flatMap((row) => row.print(draft)),
      ...formatTracking(group, configuration),
    ],
  };
}
