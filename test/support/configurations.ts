/** Models of texts, for tests of the configuration's model side. */

import { type BuildResult, buildConfiguration } from '../../src/config/build/build.js';
import type { HostFacts } from '../../src/config/host-facts.js';
import type { Instance } from '../../src/config/model.js';
import { treeOf } from './config-texts.js';

/** The model of a text and the findings about it. */
export function build(text: string, host?: HostFacts): BuildResult {
  return buildConfiguration(treeOf(text), host);
}

/** The findings about a text as `severity code line:column`. */
export function findings(result: BuildResult): readonly string[] {
  return result.diagnostics.map(({ severity, code, span }) =>
    span === undefined ? `${severity} ${code}` : `${severity} ${code} ${span.line}:${span.column}`,
  );
}

/** The least instance that is complete, with more lines in it. */
export function instanceText(lines = '', name = 'VI_1'): string {
  return `vrrp_instance ${name} {
  interface eth0
  virtual_router_id 91
  virtual_ipaddress { 192.0.2.10 }
${lines}
}
`;
}

/** The only instance of a text. */
export function onlyInstance(result: BuildResult): Instance {
  const [instance, ...rest] = result.configuration.instances;
  if (instance === undefined || rest.length > 0) {
    throw new Error(`expected one instance, got ${result.configuration.instances.length}`);
  }
  return instance;
}

/** A model as plain data without its places, for comparing two. */
export function withoutSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSpans);
  if (value instanceof Uint8Array) return [...value];
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      key === 'span' || inner === undefined ? [] : [[key, withoutSpans(inner)]],
    ),
  );
}
