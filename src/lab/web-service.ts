/**
 * The service behind the virtual IP: HAProxy from Debian where it is installed, else a page server of our own. It
 * answers every request with the name of its host.
 */

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findProgram, runCommand } from './command.js';
import type { LabHost } from './lab-host.js';
import type { LabProcess } from './lab-process.js';

const PAGE_SERVER = fileURLToPath(new URL('../lab/page-server.js', import.meta.url));
export const WEB_PORT = 80;

export interface WebService {
  readonly program: string;
  readonly process: LabProcess;
}

/** Starts the service on a host. Its process id is put into the file `web.pid` in the host's directory. */
export async function startWebService(host: LabHost): Promise<WebService> {
  const file = join(host.directory, 'haproxy.cfg');
  writeFileSync(file, haproxyConfiguration(host.name), { mode: 0o644 });
  const haproxy = await findProgram('haproxy');
  // An HAProxy that is too old for this configuration is as good as none.
  const usable = haproxy !== undefined && (await runCommand([haproxy, '-c', '-q', '-f', file])).status === 0;
  const argv = usable ? [haproxy, '-db', '-f', file] : [process.execPath, PAGE_SERVER, host.name, String(WEB_PORT)];
  const service = { program: usable ? 'HAProxy' : 'a page server', process: host.start(argv) };
  writeFileSync(join(host.directory, 'web.pid'), `${service.process.pid}\n`);
  return service;
}

function haproxyConfiguration(name: string): string {
  return `global
  maxconn 1000
defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
frontend web
  bind :${WEB_PORT}
  http-request return status 200 content-type text/plain string "${name}\\n"
`;
}
