/**
 * Settings of the kernel under /proc/sys: what they are named there, part by part, because an interface's name may
 * hold dots.
 */

/** `['net', 'ipv4', 'conf', 'eth0', 'arp_ignore']`. */
export type SettingName = readonly string[];

export interface KernelSettings {
  /** The value without its line end; undefined where there is no such setting. */
  read(name: SettingName): Promise<string | undefined>;
  /** The same before the event loop serves anything: at start. */
  readNow(name: SettingName): string | undefined;
  /**
   * Sets it in one call to the kernel, no disk: for an interface that must be ready before it is used.
   * @throws SystemError when the kernel refuses, or has no such setting
   */
  writeNow(name: SettingName, value: string): void;
  /** @throws SystemError when the kernel refuses, or has no such setting */
  write(name: SettingName, value: string): Promise<void>;
}
