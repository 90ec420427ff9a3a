/** global_defs and the single words of the top level: what differs from the defaults. */

import { completeGlobals } from '../build/globals.js';
import { globalTable } from '../keywords/global.js';
import { emptyGlobals, type GlobalDraft } from '../keywords/global-draft.js';
import { emptyRoot, rootTable } from '../keywords/root.js';
import type { GlobalSettings } from '../model-global.js';
import { blockUnlessEmpty, type Statement } from './statement.js';

const DEFAULTS: GlobalDraft = draftOf(completeGlobals(emptyGlobals()));

export function formatGlobals(globals: GlobalSettings): readonly Statement[] {
  const draft = draftOf(globals);
  const differs = (statements: readonly Statement[], usual: readonly Statement[]): readonly Statement[] =>
    JSON.stringify(statements) === JSON.stringify(usual) ? [] : statements;
  const root = { ...emptyRoot(), globals: draft };
  const usual = { ...emptyRoot(), globals: DEFAULTS };
  return [
    ...rootTable.rows.flatMap((row) => differs(row.print(root), row.print(usual))),
    ...blockUnlessEmpty(
      'global_defs',
      globalTable.rows.flatMap((row) => differs(row.print(draft), row.print(DEFAULTS))),
    ),
  ];
}

/** Settings that follow from others are undefined where they do, so that they follow again when they are read. */
function draftOf(globals: GlobalSettings): GlobalDraft {
  const follows = <T>(value: T, from: T): T | undefined => (value === from ? undefined : value);
  return {
    ...globals,
    garpLowerPriorityDelay: follows(globals.garpLowerPriorityDelay, globals.garpMasterDelay),
    garpLowerPriorityRepeat: follows(globals.garpLowerPriorityRepeat, globals.garpMasterRepeat),
    garpMasterRefreshRepeat: follows(globals.garpMasterRefreshRepeat, 0),
    vmacAddressPrefix: follows(globals.vmacAddressPrefix, globals.vmacPrefix),
    snmp: {
      ...globals.snmp,
      realServerStatsInterval: follows(globals.snmp.realServerStatsInterval, globals.snmp.virtualServerStatsInterval),
    },
  };
}
