/**
 * Errors thrown at the edges. Rejected packets and configuration diagnostics are returned values, never these.
 */

/** Every error of ours: a stable `code` for programs, a message for people, the cause where there is one. */
export class VrrpdError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'VrrpdError';
    this.code = code;
  }
}

/** A system call failed. `errno` is the name the C library gives the number, such as `EPERM`. */
export class SystemError extends VrrpdError {
  readonly syscall: string;
  readonly errno: string;

  constructor(syscall: string, errno: string, message: string, options?: ErrorOptions) {
    super(errno, message, options);
    this.name = 'SystemError';
    this.syscall = syscall;
    this.errno = errno;
  }
}
