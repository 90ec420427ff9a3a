/** What a reload would change, setting by setting. */

import type { Consequence } from './diff-consequences.js';

/** One keyword that says something else. Undefined: it is not said, or there is none. */
export interface SettingChange {
  readonly keyword: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly consequence: Consequence;
}

/** A change outside of instances: global_defs, a script, a group. */
export interface BlockChange {
  /** `vrrp_script chk`, `global_defs`. */
  readonly block: string;
  readonly type: 'added' | 'removed' | 'changed';
  readonly settings: readonly SettingChange[];
}
