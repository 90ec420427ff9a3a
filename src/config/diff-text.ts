/** A diff for people: one paragraph for each instance and block. */

import { addressMoves, type ConfigurationDiff, type InstanceChange } from './diff.js';
import type { SettingChange } from './diff-changes.js';
import { textOf } from './read/text.js';

/** The whole diff as text; one line when there is nothing to change. */
export function formatDiff(diff: ConfigurationDiff): string {
  const paragraphs = [
    ...diff.instances.map(formatInstanceChange),
    ...diff.blocks.map(({ block, type, settings }) => [`${textOf(block)}: ${type}`, ...settings.map(formatSetting)]),
  ];
  if (paragraphs.length === 0) return 'nothing would change\n';
  const rest = diff.unchanged.length;
  if (rest > 0)
    paragraphs.push([
      `${rest} ${rest === 1 ? 'instance stays' : 'instances stay'} as ${rest === 1 ? 'it is' : 'they are'}`,
    ]);
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

const MOVES = { no: 'no address moves', maybe: 'an address may move', yes: 'an address moves' } as const;

function formatInstanceChange(change: InstanceChange): readonly string[] {
  const instance = change.type === 'removed' ? change.before : change.after;
  const kept = change.type === 'changed' && change.settings.length === 0;
  const where = instance.interfaceName === '' ? '' : ` on ${instance.interfaceName}`;
  const { moves, why } = addressMoves(change);
  return [
    `vrrp_instance ${instance.name} (VRID ${instance.vrid}${where}): ${kept ? 'not changed itself' : change.type}`,
    ...(change.type === 'changed' ? change.settings.map(formatSetting) : []),
    `  ${MOVES[moves]}: ${why}`,
  ];
}

function formatSetting({ keyword, before, after }: SettingChange): string {
  const name = textOf(keyword);
  const value = (text: string): string => (text === 'on' ? '' : ` ${textOf(text)}`);
  if (before === undefined) return `  + ${name}${value(after ?? '')}`;
  if (after === undefined) return `  - ${name}${value(before)}`;
  return before === after ? `  ~ ${name} changed` : `  ~ ${name} ${textOf(before)} -> ${textOf(after)}`;
}
