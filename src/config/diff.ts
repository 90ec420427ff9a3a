/**
 * What lies between two configurations: instance by instance, setting by setting, and whether an address could move.
 * Instances are the same when VRID, family and interface are (and what they send to), not when their names are: that is
 * how a reload knows them again.
 */

import type { BlockChange, SettingChange } from './diff-changes.js';
import { type Consequence, KEYWORD_CONSEQUENCES } from './diff-consequences.js';
import { dependenciesOn } from './diff-dependencies.js';
import type { Configuration, Instance } from './model.js';
import { otherBlocks } from './print/configuration.js';
import { formatGlobals } from './print/globals.js';
import { instanceStatements } from './print/instance.js';
import type { Statement } from './print/statement.js';
import { textOf } from './read/text.js';

export type InstanceChange =
  | { readonly type: 'added'; readonly after: Instance }
  | { readonly type: 'removed'; readonly before: Instance }
  | {
      readonly type: 'changed';
      readonly before: Instance;
      readonly after: Instance;
      /** None where only what it depends on changes. */
      readonly settings: readonly SettingChange[];
      /** Changed blocks that decide about its state: `vrrp_script chk`. */
      readonly dependsOn: readonly string[];
    };

export interface ConfigurationDiff {
  readonly instances: readonly InstanceChange[];
  readonly blocks: readonly BlockChange[];
  /** Instances that stay as they are. */
  readonly unchanged: readonly Instance[];
}

/** What a reload from one to the other would change. Secrets are compared and never shown. */
export function diffConfigurations(before: Configuration, after: Configuration): ConfigurationDiff {
  const pairs = matchInstances(before.instances, after.instances);
  const blocks = blockChanges(before, after);
  const dependencies = dependenciesOn(blocks, [before, after]);
  const instances: InstanceChange[] = [];
  const unchanged: Instance[] = [];
  for (const { old, now } of pairs) {
    if (old === undefined && now !== undefined) instances.push({ type: 'added', after: now });
    else if (old !== undefined && now === undefined) instances.push({ type: 'removed', before: old });
    else if (old !== undefined && now !== undefined) {
      const settings = settingChanges(instanceStatements(old, before), instanceStatements(now, after));
      if (old.name !== now.name) {
        settings.unshift({ keyword: 'vrrp_instance', before: old.name, after: now.name, consequence: 'none' });
      }
      const dependsOn = dependencies(now);
      if (settings.length === 0 && dependsOn.length === 0) unchanged.push(now);
      else instances.push({ type: 'changed', before: old, after: now, settings, dependsOn });
    }
  }
  return { instances, blocks, unchanged };
}

export interface InstancePair {
  readonly old: Instance | undefined;
  readonly now: Instance | undefined;
}

/** Pairs what is the same router before and after, in the order after; what is gone comes last. */
export function matchInstances(before: readonly Instance[], after: readonly Instance[]): readonly InstancePair[] {
  const left = new Map(before.map((instance) => [instanceIdentity(instance), instance]));
  const pairs = after.map((now): InstancePair => {
    const key = instanceIdentity(now);
    const old = left.get(key);
    left.delete(key);
    return { old, now };
  });
  return [...pairs, ...[...left.values()].map((old): InstancePair => ({ old, now: undefined }))];
}

/** What makes an instance the same one across a reload. */
export function instanceIdentity(instance: Instance): string {
  const { vrid, family, interfaceName, vmac, vmacTransmitBase, unicastPeers, sourceAddress, multicastGroup } = instance;
  const to = unicastPeers.length > 0 ? `from ${sourceAddress ?? ''}` : `to ${multicastGroup}`;
  const mac = vmac === undefined ? '' : `vmac ${vmac.name ?? ''} ${vmacTransmitBase}`;
  return `${vrid} ${family} ${interfaceName} ${to} ${mac}`;
}

/** Whether the change could make an address go to another host or vanish for a while, and why. */
export function addressMoves(change: InstanceChange): { readonly moves: 'no' | 'maybe' | 'yes'; readonly why: string } {
  if (change.type === 'removed') return { moves: 'yes', why: 'the instance goes, and its addresses with it' };
  if (change.type === 'added') return { moves: 'no', why: 'the instance starts as backup' };
  const has = (consequence: Consequence): boolean =>
    change.settings.some((setting) => setting.consequence === consequence);
  const gone = withoutThose(change.before, change.after);
  if (gone.length > 0)
    return { moves: 'yes', why: `${gone.join(', ')} ${gone.length === 1 ? 'is' : 'are'} no longer held` };
  if (has('agreement'))
    return { moves: 'maybe', why: 'until the other hosts have the same, they may not understand each other' };
  if (has('election')) return { moves: 'maybe', why: 'another host may be the better one now' };
  if (change.dependsOn.length > 0)
    return { moves: 'maybe', why: `its state depends on ${change.dependsOn.map(textOf).join(', ')}` };
  return { moves: 'no', why: 'who is master does not depend on it' };
}

