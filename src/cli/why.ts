/** `vrrpd why`: the daemon's sentences, one a line. */

import { askFor, daemonPaths } from './ask.js';
import { type Given, textOf } from './command.js';
import { EXIT } from './exit-status.js';
import { printable, wrap } from './paragraph.js';
import { describeTerminal } from './terminal.js';

interface WhyAnswer {
  readonly routers: readonly { readonly name: string; readonly sentences: readonly string[] }[];
}

export async function showWhy(given: Given): Promise<number> {
  const path = `/v1/why/${encodeURIComponent(textOf(given, 'name') ?? '')}`;
  const answer = await askFor<WhyAnswer>(await daemonPaths(given), path);
  const { columns } = describeTerminal();
  const lines =
    given['json'] === true
      ? [JSON.stringify(answer, undefined, 2)]
      : answer.routers.flatMap(({ sentences }, index) => [
          ...(index === 0 ? [] : ['']),
          ...sentences.flatMap((sentence) => wrap(printable(sentence), columns)),
        ]);
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
