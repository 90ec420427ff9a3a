/** What is tried with other daemons and with another vrrpd, and what cannot be tried. */

export type OtherDaemon = 'keepalived' | 'FRR' | 'vrrpd';

export interface Cell {
  readonly other: OtherDaemon;
  readonly version: 2 | 3;
  readonly family: 4 | 6;
  readonly delivery: 'multicast' | 'unicast';
  readonly authentication: 'none' | 'PASS' | 'AH';
}

export type MatrixRow = Cell & { /** Why there is nothing to measure. */ readonly impossible?: string };

const NO_UNICAST = 'FRR has no unicast';
const NO_AUTHENTICATION = 'FRR has no authentication';
const V3_PLAIN = 'version 3 has no authentication (RFC 9568 section 9)';
const V2_IS_IPV4 = 'version 2 is for IPv4 (RFC 3768)';
const AH_IPV4 = 'keepalived has AH for IPv4 only, and so has vrrpd';
const NO_PASSWORD = 'keepalived sends no password over IPv6 and rejects what comes without one; so does vrrpd';

/** Every combination. */
export const MATRIX: readonly MatrixRow[] = (['keepalived', 'FRR', 'vrrpd'] as const).flatMap((other) =>
  ([2, 3] as const).flatMap((version) =>
    ([4, 6] as const).flatMap((family) =>
      (['multicast', 'unicast'] as const).flatMap((delivery) =>
        (['none', 'PASS', 'AH'] as const).map((authentication): MatrixRow => {
          const cell = { other, version, family, delivery, authentication };
          const impossible = whyImpossible(cell);
          return impossible === undefined ? cell : { ...cell, impossible };
        }),
      ),
    ),
  ),
);

/** Sync groups; FRR has none. */
export const GROUP_CELLS: readonly GroupCell[] = (['keepalived', 'vrrpd'] as const).flatMap((other) => [
  { other, version: 2, family: 4 },
  { other, version: 3, family: 4 },
  { other, version: 3, family: 6 },
]);

export type GroupCell = Pick<Cell, 'version' | 'family'> & { readonly other: Exclude<OtherDaemon, 'FRR'> };

/** The places of vrrpd that make a difference: beside itself there is one. */
export function rolesBeside(other: OtherDaemon): readonly ('master' | 'backup')[] {
  return other === 'vrrpd' ? ['master'] : ['master', 'backup'];
}

function whyImpossible({ other, version, family, delivery, authentication }: Cell): string | undefined {
  if (other === 'FRR' && delivery === 'unicast') return NO_UNICAST;
  if (other === 'FRR' && authentication !== 'none') return NO_AUTHENTICATION;
  if (version === 3 && authentication !== 'none') return V3_PLAIN;
  if (other === 'FRR' && version === 2 && family === 6) return V2_IS_IPV4;
  if (version === 2 && family === 6 && authentication === 'AH') return AH_IPV4;
  if (version === 2 && family === 6 && authentication === 'PASS') return NO_PASSWORD;
  return undefined;
}
