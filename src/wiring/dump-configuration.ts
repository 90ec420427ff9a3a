/** `keepalived -d`: the configuration as it was read, in the log, without its secrets. */

import type { Logger } from '../base/logger.js';
import type { Configuration, Instance } from '../config/model.js';
import { formatConfiguration } from '../config/print/configuration.js';
import { decodeBytes } from '../config/tree.js';

const HIDDEN = new TextEncoder().encode('********');
/** A key shorter than this could not be read back. */
const HIDDEN_KEY = new TextEncoder().encode('*'.repeat(32));

export function dumpConfiguration(configuration: Configuration, logger: Logger): void {
  const { instances, lvs } = configuration;
  const ssl = lvs.ssl?.password === undefined ? lvs.ssl : { ...lvs.ssl, password: HIDDEN };
  const shown = { ...configuration, instances: instances.map(withoutSecrets), lvs: { ...lvs, ssl } };
  const text = formatConfiguration(shown);
  for (const line of decodeBytes(text).split('\n')) if (line !== '') logger.info({}, line);
}

function withoutSecrets(instance: Instance): Instance {
  const { authentication, hmac } = instance;
  return {
    ...instance,
    authentication: authentication.type === 'none' ? authentication : { ...authentication, password: HIDDEN },
    hmac: hmac && {
      ...hmac,
      keys: hmac.keys.map((key) => (key.type === 'bytes' ? { ...key, secret: HIDDEN_KEY } : key)),
    },
  };
}
