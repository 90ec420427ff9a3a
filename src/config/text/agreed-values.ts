/**
 * Comment signs that survived: an unquoted `\#` or `\!`, or a definition that holds one. vrrpd keeps the text. The
 * running keepalived strips comments a second time and cuts the line there, so a value that two hosts must agree on is
 * cut here as well: a keepalived peer would not understand the longer password.
 */

import type { Diagnostic } from '../diagnostic.js';
import { BACKSLASH, BANG, HASH, QUOTE } from './characters.js';
import type { Line } from './line.js';
import { textFinding } from './text-finding.js';

const AGREED = /^(auth_pass|auth_type|key|virtual_router_id|advert_int|version|vrrp_version)(?=[\s"]|$)/;

/** The line as it counts, and a finding when keepalived reads another. */
export function agreeOnLine(line: Line, report: (diagnostic: Diagnostic) => void): Line {
  const cut = keepalivedEnd(line.text);
  if (cut === undefined) return line;
  const sign = line.text[cut] ?? '#';
  const keyword = AGREED.exec(line.text)?.[1];
  if (keyword === undefined) {
    report(
      textFinding('escaped-comment', line.span(cut, 1), `the ${sign} is part of the value only in vrrpd`, {
        keepalived: `ends the line at the ${sign} once it runs`,
        hint: 'put the value in double quotes, without a backslash: both read that alike',
      }),
    );
    return line;
  }
  report(
    textFinding('escaped-comment', line.span(cut, 1), `${keyword} ends before the ${sign}`, {
      severity: 'error',
      keepalived: `ends the line at the ${sign} once it runs, and a peer expects the same value`,
      hint: 'put the value in double quotes, without a backslash, on every host',
    }),
  );
  return line.slice(0, cut).trim();
}

/** Offset at which the running keepalived cuts the line: the first bare `#` or `!` outside double quotes. */
function keepalivedEnd(text: string): number | undefined {
  let quoted = false;
  for (let offset = 0; offset < text.length; offset += 1) {
    const code = text.charCodeAt(offset);
    if (code === QUOTE) quoted = !quoted;
    else if (code === BACKSLASH) offset += 1;
    else if (!quoted && (code === HASH || code === BANG)) return offset;
  }
  return undefined;
}
