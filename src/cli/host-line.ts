/**
 * A line about the host, from Node.js and the systeminformation package. Asked by the client, never by the daemon, and
 * bounded in time: what is not known by then is left out.
 */

import { cpus, hostname, loadavg, release, uptime } from 'node:os';

export interface HostFacts {
  readonly hostname?: string;
  readonly system?: string;
  readonly kernel?: string;
  readonly processors?: number;
  readonly load?: number;
  readonly memoryTotal?: number;
  readonly memoryAvailable?: number;
  readonly uptimeSeconds?: number;
}

/** @param limit milliseconds after which the facts are not waited for */
export async function readHostFacts(limit: number): Promise<HostFacts> {
  const known = knownFacts();
  const alarm = new AbortController();
  const late = new Promise<HostFacts>((resolve) => {
    const timer = setTimeout(() => resolve(known), limit);
    alarm.signal.addEventListener('abort', () => clearTimeout(timer));
  });
  try {
    return await Promise.race([gather(known), late]);
  } catch {
    return known;
  } finally {
    alarm.abort();
  }
}

/** `host ha1: Debian GNU/Linux 12, kernel 6.1.0, 2 processors, load 0.31, 812 of 1992 MiB memory free, up 3 d 2 h`. */
export function formatHostFacts(facts: HostFacts, duration: (micros: number) => string): string {
  const mebibytes = (bytes: number): number => Math.round(bytes / 1_048_576);
  const parts = [
    facts.system,
    facts.kernel === undefined ? undefined : `kernel ${facts.kernel}`,
    facts.processors === undefined ? undefined : `${facts.processors} processor${facts.processors === 1 ? '' : 's'}`,
    facts.load === undefined ? undefined : `load ${facts.load.toFixed(2)}`,
    facts.memoryTotal === undefined || facts.memoryAvailable === undefined
      ? undefined
      : `${mebibytes(facts.memoryAvailable)} of ${mebibytes(facts.memoryTotal)} MiB memory free`,
    facts.uptimeSeconds === undefined ? undefined : `up ${duration(facts.uptimeSeconds * 1_000_000)}`,
  ];
  return `host ${facts.hostname ?? '?'}: ${parts.filter((part) => part !== undefined).join(', ')}`;
}

/** What takes no time to ask. */
function knownFacts(): HostFacts {
  const [load] = loadavg();
  return {
    hostname: hostname(),
    kernel: release(),
    processors: cpus().length,
    uptimeSeconds: Math.floor(uptime()),
    ...(load === undefined ? {} : { load }),
  };
}

async function gather(known: HostFacts): Promise<HostFacts> {
  const { default: host } = await import('systeminformation');
  const [system, memory] = await Promise.all([host.osInfo(), host.mem()]);
  return {
    ...known,
    system: `${system.distro} ${system.release}`,
    memoryTotal: memory.total,
    memoryAvailable: memory.available,
  };
}