function withoutThose(before: Instance, after: Instance): readonly string[] {
  const held = new Set([...after.addresses, ...after.excludedAddresses].map(({ prefix }) => prefix.address));
  return [...before.addresses, ...before.excludedAddresses].flatMap(({ prefix }) =>
    held.has(prefix.address) ? [] : [prefix.address],
  );
}

function blockChanges(before: Configuration, after: Configuration): readonly BlockChange[] {
  const old = blocksOf(before);
  const now = blocksOf(after);
  const changes: BlockChange[] = [];
  for (const [block, statements] of now) {
    const earlier = old.get(block);
    if (earlier === undefined) changes.push({ block, type: 'added', settings: [] });
    else {
      const settings = settingChanges(earlier, statements);
      if (settings.length > 0) changes.push({ block, type: 'changed', settings });
    }
  }
  for (const block of old.keys()) if (!now.has(block)) changes.push({ block, type: 'removed', settings: [] });
  return changes;
}

/** Blocks by their head; single words of the top level count as one block. */
function blocksOf(configuration: Configuration): Map<string, readonly Statement[]> {
  const blocks = new Map<string, readonly Statement[]>();
  const all = [...formatGlobals(configuration.globals), ...otherBlocks(configuration)];
  const words = all.filter((statement) => typeof statement === 'string');
  if (words.length > 0) blocks.set('top level', words);
  for (const statement of all) {
    if (typeof statement === 'string') continue;
    blocks.set(statement.head, [...(blocks.get(statement.head) ?? []), ...statement.body]);
  }
  return blocks;
}

/** Changes of statements by their first word; of a block line by line. */
function settingChanges(before: readonly Statement[], after: readonly Statement[]): SettingChange[] {
  const old = byKeyword(before);
  const now = byKeyword(after);
  const changes: SettingChange[] = [];
  for (const keyword of new Set([...old.keys(), ...now.keys()])) {
    const first = old.get(keyword) ?? [];
    const second = now.get(keyword) ?? [];
    if (first.join('\n') === second.join('\n')) continue;
    const { consequence = 'none', secret = false } = KEYWORD_CONSEQUENCES[keyword] ?? {};
    if (secret) changes.push({ keyword, before: hidden(first), after: hidden(second), consequence });
    else if (isList(first, keyword) || isList(second, keyword))
      changes.push(...lineChanges(keyword, first, second, consequence));
    else changes.push({ keyword, before: first[0], after: second[0], consequence });
  }
  return changes;
}

function hidden(lines: readonly string[]): string | undefined {
  return lines.length === 0 ? undefined : '********';
}

function isList(lines: readonly string[], keyword: string): boolean {
  return lines.length > 1 || KEYWORD_CONSEQUENCES[keyword]?.list === true;
}

function lineChanges(
  keyword: string,
  before: readonly string[],
  after: readonly string[],
  consequence: Consequence,
): readonly SettingChange[] {
  const old = new Set(before);
  const now = new Set(after);
  const gone = before.filter((line) => !now.has(line));
  const come = after.filter((line) => !old.has(line));
  if (gone.length === 0 && come.length === 0) {
    return [{ keyword, before: before.join(', '), after: after.join(', '), consequence }];
  }
  return [
    ...gone.map((line): SettingChange => ({ keyword, before: line, after: undefined, consequence })),
    ...come.map((line): SettingChange => ({ keyword, before: undefined, after: line, consequence })),
  ];
}

/** Values by keyword: what stands behind it, or the lines of its block. */
function byKeyword(statements: readonly Statement[]): Map<string, readonly string[]> {
  const values = new Map<string, string[]>();
  const add = (keyword: string, lines: readonly string[]): void => {
    values.set(keyword, [...(values.get(keyword) ?? []), ...lines]);
  };
  for (const statement of statements) {
    if (typeof statement === 'string') {
      const space = statement.indexOf(' ');
      if (space < 0) add(statement, ['on']);
      else add(statement.slice(0, space), [statement.slice(space + 1)]);
    } else add(statement.head, linesOf(statement.body));
  }
  return values;
}

function linesOf(statements: readonly Statement[]): readonly string[] {
  return statements.flatMap((statement) =>
    typeof statement === 'string' ? [statement] : linesOf(statement.body).map((line) => `${statement.head}: ${line}`),
  );
}
