/** A registry of the packages that this checkout runs on, so that an installation needs no network. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

interface Locked {
  readonly dev?: boolean;
}

export interface PackageRegistry {
  readonly url: string;
  close(): void;
}

/** @param root of the checkout, with its node_modules */
export async function startPackageRegistry(root: string): Promise<PackageRegistry> {
  const places = placesOf(root);
  const server: Server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '').slice(1);
    if (path.startsWith('tar/')) {
      packed(root, path.slice('tar/'.length)).pipe(response);
      return;
    }
    const versions = places.get(path) ?? [];
    response.statusCode = versions.length > 0 ? 200 : 404;
    response.end(JSON.stringify(describe(root, path, versions, `http://${request.headers.host}`)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}

/** Folders of each package, one for each version; those that only development needs are left out. */
function placesOf(root: string): ReadonlyMap<string, readonly string[]> {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    readonly packages: Readonly<Record<string, Locked>>;
  };
  const places = new Map<string, string[]>();
  for (const [place, { dev }] of Object.entries(lock.packages)) {
    const name = place.split('node_modules/').at(-1) ?? '';
    if (place === '' || dev === true) continue;
    places.set(name, [...(places.get(name) ?? []), place]);
  }
  return places;
}

function describe(root: string, name: string, places: readonly string[], url: string): object {
  const described = places.map((place) => {
    const text = readFileSync(join(root, place, 'package.json'), 'utf8');
    const manifest = JSON.parse(text) as { readonly version: string };
    return [manifest.version, { ...manifest, dist: { tarball: `${url}/tar/${place}` } }] as const;
  });
  return { name, versions: Object.fromEntries(described), 'dist-tags': { latest: described.at(-1)?.[0] } };
}

function packed(root: string, place: string) {
  const words = ['-cz', '-C', join(root, place), '--exclude=./node_modules', '--transform=s,^\\.,package,', '.'];
  return spawn('tar', words, { stdio: ['ignore', 'pipe', 'inherit'] }).stdout;
}
