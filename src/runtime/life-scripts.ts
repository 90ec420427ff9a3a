/**
 * startup_script and shutdown_script: run to their end, or to their timeout, before the first advert and after the last.
 * How they end is logged and decides nothing, as with keepalived.
 */

import type { Logger } from '../base/logger.js';
import type { Micros } from '../base/micros.js';
import type { Command, Configuration } from '../config/model.js';
import { describeEnd } from './describe-end.js';
import { type LauncherPorts, ScriptLauncher } from './script-launcher.js';

export interface LifeServices extends LauncherPorts {
  readonly logger: Logger;
}

/** @param abandoned ends the script early once it resolves: somebody wants the daemon to stop */
export async function runStartupScript(
  configuration: Configuration,
  services: LifeServices,
  abandoned: Promise<unknown>,
): Promise<void> {
  const { startupScript, startupScriptTimeout } = configuration.globals;
  await runToEnd('startup_script', startupScript, startupScriptTimeout, configuration, services, abandoned);
}

export async function runShutdownScript(configuration: Configuration, services: LifeServices): Promise<void> {
  const { shutdownScript, shutdownScriptTimeout } = configuration.globals;
  await runToEnd('shutdown_script', shutdownScript, shutdownScriptTimeout, configuration, services, undefined);
}

async function runToEnd(
  keyword: string,
  command: Command | undefined,
  timeout: Micros,
  configuration: Configuration,
  services: LifeServices,
  abandoned: Promise<unknown> | undefined,
): Promise<void> {
  if (command === undefined) return;
  const launcher = new ScriptLauncher(services, configuration);
  const result = await new Promise<Parameters<typeof describeEnd>[0]>((resolve) => {
    const running = launcher.run(command, { timeout }, resolve);
    void abandoned?.then(() => running.terminate());
  });
  const good = result.outcome === 'exited' && result.status === 0;
  services.logger[good ? 'info' : 'warn'](
    { script: command.argv[0] },
    `${keyword} ${command.argv[0]}: ${describeEnd(result)}`,
  );
}
